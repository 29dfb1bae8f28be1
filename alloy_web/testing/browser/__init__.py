"""
The same visitor in a real browser: `pytest --alloy-browser=chromium`.

The browser has the built alloy.js, and the local edge on a port of this process. The site is that
edge's own server: what a test calls https://shop.example is served from there, and read back under
the name that the test gave it.

    driver.py          Driver: one browser for the whole run
    playwright_tab.py  a visitor's tab in a browser that Playwright drives
    webkit_tab.py      the same in WebKitGTK, with webkit.js in the page
    webkit.py          WebKitGTK by Selenium
    edge.py            BrowserEdge: the local edge on its port
    visitor.py         BrowserVisitor: a tab, and what its pages tell
    page.py, calls.py  BrowserPage: a page of the site, and BrowserCall
    served.py          the HTML as it is served, with hand.js, the test's hand, in it
    apps.py            pages of PyScript apps

Edge, visitor, page and call are used as those of the same names beside this folder are.
"""

from alloy_web.testing.browser.driver import Driver, Unavailable, dist_folder
from alloy_web.testing.browser.edge import BrowserEdge
from alloy_web.testing.browser.visitor import BrowserVisitor

__all__ = ["BrowserEdge", "BrowserVisitor", "Driver", "Unavailable", "dist_folder"]
