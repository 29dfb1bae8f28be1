"""
Lines for the head of a page, to be copied: the script, by its content, and the connection that it
will need first.
"""

import base64
import hashlib

from alloy_web.buildtools.flight import EDGE_DOMAIN

# Where most sites have the files. docs/caching.md tells what to change for another origin.
FOLDER = "/dist/"

HEAD = """\
<link rel="preconnect" href="https://{edge}">
<script src="{folder}{name}" async fetchpriority="high"
  integrity="{integrity}"></script>
"""


def head(name, content):
    """HTML as bytes, for the script of this name and content."""
    return HEAD.format(
        edge=EDGE_DOMAIN, folder=FOLDER, name=name, integrity=integrity(content)
    ).encode()


def integrity(content):
    """The value of an `integrity` attribute."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
