"""
What a command is: the check of its options and the work it does.
"""

# Commands of the instance itself; all others come from components.
BUILT_IN = ("configure", "explain", "setDebug")


class Command:
    """
    A command of a component: `check` for its options (validation.py), `run(options)` to do it.

    A command that `sends` an event is run as `run(options, line)`: the ledger's line of the call,
    which the event goes on with. `declined_rejects`: a declined consent is a failure of this
    command, where others resolve with `{}` (specification, CMD-01 and ALPHA-35).

    For readers: `about` says in one line what it does, `takes` are its options where
    `check` takes anything, and `returns` is its result, as a check.
    """

    def __init__(
        self, check, run, declined_rejects=False, sends=False, *, about="", takes=None, returns=None
    ):
        self.check = check
        self.run = run
        self.declined_rejects = declined_rejects
        self.sends = sends
        self.about = about
        self.takes = takes or check
        self.returns = returns
