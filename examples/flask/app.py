"""A shop in Flask: python examples/flask/app.py"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "shop"))

import shop
from flask import Flask, request

from alloy_web.server import Alloy


def create_app(**options):
    """`options` go over those of the shop; tests name an edge of their own."""
    app = Flask(__name__)
    alloy = Alloy(**{**shop.options(), **options})
    alloy.init_app(app)

    @app.get("/")
    def cart():
        # What only the server knows goes along with the view that is sent.
        alloy.visit(request).view["data"] = {"plan": "gold"}
        return shop.page()

    return app


if __name__ == "__main__":
    create_app().run(port=shop.port())
