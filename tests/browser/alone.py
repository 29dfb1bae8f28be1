"""
Browsers without a driver: a window on one page, with a profile that stays. What the page does there
it does by itself.
"""

import contextlib
import os
import signal
import subprocess
from pathlib import Path

from alloy_web.testing import executables
from tests.browser.engines import CHROMIUM_FLAGS

# Headers of a page whose visitor is known, whether the browser wrote that down or not.
KNOWN = {"set-cookie": (
    "kndctr_0123456789ABCDEF01234567_AdobeOrg_identity"
    "=CiYxMTExMjIyMjMzMzM0NDQ0NTU1NTY2NjY3Nzc3ODg4ODk5OTkwMPABBQ; path=/"
)}
# What has a browser keep nothing of a visit.
PRIVATE = {"chromium": "--incognito", "firefox": "--private-window", "webkit": "--private"}


@contextlib.contextmanager
def launched(engine, profile, url, env, is_private=False):
    """The browser with this profile; killed in the end, if it lives. `env` is its screen's."""
    profile.mkdir(exist_ok=True)
    # A browser that was killed leaves its lock behind.
    for lock in [*profile.glob("Singleton*"), *profile.glob("*lock")]:
        lock.unlink()
    how = [PRIVATE[engine.name]] if is_private else []
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        [*command(engine, profile), *how, url],
        env={**os.environ, **env, **homes(engine, profile)},
        stdout=quiet, stderr=quiet, start_new_session=True,
    ) as browser:
        try:
            yield browser
        finally:
            kill(browser)


def command(engine, profile):
    if engine.name == "chromium":
        return [engine.path, *CHROMIUM_FLAGS, "--headless=new", f"--user-data-dir={profile}"]
    if engine.name == "firefox":
        return [engine.path, "--headless", "--no-remote", "--profile", str(profile)]
    return [executables.minibrowser()]


def homes(engine, profile):
    """WebKit's window takes no profile, but has its files where the environment says."""
    if engine.name != "webkit":
        return {}
    return {
        "XDG_DATA_HOME": str(profile / "data"),
        "XDG_CACHE_HOME": str(profile / "cache"),
        "XDG_CONFIG_HOME": str(profile / "config"),
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        "NO_AT_BRIDGE": "1",
    }


def kill(browser):
    """With all its processes."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(browser.pid, signal.SIGKILL)


def processes(name, parent):
    """Those of this name, of which Linux has 15 letters, below a process."""
    parents, found = {}, []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, rest = stat.read_text().split(" (", 1)
        except OSError:
            # It ended just now.
            continue
        title, rest = rest.rsplit(") ", 1)
        parents[int(number)] = int(rest.split()[1])
        if title == name:
            found.append(int(number))
    return [each for each in found if parent in _ancestors(each, parents)]


def _ancestors(process, parents):
    while process in parents:
        process = parents[process]
        yield process
