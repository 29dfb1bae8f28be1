"""
Lines for the head of a page, to be copied: the script and the files it will ask for, which the
browser then loads at the same time. What the script fetches it checks itself; for the others the
hash of the content is here.
"""

import base64
import hashlib

from alloy_web.buildtools.flight import EDGE_DOMAIN

# Where most sites have the files. docs/caching.md tells what to change for another origin.
FOLDER = "/dist/"

HEAD = """\
<link rel="preconnect" href="https://{edge}">
<link rel="preload" href="{wasm}" as="fetch">
<link rel="preload" href="{sdk}" as="fetch">
<script src="{loader}" async fetchpriority="high"
  integrity="{loader_hash}"></script>
"""


def head(assets, files):
    """HTML as bytes; `assets` has the names of the files by what they are for."""
    facts = {role: FOLDER + name for role, name in assets.items()}
    hashes = {f"{role}_hash": integrity(files[name]) for role, name in assets.items()}
    return HEAD.format(edge=EDGE_DOMAIN, **facts, **hashes).encode()


def integrity(content):
    """The value of an `integrity` attribute."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
