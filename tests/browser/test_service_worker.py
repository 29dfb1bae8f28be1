"""The service worker: later visits start without the server of the files; all else is as ever."""

import base64
import hashlib
import json
import re
import shutil

import pytest

from alloy_web.devserver.server import Server
from tests.browser.pages import ROOT, direct_page
from tests.browser.support import Visit, until

# WebKit's driver needs pages of the fixture `site`; these come from a server of their own.
pytestmark = pytest.mark.engines("chromium", "firefox")
DIST = ROOT / "static/dist"
ALONE = '"/dist/alloy.sw.js", {scope: "/", updateViaCache: "none"}'
CACHES = "caches.keys().then((names) => names.filter((name) => name.startsWith('alloy-web:')))"


class Deployment:
    """A site whose files a test takes away, and gives another build."""

    def __init__(self, folder):
        self.folder = folder
        manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
        self.build = manifest["build"]
        # Files of builds before may lie there, too.
        self.names = [each["name"] for each in manifest["files"] if "/" not in each["name"]]
        self.deploy()

    def deploy(self, build=None):
        """The scripts of this build, or of one with another hash."""
        shutil.rmtree(self.folder / "dist", ignore_errors=True)
        (self.folder / "dist").mkdir(parents=True)
        files = {
            name: (DIST / name).read_bytes() for name in self.names if name.endswith(".js")
        }
        if build:
            files = another_build(files, self.hashed, f"alloy-{build}.js", self.build, build)
        for name, content in files.items():
            (self.folder / "dist" / name).write_bytes(content)

    @property
    def hashed(self):
        """The name of the script by its content, alloy-<hash>.js."""
        [name] = [name for name in self.names if re.fullmatch(r"alloy-[0-9a-f]{8}\.js", name)]
        return name

    def take_away(self):
        shutil.rmtree(self.folder / "dist")


def another_build(files, hashed, new_hashed, build, new_build):
    """`{name: bytes}` as a later build would have them."""
    changed = {
        name: rewritten(content, {build: new_build, hashed: new_hashed})
        for name, content in files.items()
        if name != "alloy.sw.js"
    }
    hashes = {integrity(files[name]): integrity(content) for name, content in changed.items()}
    changed["alloy.sw.js"] = rewritten(
        files["alloy.sw.js"], {build: new_build, hashed: new_hashed, **hashes}
    )
    changed[new_hashed] = changed.pop(hashed)
    return changed


def rewritten(content, changes):
    for old, new in changes.items():
        content = content.replace(old.encode(), new.encode())
    return content


def integrity(content):
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


@pytest.fixture
def deployment(dist, tmp_path):
    return Deployment(tmp_path)


@pytest.fixture
def visit(page, deployment):
    with Server(site_dirs=[deployment.folder], scenario="empty") as server:
        visit = Visit(page, server)
        visit.server = server
        yield visit
        assert not visit.problems()


def open_page(visit, register=ALONE, body="", script="/dist/alloy.js"):
    registering = f"<script>navigator.serviceWorker.register({register})</script>"
    visit.open(direct_page(registering + body, script=script))
    visit.ready()
    visit.page.evaluate("navigator.serviceWorker.ready.then(() => {})")


def again(visit):
    """Another visit: the names of what the worker answered (Chromium tells)."""
    from_worker = set()

    def note(response):
        if response.from_service_worker:
            from_worker.add(response.url.rsplit("/", 1)[1])

    visit.page.on("response", note)
    visit.page.reload()
    visit.ready()
    visit.page.remove_listener("response", note)
    return from_worker


def running_build(visit):
    [key] = visit.page.evaluate(
        "Object.getOwnPropertyNames(window).filter((key) => key.startsWith('__alloy_web_'))"
    )
    return key.removeprefix("__alloy_web_")


def wait_until(visit, code):
    """Poll: a page's function that polls takes a promise for an answer."""
    for _ in range(200):
        if visit.page.evaluate(code):
            return
        visit.page.wait_for_timeout(50)
    raise AssertionError(f"never true: {code}; caches: {visit.page.evaluate(CACHES)}")


def update(visit, deployment, build):
    """Put up another build and wait until the browser has taken its worker."""
    deployment.deploy(build)
    visit.page.evaluate("navigator.serviceWorker.ready.then((each) => each.update())")
    wait_until(visit, f"caches.has('alloy-web:{build}')")
    wait_until(
        visit,
        """navigator.serviceWorker.ready.then((each) => {
          return !each.installing && !each.waiting && each.active.state === 'activated';
        })""",
    )


def test_the_second_visit_starts_and_sends_when_the_files_cannot_be_had(visit, deployment):
    open_page(visit)
    deployment.take_away()

    again(visit)

    sent = visit.alloy("event", {"type": "a"})["requestBody"]
    assert visit.server.wait_for(1)[0]["body"] == sent


# The other engines' drivers do not tell where a response came from.
@pytest.mark.engines("chromium")
def test_requests_of_the_page_and_to_the_edge_pass_by(visit, deployment):
    open_page(visit)
    assert again(visit) == {"alloy.js"}
    answered = []
    visit.page.on("response", lambda response: answered.append(response))

    visit.alloy("event", {"type": "viewStart"})
    visit.page.evaluate("fetch('/dist/base_code.js').then(() => fetch('/own-0badf00d.js'))")

    until(visit, lambda: len(answered) >= 3)
    assert [response.from_service_worker for response in answered] == [False, False, False]


def test_another_build_is_there_with_the_first_visit_and_offline_with_the_next(visit, deployment):
    open_page(visit)
    again(visit)
    deployment.deploy("0badf00d")

    again(visit)
    assert running_build(visit) == "0badf00d"

    update(visit, deployment, "0badf00d")
    deployment.take_away()
    again(visit)
    assert running_build(visit) == "0badf00d"
    assert visit.alloy("event", {"type": "a"})["requestBody"]


def test_the_cache_of_a_build_goes_when_the_second_after_it_comes(visit, deployment):
    open_page(visit)
    assert visit.page.evaluate(CACHES) == [f"alloy-web:{deployment.build}"]

    update(visit, deployment, "0badf00d")
    assert visit.page.evaluate(CACHES) == [f"alloy-web:{deployment.build}", "alloy-web:0badf00d"]

    update(visit, deployment, "1badf00d")
    assert visit.page.evaluate(CACHES) == ["alloy-web:0badf00d", "alloy-web:1badf00d"]


def test_the_caches_of_builds_with_an_interpreter_go_and_no_one_elses(visit):
    visit.open("<!doctype html><title>before</title>")
    visit.page.evaluate(
        """async () => {
          for (const name of ["alloy_web_01234567", "alloy_web_89abcdef", "site"]) {
            await caches.open(name);
          }
        }"""
    )

    open_page(visit)

    wait_until(
        visit,
        "caches.keys().then((names) => !names.some((name) => name.startsWith('alloy_web_')))",
    )
    assert visit.page.evaluate("caches.has('site')")


def test_a_page_that_names_the_build_starts_without_the_server_too(visit, deployment):
    open_page(visit, script=f"/dist/{deployment.hashed}")
    again(visit)
    deployment.take_away()

    again(visit)

    assert running_build(visit) == deployment.build


def test_a_page_gets_the_very_file_whose_hash_it_names(visit, deployment):
    open_page(visit)
    deployment.deploy("0badf00d")
    hashed = integrity((deployment.folder / "dist/alloy.js").read_bytes())
    script = f'/dist/alloy.js" integrity="{hashed}" crossorigin="anonymous'

    visit.open(direct_page("", script=script), path="/t/strict")
    visit.ready()

    assert running_build(visit) == "0badf00d"


def test_a_sites_own_worker_takes_it_in_and_keeps_its_page(visit, deployment):
    worker = """
self.__alloyBase = "/dist/";
importScripts("/dist/alloy.sw.js");
addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(caches.open("site").then(async (cache) => {
    const found = await fetch(event.request).catch(() => cache.match(event.request));
    await cache.put(event.request, found.clone());
    return found;
  }));
});
"""
    (deployment.folder / "worker.js").write_text(worker, encoding="utf-8")
    open_page(visit, register='"/worker.js"')
    again(visit)
    visit.server.stop()

    again(visit)

    told = visit.alloy("event", {"type": "a"})["rejected"]
    assert "The network request failed." in told["message"]


def test_unregistering_gives_the_page_back_to_the_network(visit, deployment):
    open_page(visit)
    again(visit)
    visit.page.evaluate(
        """async () => {
          await (await navigator.serviceWorker.getRegistration("/")).unregister();
          for (const name of await caches.keys()) await caches.delete(name);
        }"""
    )

    again(visit)

    assert visit.page.evaluate("navigator.serviceWorker.controller") is None
