"""
The one entry point: `python build.py serve`, `test`, `dist` or `check`.

Needs Python 3.11 or newer and nothing else; it makes what it needs. See alloy_web/buildtools/.
"""

import sys

# Asked before anything that an older one could not read.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Python 3.11 or newer is needed; this is %d.%d." % sys.version_info[:2])

from alloy_web.buildtools.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
