"""
The screenshots of docs/images: `python build.py pictures` takes them anew, in Chromium.

What they show is the demo site against the local edge of this machine: times differ in each run.
"""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from alloy_web.buildtools import demo
from alloy_web.devserver.server import Server
from tests.browser.engines import find_engines

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs/images"
SIZE = {"width": 1240, "height": 760}


def take(browser, folder):
    """Write demo.png and inspector.png into the folder: of a visit, and of what the edge heard."""
    demo.build()
    with Server(site_dirs=[demo.FOLDER, ROOT / "static"]) as site:
        context = browser.new_context(viewport=SIZE, color_scheme="light")
        page, inspector = context.new_page(), context.new_page()
        page.goto(site.url + "direct/")
        # The view, and the report of what was shown.
        site.wait_for(2, action="interact")
        page.wait_for_selector("text=Report: 5 offers shown")
        page.screenshot(path=folder / "demo.png", animations="disabled")

        inspector.goto(site.url + "_edge/")
        inspector.click("#list .row:has-text('View of /direct/')")
        inspector.wait_for_selector("text=What the edge makes of it")
        inspector.screenshot(path=folder / "inspector.png", animations="disabled")
        context.close()


def main(arguments):
    parser = argparse.ArgumentParser("build.py pictures")
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    folder = parser.parse_args(arguments).folder
    with sync_playwright() as playwright:
        browser = find_engines("chromium")[0][0].launch(playwright)
        take(browser, folder)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
