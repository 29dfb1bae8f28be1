"""
The same visitor in a real browser: `pytest --alloy-browser=chromium`.

Playwright drives the browser, with the built alloy.js, against the local edge on a port of this
process. The site is that edge's own server: what a test calls https://shop.example is served from
there, and read back under the name that the test gave it.

    driver.py      Driver: one browser for the whole run
    edge.py        BrowserEdge: the local edge on its port
    visitor.py     BrowserVisitor: a browser context
    page.py        BrowserPage: a tab with a page of the site

The last three are used as those of the same names beside this folder are.
"""

from alloy_web.testing.browser.driver import Driver, Unavailable, dist_folder
from alloy_web.testing.browser.edge import BrowserEdge
from alloy_web.testing.browser.visitor import BrowserVisitor

__all__ = ["BrowserEdge", "BrowserVisitor", "Driver", "Unavailable", "dist_folder"]
