"""What `alloy-web init` makes, as `alloy-web serve` serves it, in a browser."""

import pytest

from alloy_web.cli import shipped
from alloy_web.cli.main import main
from alloy_web.devserver.server import Server
from tests.browser.conftest import ROOT

CDN = "https://cdn.jsdelivr.net/npm/"


@pytest.fixture(scope="module")
def folder(dist, tmp_path_factory):
    """Of the plain project and of the one with Python; the runtimes of the latter from here."""
    folder = tmp_path_factory.mktemp("projects")
    for kind in ("plain", "pyscript"):
        assert main(["init", str(folder / kind), "--kind", kind, "--json"]) == 0
    page = folder / "pyscript/site/index.html"
    html = page.read_text("utf-8")
    for package, here in (
        ("@pyscript/core@0.7.31/dist/", "/runtimes/pyscript/"),
        ("@micropython/micropython-webassembly-pyscript@1.27.0/", "/runtimes/micropython/"),
    ):
        assert CDN + package in html
        html = html.replace(CDN + package, here)
    page.write_text(html, "utf-8")
    (folder / "runtimes").mkdir()
    (folder / "runtimes/runtimes").symlink_to(ROOT / "static/dist")
    return folder


@pytest.fixture
def site(folder, request):
    """As `alloy-web serve` starts it."""
    dirs = [folder / request.param / "site", folder / "runtimes", ROOT / "static/dist"]
    with Server(site_dirs=dirs, dist=shipped.FOLDER, is_reloading=True) as server:
        yield server


@pytest.mark.parametrize("site", ["plain"], indirect=True)
def test_the_plain_page_waits_for_consent_and_loads_again_when_it_is_changed(
    site, visit, folder
):
    visit.goto("/")
    visit.page.wait_for_function("alloy.q.push !== [].push")
    before = site.events()
    visit.page.click("#yes")
    view = site.wait_for(1, action="interact")[0]

    page = folder / "plain/site/index.html"
    page.write_text(page.read_text("utf-8").replace(">Ferns<", ">Ferns for all<"), "utf-8")
    visit.page.wait_for_function("document.querySelector('#hero').innerText === 'Ferns for all'")

    assert before == []
    assert view["body"]["events"][0]["xdm"]["eventType"] == "web.webpagedetails.pageViews"


@pytest.mark.parametrize("site", ["pyscript"], indirect=True)
def test_the_page_with_python_sends_its_view_and_what_its_button_says(site, visit):
    visit.goto("/")

    view = site.wait_for(1, action="interact", timeout_s=200)[0]
    visit.page.click("text=Buy")
    visit.page.wait_for_function("document.querySelector('#total').innerText === 'Bought for 4.90'")
    sent = [each["body"]["events"][0]["xdm"] for each in site.wait_for(2, action="collect")]

    assert view["response"]["status"] == 200
    assert view["body"]["events"][0]["xdm"]["eventType"] == "web.webpagedetails.pageViews"
    # The click is one too.
    [bought] = [xdm for xdm in sent if xdm["eventType"] == "purchase"]
    assert bought["commerce"]["order"]["priceTotal"] == 4.9
