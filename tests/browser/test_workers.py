"""
Python in a worker, or in a kernel of a page that is not ours: its commands go to the page's engine.
"""

import json
import re
import zipfile

import pytest
from playwright.sync_api import TimeoutError as TooLate

from alloy_web.buildtools import examples
from tests.browser.pages import PAGES, ROOT, direct_page, wheel
from tests.guides import blocks

pytestmark = pytest.mark.engines("chromium", "firefox")

# What the page of a worker says of itself, or does not: SharedArrayBuffer is there or not.
ISOLATION = {
    "isolated": {
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
    },
    "not isolated": {},
}
ALLOY_JS = '<script src="/dist/alloy.js" async></script>'
GUIDE = "docs/workers.md"
IN_PAGE, _ = blocks(GUIDE, "html")
SERVE, LOAD_PYODIDE, _ = blocks(GUIDE, "js")
CALLS, *_ = blocks(GUIDE, "python")
SERVE_PYSCRIPT = re.search('<script type="module">.*?(?=</script>)', IN_PAGE, re.S)[0] + """
  hooks.main.onWorker.add((wrap, worker) => {
    worker.addEventListener("message", (event) => {
      if (typeof event.data === "string" && event.data.startsWith('{"told":')) {
        document.body.setAttribute("data-told", event.data);
      }
    });
  });
</script>"""
START = """
import js, json
from alloy_web import alloy, create_instance, errors, install

def tell(told):
    js.postMessage(json.dumps({"told": told}).replace('": ', '":', 1))

CONFIG = {
    "datastreamId": "d", "orgId": "0123456789ABCDEF01234567@AdobeOrg",
    "edgeDomain": "%s", "thirdPartyCookiesEnabled": False, "autoViews": False,
}
"""
# A worker that loads Pyodide by itself, without PyScript.
RAW = LOAD_PYODIDE + """
%s
try {
  await pyodide.runPythonAsync(%s);
} catch (error) {
  postMessage('{"told":' + JSON.stringify(String(error)) + "}");
}
"""
# And one that loads MicroPython, which takes a tenth of the time.
RAW_MICROPYTHON = """
import { loadMicroPython } from "/dist/micropython/micropython.mjs";

const python = await loadMicroPython();
python.FS.mkdir("/alloy_web");
for (const [path, text] of Object.entries(%s)) python.FS.writeFile("/" + path, text);
%s
python.runPython("import sys\\nsys.path.insert(0, '/')");
await python.runPythonAsync(%s);
"""
# The page makes its worker, and hears nothing but what the worker says itself.
START_WORKER = """
(serves) => import("/dist/alloy.workers.js").then(({ serve }) => {
  window.heard = [];
  window.worker = new Worker("/t/worker.js", { type: "module" });
  if (serves) serve(worker);
  worker.onmessage = ({ data }) => {
    window.heard.push(data);
    if (data.startsWith('{"told":')) document.body.setAttribute("data-told", data);
  };
})
"""


def source(visit, main):
    return START % visit.url("").split("//")[1] + main


def start_raw(visit, main, page, before="", serves=True):
    """Open the page, and let it start a worker whose Python is `main`, on Pyodide."""
    start_worker(visit, RAW % (before, json.dumps(source(visit, main))), page, serves)


def start_micropython(visit, main, page, before="", serves=True):
    """The same on MicroPython, where it makes no difference."""
    with zipfile.ZipFile(ROOT / "static/dist/alloy_web.zip") as archive:
        modules = {name: archive.read(name).decode() for name in archive.namelist()}
    given = (json.dumps(modules), before, json.dumps(source(visit, main)))
    start_worker(visit, RAW_MICROPYTHON % given, page, serves)


def start_worker(visit, script, page, serves):
    visit.site.add_page("/t/worker.js", script, {"content-type": "text/javascript"})
    visit.open(page)
    visit.page.evaluate(START_WORKER, serves)


def open_pyscript(visit, kind, main, headers=None, body="", configure=None, has_packages=False):
    config = {}
    if kind == "py" and has_packages:
        # As docs/workers.md has it for whoever needs packages.
        config = {"packages": [visit.url(wheel())], "index_urls": []}
    elif kind == "py":
        # Packages PyScript looks up in a file beside its own, which its workers do not find.
        given = json.loads(re.search("config='(.*?)'", IN_PAGE, re.S)[1])
        config = {"packages": None, "files": given["files"]}
    html = PAGES[kind](
        body, configure, head=SERVE_PYSCRIPT + ALLOY_JS, main=source(visit, main), config=config
    ).replace(f'<script type="{kind}"', f'<script type="{kind}" worker')
    visit.open(html, headers=headers)


def told(visit):
    try:
        visit.page.wait_for_selector("body[data-told]", state="attached", timeout=60000)
    except TooLate:
        raise AssertionError(f"the worker told nothing; the page said: {visit.console}") from None
    return json.loads(visit.page.get_attribute("body", "data-told"))["told"]


USE = """
import asyncio

async def scrub(content):
    await asyncio.sleep(0.01)
    del content["data"]["email"]
    content["xdm"]["web"]["webPageDetails"]["name"] = "set in a worker"

install()
await alloy("configure", dict(CONFIG, onBeforeEventSend=scrub))
result = await alloy("event", {"type": "a", "data": {"email": "a@b.c", "n": 2**40, "f": 1.5}})
event = result["requestBody"]["events"][0]
tell([type(event).__name__, event["data"], event["xdm"]["eventType"]])
"""


def check_use(visit, edge):
    assert told(visit) == ["dict", {"n": 2**40, "f": 1.5}, "a"]
    [sent] = edge.events()
    event = sent["body"]["events"][0]
    assert event["data"] == {"n": 2**40, "f": 1.5}
    assert event["xdm"]["web"]["webPageDetails"]["name"] == "set in a worker"
    assert event["xdm"]["web"]["webPageDetails"]["URL"] == visit.url("/t/page")


# ---- PyScript


@pytest.mark.parametrize(
    ("kind", "isolation"),
    [
        ("mpy", "isolated"),
        ("mpy", "not isolated"),
        pytest.param("py", "isolated", marks=pytest.mark.full),
        ("py", "not isolated"),
    ],
)
def test_a_pyscript_worker_has_commands_and_hooks(visit, edge, kind, isolation):
    open_pyscript(visit, kind, USE, headers=ISOLATION[isolation])

    check_use(visit, edge)
    assert visit.page.evaluate("crossOriginIsolated") is (isolation == "isolated")


@pytest.mark.full
def test_a_pyscript_worker_with_pyodide_finds_packages_by_whole_addresses(visit, edge):
    open_pyscript(visit, "py", USE, has_packages=True)

    check_use(visit, edge)


# ---- A worker with Pyodide of its own


# By default Pyodide runs like this in the example, and where a kernel shares a name with its page.
@pytest.mark.parametrize(
    "start", [start_micropython, pytest.param(start_raw, marks=pytest.mark.full)]
)
def test_a_raw_worker_has_commands_and_hooks(visit, edge, start):
    start(visit, USE, direct_page(configure=None))

    check_use(visit, edge)
    # The listeners of the page hear nothing of ours.
    assert visit.page.evaluate("heard.length") == 1


def test_the_calls_of_the_guide_are_answered(visit, edge):
    start_micropython(visit, CALLS + "\ntell(result['requestBody'])", direct_page())

    assert told(visit)["events"][0]["data"] == {"plan": "gold"}


@pytest.mark.full
def test_the_example_prices_a_basket_and_reports_it(visit, edge):
    page = (examples.FOLDER / "worker/index.html").read_text("utf-8")
    # The page of the guide.
    assert [line for line in SERVE.splitlines() if line not in page] == []
    visit.site.add_folder("/example", examples.FOLDER / "worker")
    visit.goto("/example/index.html")

    visit.page.wait_for_selector("#price:enabled", timeout=120000)
    visit.page.click("#price")
    visit.page.wait_for_selector("output:not(:empty)")

    assert visit.text("output") == "42 €"
    # The click on the button may be one, too.
    sent = [each["body"]["events"][0] for each in edge.events()]
    [event] = [each for each in sent if each["xdm"]["eventType"] == "priced"]
    assert event["data"] == {"total": 42, "plan": "gold"}


def test_errors_in_a_worker_are_of_the_kinds_that_a_page_raises(visit, edge):
    main = """
wrong = ValueError("not today")
found = []

def hook(content):
    raise wrong

async def note(command, options=None, name="alloy"):
    try:
        await alloy(command, options, name)
    except errors.AlloyError as error:
        found.append([type(error).__name__, error.code])
        return error

install()
await note("event", {"tpye": "a"})
await note("configure", dict(CONFIG, datastreamId=7))
await alloy("configure", dict(CONFIG, onBeforeEventSend=hook))
error = await note("event", {"type": "a"})
found.append([error.original is wrong, "ValueError: not today" in str(error)])
await note(7)
install("cart")
error = await note("event", {"type": "a"}, "cart")
found.append(str(error))
tell(found)
"""
    open_pyscript(visit, "mpy", main, body="<script>cart = {items: []}</script>")

    assert told(visit) == [
        ["CommandError", "command"],
        ["ConfigError", "config"],
        ["HookError", "hook"],
        [True, True],
        ["CommandError", "command"],
        ["CommandError", "command"],
        'window.cart is something else in this page. Choose another name: install("…")',
    ]
    assert edge.events() == []


def test_page_and_worker_share_one_instance_and_the_worker_may_have_its_own(visit, edge):
    main = """
install()
await alloy("event", {"type": "from the worker"})
ecid = (await alloy("getIdentity"))["identity"]["ECID"]
shop = create_instance("shop")
await shop("configure", dict(CONFIG, datastreamId="shop", orgId="1@AdobeOrg"))
await shop("event", type="from the shop")
tell(ecid)
"""
    open_pyscript(visit, "mpy", main, configure=())
    visit.ready()

    assert visit.alloy("getIdentity")["identity"]["ECID"] == told(visit)
    bodies = [each["body"] for each in edge.events()]
    sent = [each["events"][0]["xdm"]["eventType"] for each in bodies if "events" in each]
    assert sorted(sent) == ["from the shop", "from the worker"]
    assert visit.page.evaluate("window.shop === undefined")


def test_functions_that_are_called_later_and_functions_of_the_engine_cross(visit, edge):
    edge.set_scenario("inbox")
    main = """
import asyncio

heard = []

async def hear(brought, collect_event):
    heard.append([item["id"] for one in brought["propositions"] for item in one["items"]])
    await collect_event("display", brought["propositions"])

install()
await alloy("configure", CONFIG)
subscribed = await alloy("subscribeRulesetItems", {
    "schemas": ["https://ns.adobe.com/personalization/message/content-card"], "callback": hear,
})
await alloy("sendEvent", {"personalization": {"decisionScopes": ["inbox"]}})
while len(heard) < 1:
    await asyncio.sleep(0.01)
await subscribed["unsubscribe"]()
tell(heard)
"""
    open_pyscript(visit, "mpy", main)

    assert told(visit) == [["hello"]]
    edge.wait_for(lambda event: "propositionDisplay" in str(event["body"]))


def test_a_worker_that_asks_before_its_page_serves_it_is_heard_then(visit, edge):
    start_micropython(visit, USE, direct_page(configure=None), serves=False)
    # Its first knock has come, and nobody knew what it was.
    visit.page.wait_for_function("heard.length > 0", timeout=120000)

    visit.page.evaluate('import("/dist/alloy.workers.js").then(({serve}) => serve(worker))')

    check_use(visit, edge)


NO_WAITING = "const { setTimeout: later } = self; self.setTimeout = (work) => later(work, 0);"


def test_where_no_page_answers_the_error_says_what_to_do_and_the_next_call_asks_again(visit):
    main = """
install()
found = []
for each in range(2):
    try:
        await alloy("event", {"type": "a"})
    except errors.AlloyError as error:
        found.append(str(error))
tell(found)
"""
    start_micropython(
        visit, main, direct_page(configure=None), before=NO_WAITING, serves=False
    )

    assert told(visit) == [
        "[alloy] This Python runs in a worker, and no page answers it. In the page: "
        'import { serve } from "…/alloy.workers.js", and serve(worker) as soon as the worker is '
        "made"
    ] * 2
    knocks = visit.page.evaluate("heard.filter((each) => each.includes('knock')).length")
    assert knocks == 2 * 8


def test_where_the_page_has_no_engine_the_error_says_so(visit):
    main = """
install()
try:
    await alloy("event", {"type": "a"})
except errors.AlloyError as error:
    tell(str(error))
"""
    page = "<!doctype html><script>setTimeout = (work) => queueMicrotask(work)</script><body>"
    page = page.replace("queueMicrotask(work)", "{ if (work) Promise.resolve().then(work); }")
    visit.at_start("AbortSignal.timeout = () => { const s = {}; window.signals = "
                   "(window.signals || []).concat(s); return s; };")
    start_micropython(visit, main, page)

    assert told(visit) == (
        "[alloy] No alloy.js runs in the page of this worker. Load it there, or install alloy_web "
        "there"
    )


# ---- A page that is not ours: no base code, no script element, its kernel's worker out of reach


@pytest.mark.full
def test_a_kernel_and_a_page_that_share_a_secret_name_reach_each_other(visit, edge):
    """As in a notebook: the kernel makes the name, and displays the script that the page runs."""
    main = USE.replace(
        "install()",
        """
import uuid

name = "alloy-" + str(uuid.uuid4())
js.postMessage(json.dumps({"display": name}))
install(port=js.BroadcastChannel.new(name))
""",
    )
    start_raw(visit, main, "<!doctype html><title>notebook</title><body>", serves=False)
    visit.page.wait_for_function("heard.length > 0", timeout=120000)

    visit.page.evaluate("""async () => {
      const name = JSON.parse(heard[0]).display;
      for (const file of ["base_code.js", "alloy.js"]) {
        const script = document.createElement("script");
        script.src = "/dist/" + file;
        script.async = false; // one after the other
        document.head.append(script);
      }
      const { serve } = await import("/dist/alloy.workers.js");
      serve(new BroadcastChannel(name));
    }""")

    check_use(visit, edge)


@pytest.mark.full
def test_python_in_a_page_without_any_html_of_ours_brings_an_engine_of_its_own(visit, edge):
    main = source(visit, """
install()
await alloy("configure", CONFIG)
result = await alloy("event", {"type": "a"})
count = len(result["requestBody"]["events"])
js.document.body.setAttribute("data-told", json.dumps({"told": count}))
""")
    visit.open("<!doctype html><title>notebook</title><body>")

    visit.page.evaluate("""async (main) => {
      const { loadPyodide } = await import("/dist/pyodide/pyodide.mjs");
      const pyodide = await loadPyodide({ indexURL: "/dist/pyodide/" });
      const modules = await fetch("/dist/alloy_web.zip");
      pyodide.unpackArchive(await modules.arrayBuffer(), "zip");
      await pyodide.runPythonAsync(main);
    }""", main)

    assert told(visit) == 1
    assert len(edge.events()) == 1


def test_what_is_no_message_of_ours_is_left_out_with_a_warning(visit, edge):
    visit.open(direct_page())
    visit.ready()

    answers = visit.page.evaluate("""async () => {
      const { serve } = await import("/dist/alloy.workers.js");
      for (const each of [undefined, null, 7, "alloy", {}, window]) serve(each);
      const { port1, port2 } = new MessageChannel();
      serve(port2);
      const heard = [];
      const answered = new Promise((resolve) => {
        port1.onmessage = ({ data }) => {
          heard.push(JSON.parse(data));
          if (heard.length === 4) resolve(heard);
        };
      });
      for (const each of [
        7, null, {}, "", "{}", '["nothing"]', '["constructor"]', '["settle", 9, "{}"]', '["give"]',
        '["call", 1, 99, "{}"]', '["open", 1, "alloy", "no JSON"]', '["call", 2, 1, "{}"]',
        '["open", 2, "alloy", "{\\\\"monitors\\\\": []}"]',
        '["call", 3, 2, "no JSON"]', '["hello"]',
      ]) port1.postMessage(each);
      return answered;
    }""")

    by_number = {answer[1]: json.loads(answer[2]) for answer in answers if answer[0] == "answer"}
    assert sorted(by_number) == [1, 2, 3]
    assert all(set(outcome) == {"error"} for outcome in by_number.values())
    assert ["here"] in answers
    warned = visit.console_texts("warning")
    assert len([text for text in warned if "serve: expected a Worker" in text]) == 5
    assert len([text for text in warned if "is no call, and is left out" in text]) == 9
    assert visit.alloy("event", {"type": "a"})["requestBody"]
