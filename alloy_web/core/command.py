"""
What a command is: the check of its options and the work it does.
"""

# Commands of the instance itself; all others come from components.
BUILT_IN = ("configure", "setDebug")


class Command:
    """
    A command of a component: `check` for its options (validation.py), `run(options)` to do it.

    `declined_rejects`: a declined consent is a failure of this command, where others resolve
    with `{}` (specification, CMD-01 and ALPHA-35).
    """

    def __init__(self, check, run, declined_rejects=False):
        self.check = check
        self.run = run
        self.declined_rejects = declined_rejects
