"""
The sites of the browser tests, each a demo site and a local edge on a port of its own. A test has
the one whose last test is the longest ago: what the page of that one sent late has come. Cookies
know no port, but on this machine's address it is the page that writes them, and it is gone.
"""

import re
from pathlib import Path

from alloy_web.buildtools import demo
from alloy_web.devserver.server import Server

ROOT = Path(__file__).resolve().parents[2]


class Site(Server):
    """The demo site and the local edge; the pages that tests add begin with the `prelude`."""

    def __init__(self, *more_dirs):
        demo.build()
        folders = [demo.FOLDER, ROOT / "static", *more_dirs]
        # "null" is the origin of a sandboxed page.
        super().__init__(site_dirs=folders, scenario="empty", allow_origins=["null"])
        self.prelude = []

    def add_page(self, path, html, headers=None):
        if "content-type" not in (headers or {}):
            html = self.with_prelude(html)
        return super().add_page(path, html, headers)

    def with_prelude(self, html):
        """The page as a browser has to get it that runs nothing before the page's own scripts."""
        if not self.prelude:
            return html
        nonce = "".join(re.findall(r'<script( nonce="\w+")', html)[:1])
        prelude = f"<script{nonce}>{''.join(self.prelude)}</script>"
        place = "<head>" if "<head>" in html else "<!doctype html>"
        return html.replace(place, place + prelude, 1)
