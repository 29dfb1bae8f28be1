"""Examples that are pages: each can be served, with what its HTML asks for."""

import re

import pytest

from alloy_web.buildtools import examples
from alloy_web.devserver import __main__ as command
from alloy_web.devserver.server import Server
from tests.unit.devserver.kit import get


@pytest.mark.parametrize("name", examples.names())
def test_an_example_is_served_with_its_scripts_and_offers(name, tmp_path, monkeypatch):
    monkeypatch.setattr(examples, "CACHE", tmp_path)
    given = command._parser().parse_args(examples.options(name))
    html = (examples.FOLDER / name / "index.html").read_text("utf-8")
    asked = re.findall(r'src="([^"]+)"', html) + re.findall(r'"(/[^"]+\.zip)"', html)
    own = [src for src in asked if not src.startswith("/dist/")]

    with Server(site_dirs=given.site, scenario=given.scenario) as server:
        assert get(server.url).text == html
        for src in own:
            assert get(server.url + src.lstrip("/")).status_code == 200, src


def test_routes_of_the_shop_in_react_can_be_loaded(tmp_path):
    with Server(site_dirs=[examples.FOLDER / "react"], scenario="empty") as server:
        page = get(server.url + "ferns/maidenhair").text

    assert page == (examples.FOLDER / "react/index.html").read_text("utf-8")
