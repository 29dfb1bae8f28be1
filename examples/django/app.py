"""A shop in Django, in one file: python examples/django/app.py"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "shop"))

import django
import shop
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

from alloy_web.server.django import visit_of


def cart(request):
    # What only the server knows goes along with the view that the middleware sends.
    visit_of(request).view["data"] = {"plan": "gold"}
    return HttpResponse(shop.page())


def settings_of(**options):
    """`options` go over those of the shop; tests name an edge of their own."""
    return {
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", ".example"],
        "ROOT_URLCONF": (path("", cart),),
        "MIDDLEWARE": ["alloy_web.server.django.AlloyMiddleware"],
        "ALLOY": {**shop.options(), **options},
    }


if __name__ == "__main__":
    from wsgiref.simple_server import make_server

    settings.configure(**settings_of())
    django.setup()
    with make_server("127.0.0.1", shop.port(), WSGIHandler()) as server:
        print(f"http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()
