"""
What the first flight (static/snippet/) has to know of the SDK that will take it over.
"""

from alloy_web import __version__
from alloy_web.core import propositions
from alloy_web.core.config import OPTIONS
from alloy_web.core.identity import IDENTITY_DOMAIN
from alloy_web.features.context import NAME
from alloy_web.features.event.sorting import TEXT, XDM_ROOTS

EDGE_DOMAIN = OPTIONS["edgeDomain"].default["host"]
# So many letters of a root tell enough to leave it to the SDK.
_LETTERS = 6


def constants():
    """What is put into the sources of the snippet, by name."""
    texts = XDM_ROOTS[TEXT].split(" ")
    namespace = propositions.NAMESPACE
    schemas = propositions.query([propositions.PAGE_SCOPE], [])["schemas"]
    return {
        "__ALLOY_NAME__": NAME,
        "__ALLOY_VERSION__": __version__,
        "__ALLOY_EDGE_DOMAIN__": EDGE_DOMAIN,
        "__ALLOY_IDENTITY_DOMAIN__": IDENTITY_DOMAIN,
        "__ALLOY_FREE__": f"^(?!xdm:|{'|'.join(name[:_LETTERS] for name in texts)})",
        "__ALLOY_NAMESPACE__": namespace,
        "__ALLOY_SCHEMAS__": " ".join(schema.removeprefix(namespace) for schema in schemas),
    }
