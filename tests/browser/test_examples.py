"""Examples that the kit runs in memory only, as `build.py serve --example` serves them."""

import pytest

from alloy_web.buildtools import examples
from alloy_web.devserver import __main__ as command
from alloy_web.devserver.server import Server
from tests.browser.conftest import ROOT
from tests.browser.support import sent, wait_for_views, wait_until


@pytest.fixture
def site(dist, request):
    asked = command._parser().parse_args(examples.options(request.param))
    with Server(site_dirs=[*asked.site, ROOT / "static"], scenario=asked.scenario) as server:
        yield server


@pytest.mark.parametrize("site", ["puepy"], indirect=True)
def test_the_shop_in_puepy_has_a_view_for_each_route_and_tells_what_is_bought(site, visit):
    visit.goto("/")
    visit.page.wait_for_selector("#staghorn", timeout=120_000)
    visit.page.click("#staghorn")
    visit.page.click("#buy")
    wait_until(lambda: sent(site).where(type="purchase"))
    visit.page.go_back()

    told = [url.removeprefix(visit.url("")) for url, _, _ in wait_for_views(site, 3)]
    assert told == ["/", "/ferns/staghorn", "/"]
    sent(site).one(type="purchase", path="/ferns/staghorn", xdm__commerce__order__priceTotal=12)
