"""
The one entry point: `python build.py serve`, `test`, `dist` or `check`.

Needs Python 3.11 or newer and nothing else; it makes what it needs. See alloy_web/buildtools/.
"""

import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))

if __name__ == "__main__" and __spec__ is not None:
    # `python -m build` in this folder finds this file, and means the module of the same name.
    import runpy

    sys.path[:] = [path for path in sys.path if os.path.realpath(path or ".") != HERE]
    try:
        runpy.run_module("build", run_name="__main__", alter_sys=True)
    except ImportError as error:
        sys.exit(f"{error}. Install it: python -m pip install build")
    sys.exit()

# Asked before anything that an older one could not read.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Python 3.11 or newer is needed; this is %d.%d." % sys.version_info[:2])

from alloy_web.buildtools.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
