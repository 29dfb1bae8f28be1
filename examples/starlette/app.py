"""A shop in Starlette: python examples/starlette/app.py"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "shop"))

import shop
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from alloy_web.server import Alloy


def create_app(**options):
    """`options` go over those of the shop; tests name an edge of their own."""
    alloy = Alloy(**{**shop.options(), **options})

    async def cart(request):
        # What only the server knows goes along with the view that the middleware sends.
        alloy.visit(request).view["data"] = {"plan": "gold"}
        return HTMLResponse(shop.page())

    app = Starlette(routes=[Route("/", cart)])
    app.add_middleware(alloy.middleware)
    return app


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(create_app(), port=shop.port())
