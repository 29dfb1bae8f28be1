"""Pages without an origin or without cookies, and files that lie on another host in truth."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.pages import CORE_LOADERS, PAGES
from tests.browser.support import wait_for_views

QUIET = {"autoViews": False}
SANDBOX = {"content-security-policy": "sandbox allow-scripts"}
# Four events and two questions, one after the other; whoever holds the page is told the outcome.
WORK = """<script>
(async () => {
  const told = { events: 0, ecids: [] };
  try {
    for (let i = 0; i < 4; i++) {
      await alloy("sendEvent", {xdm: {eventType: "e" + i}});
      told.events += 1;
      if (i === 1) told.ecids.push((await alloy("getIdentity")).identity.ECID);
    }
    told.ecids.push((await alloy("getIdentity")).identity.ECID);
  } catch (error) {
    told.error = error.message;
  }
  parent.postMessage(JSON.stringify(told), "*");
})();
</script>"""
HEAR = "<script>addEventListener('message', ({data}) => { window.told = data; });</script>"


def told(visit):
    visit.page.wait_for_function("window.told")
    return json.loads(visit.page.evaluate("window.told"))


def states(edge):
    """`meta.state` of each event's request: does it say cookies, and how many does it carry?"""
    found = []
    for request in edge.events():
        state = request["body"]["meta"]["state"]
        keys = sorted(entry["key"].rpartition("_")[2] for entry in state.get("entries", []))
        found.append((state["domain"], state["cookiesEnabled"], keys))
    return found


ONE_VISITOR = [("", False, [])] + [("", False, ["cluster", "identity"])] * 3


# PyScript's Pyodide asks for IndexedDB, which such a page does not have, and does not start.
@pytest.mark.parametrize("loader", CORE_LOADERS[:2])
def test_a_sandboxed_page_is_served_and_has_one_visitor(visit, edge, loader):
    if loader == "mpy":
        # PyScript asks for it there too, and goes on.
        visit.expect_page_error("IDBFactory")
    visit.open(PAGES[loader](WORK, QUIET, head=HEAR), headers=SANDBOX)

    found = told(visit)

    assert (found.get("error"), found["events"]) == (None, 4)
    assert len(found["ecids"][0]) == 38 and found["ecids"][1] == found["ecids"][0]
    assert states(edge) == ONE_VISITOR


def test_a_route_of_a_sandboxed_page_is_a_view(visit, edge):
    """The Navigation API is there, and tells nothing."""
    visit.open(PAGES["direct"](configure={"autoViews": True}), headers=SANDBOX)
    wait_for_views(edge, 1)

    visit.page.evaluate("history.pushState({}, '', '?two')")

    assert wait_for_views(edge, 2, timeout_s=10)[1][0] == visit.url("/t/page?two")


@pytest.mark.parametrize("attributes", ['sandbox="allow-scripts"', ""])
def test_a_frame_of_another_site_without_cookies_has_one_visitor(visit, edge, attributes):
    # On http a cookie of ours is SameSite=Lax, which no browser takes in a frame of another site.
    visit.site.add_page("/t/frame", PAGES["direct"](WORK, QUIET))
    port = visit.site.url.rstrip("/").rpartition(":")[2]
    frame = f'<iframe {attributes} src="http://127.0.0.1:{port}/t/frame"></iframe>'
    visit.site.add_page("/t/page", "<!doctype html><title>t</title>" + HEAR + frame)

    visit.page.goto(f"http://localhost:{port}/t/page")

    found = told(visit)
    assert (found.get("error"), found["events"]) == (None, 4)
    assert len(found["ecids"][0]) == 38 and found["ecids"][1] == found["ecids"][0]
    assert states(edge) == ONE_VISITOR


@pytest.fixture
def redirecting(site):
    """A site that has pages of its own, and sends whoever wants another file to the real one."""
    pages = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            page = pages.get(self.path)
            self.send_response(200 if page else 302)
            self.send_header("access-control-allow-origin", "*")
            if not page:
                self.send_header("location", site.url.rstrip("/") + self.path)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page or b"")

        def log_message(self, *parts):
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield pages, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("loader", CORE_LOADERS)
def test_files_that_a_redirect_leads_to_on_another_host_are_loaded(
    visit, edge, redirecting, loader
):
    pages, url = redirecting
    host = visit.site.url.split("/")[2]
    page = PAGES[loader](configure={**QUIET, "edgeDomain": host})
    pages["/page"] = visit.site.with_prelude(page).encode()

    visit.page.goto(url + "/page")
    visit.ready()

    assert "requestBody" in visit.alloy("event", {"type": "viewStart"})
    assert len(edge.events()) == 1
