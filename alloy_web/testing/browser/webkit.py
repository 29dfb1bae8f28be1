"""
WebKitGTK's MiniBrowser, driven by Selenium: a stand-in for Safari, not Safari.

Classic WebDriver sees no requests and runs no script before the page's own. A browser without a
window there is not, so it gets a virtual screen.
"""

import os
import subprocess
import time
import warnings
from collections.abc import Callable
from threading import Timer
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import JavascriptException, WebDriverException
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from urllib3.exceptions import HTTPError

POLL_S = 0.03
# A page can make the driver wait for ever: so much later the browser is killed, and the test fails.
HANGS_AFTER_S = 60
STARTS_WITHIN_S = 60


class WebKit:
    """
    Starts one MiniBrowser for each window, so that each is a new visitor's; None as `browser_path`
    leaves it to the driver. `patience_s` is how long a script may take.
    """

    def __init__(
        self, driver_path: str, browser_path: str | None, patience_s: int, headed: bool = False
    ):
        self._paths = driver_path, browser_path
        self._patience_s = patience_s
        self._display = None if headed and _has_display() else Display()

    def new_window(self, kind: Callable | None = None) -> Any:
        """A `Window`, or of a class that adds to it."""
        for is_last in (False, False, True):
            service = self._service()
            service.start()
            # A browser that ends as it starts leaves its driver waiting for it, for ever.
            watch = Timer(STARTS_WITHIN_S, service.process.kill)
            watch.start()
            try:
                driver = self._session(service.service_url)
            except BaseException as error:
                service.process.kill()
                service.process.wait()
                service.stop()
                if is_last or not isinstance(error, HTTPError):
                    raise
            else:
                break
            finally:
                watch.cancel()
        driver.set_script_timeout(self._patience_s)
        return (kind or Window)(driver, service, self._patience_s)

    def _service(self):
        driver_path = self._paths[0]
        env = {
            **os.environ,
            **(self._display.env if self._display else {}),
            # The sandbox needs rights that root in a container has not.
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
            "NO_AT_BRIDGE": "1",
        }
        service = Service(driver_path, env=env)
        service.path = driver_path
        return service

    def _session(self, url):
        options = Options()
        if self._paths[1]:
            options.binary_location = self._paths[1]
        options.add_argument("--automation")
        reach = ClientConfig(url, timeout=self._patience_s + HANGS_AFTER_S)
        with warnings.catch_warnings():
            # About how Selenium calls itself.
            warnings.simplefilter("ignore", DeprecationWarning)
            return webdriver.Remote(url, options=options, client_config=reach)

    def close(self) -> None:
        if self._display:
            self._display.close()


class Display:
    """A virtual screen."""

    def __init__(self):
        read, write = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start; does it run by itself?")
        self.env = {"DISPLAY": f":{number}", "GDK_BACKEND": "x11"}

    def close(self) -> None:
        self._server.terminate()
        self._server.wait()


class Window:
    """The one window of one MiniBrowser."""

    def __init__(self, driver: Any, service: Service, patience_s: int):
        self._driver = driver
        self._service = service
        self._patience_s = patience_s

    def close(self) -> None:
        if self._driver:
            self._driver.quit()
            self._gone()

    def is_closed(self) -> bool:
        return self._driver is None

    def goto(self, url: str) -> None:
        self._driver.get(url)

    @property
    def url(self) -> str:
        return self._driver.current_url

    def cookies(self) -> list[dict]:
        """Those of the page that is open."""
        return self._driver.get_cookies()

    def evaluate(self, expression: str, arg: Any = None) -> Any:
        """What the expression gives; a function is called with `arg`, a promise awaited."""
        try:
            told = self._run(f"(\n{expression}\n)", arg)
        except JavascriptException:
            # Statements, not an expression: what the page throws comes back as `failed`.
            told = self._run("(0, eval)(arguments[1])", arg, expression)
        if "failed" in told:
            raise RuntimeError(told["failed"])
        return told.get("value")

    def wait_until(self, is_so: Callable[[], Any], what: str, timeout_s: float) -> None:
        """TimeoutError when it is not so in that time."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            try:
                if is_so():
                    return
            except (WebDriverException, RuntimeError):
                # The page is changing under the question.
                pass
            time.sleep(POLL_S)
        raise TimeoutError(f"{what}: not so after {timeout_s} s")

    def asked(self, ask: Callable, *arguments: Any) -> Any:
        """What the driver answers; AssertionError, and the browser is gone, when it does not."""
        try:
            return ask(*arguments)
        except HTTPError as error:
            self._gone()
            raise AssertionError(
                f"WebKit's driver gave no answer in {self._patience_s + HANGS_AFTER_S} s, and was "
                "killed"
            ) from error

    def _run(self, code, *arguments):
        return self.asked(
            self._driver.execute_async_script,
            f"""const done = arguments[arguments.length - 1], arg = arguments[0];
            const call = async () => {{
              const value = {code};
              return typeof value === "function" ? value(arg) : value;
            }};
            call().then(
              (value) => done({{value}}),
              (error) => done({{failed: String(error)}}));""",
            *arguments,
        )

    def _gone(self):
        self._driver = None
        self._service.stop()


def _has_display():
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
