"""`python -m alloy_web`: the command `alloy-web`. See alloy_web/cli/."""

import sys

from alloy_web.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
