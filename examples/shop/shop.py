"""
What the three apps share: the page, the options, and an edge to ask. `ALLOY_EDGE` names one that
runs already (host and port); without it the local edge of alloy_web is started, with this shop's
offers.
"""

import atexit
import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
DIST = HERE.parents[1] / "static"
# In a clone alloy_web stands beside the examples.
sys.path.append(str(HERE.parents[1]))


def edge() -> str:
    """Host and port of the edge."""
    if "ALLOY_EDGE" not in os.environ:
        from alloy_web.devserver.server import Server

        server = Server(site_dirs=[DIST], scenario=HERE / "offers.json")
        server.start()
        atexit.register(server.stop)
        os.environ["ALLOY_EDGE"] = f"127.0.0.1:{server.port}"
        print(f"The edge: {server.url}inspector", flush=True)
    return os.environ["ALLOY_EDGE"]


def options() -> dict:
    """Of `Alloy`."""
    return {
        "org_id": "0123456789ABCDEF01234567@AdobeOrg",
        "datastream_id": "shop-example",
        "edge_domain": edge(),
        "budget_ms": float(os.environ.get("ALLOY_BUDGET_MS", "250")),
    }


def page() -> str:
    return (HERE / "cart.html").read_text(encoding="utf-8").replace("{edge}", edge())


def port() -> int:
    return int(os.environ.get("PORT", "8001"))
