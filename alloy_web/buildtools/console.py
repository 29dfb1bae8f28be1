"""
What the build says, the commands it runs, and how it fails.

Everything goes to stderr: stdout belongs to the server's one line and to pytest.
"""

import os
import subprocess
import sys


class BuildError(Exception):
    """The build cannot go on; the text is for the person who started it."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(command, why, **options):
    """Run a command to its end. Its output shows; a failure says what it was for."""
    try:
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr, **options)
    except (OSError, subprocess.CalledProcessError) as error:
        raise BuildError(f"{why} failed: {error}") from error


def capture(command, data=b""):
    """The bytes a command prints, given `data` on its stdin."""
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=True)
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip()
        raise BuildError(said or f"{command[0]} ended with {error.returncode}") from error
    return done.stdout


def become(command):
    """Go on as another program, with its exit status; never returns."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    # Windows would give the prompt back at once.
    sys.exit(subprocess.run(command).returncode)
