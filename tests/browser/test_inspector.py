"""The inspector at `/_edge/`: what came in, what the edge made of it, and what a reader can do."""

import ast
import json
import re
from pathlib import Path

import pytest

from alloy_web.devserver import identity
from tests.browser.pages import direct_page
from tests.browser.support import until
from tests.unit.devserver.kit import ORG, get, post, send, view, with_cookies

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
ADA, BOB = "1" * 38, "2" * 38
# In each place where a text of others is shown; run, any of them would say so.
HOSTILE = "<img src=x onerror='window.hacked = 1'><script>window.hacked = 2</script>"


def event(kind, page="/cart", data=None, **xdm):
    url = f"http://localhost:8000{page}"
    sent = {"xdm": {"eventType": kind, "web": {"webPageDetails": {"URL": url}}, **xdm}}
    return {"meta": {"state": {}}, "events": [sent | ({"data": data} if data else {})]}


def of(visitor, body):
    """The body as this visitor sends it."""
    return with_cookies(body, {f"{ORG}_identity": identity.write_cookie(visitor, 1)})


def bring(edge, count):
    """So many requests of one visitor at once, from a file."""
    records = [
        {
            "received_at": "2026-05-01T10:00:00Z", "action": "interact", "url": "/ee/v1/interact",
            "query": {}, "headers": {}, "response": {"status": 200},
            "body_text": json.dumps(of(ADA, event(f"number {number}", f"/page/{number % 40}"))),
        }
        for number in range(count)
    ]  # fmt: skip
    post(edge.url + "_edge/import", json={"events": records})


def open_inspector(visit):
    visit.goto("/_edge/")
    visit.page.wait_for_selector("#live[data-state=live]")


def wait_for(visit, selector, texts):
    """Wait until the elements have these texts, and no others are there."""
    look = """([selector, texts]) => JSON.stringify([...document.querySelectorAll(selector)]
      .filter((place) => place.checkVisibility())
      .map((place) => place.textContent.trim())) === texts"""
    arg = [selector, json.dumps(texts, separators=(",", ":"), ensure_ascii=False)]
    try:
        visit.page.wait_for_function(look, arg=arg, timeout=60_000)
    except Exception as error:
        found = [each.text_content().strip() for each in visit.page.query_selector_all(selector)]
        raise AssertionError(f"{selector}: expected {texts}, there is {found}") from error


def titles(visit):
    """The rows of the timeline, from top to bottom."""
    script = """() => [...document.querySelectorAll("#list .row:not([hidden])")]
      .sort((one, other) => one.dataset.index - other.dataset.index)
      .map((row) => row.querySelector(".title").textContent)"""
    return visit.page.evaluate(script)


def wait_for_titles(visit, expected):
    for _ in range(1200):
        if titles(visit) == expected:
            return
        visit.page.wait_for_timeout(50)
    raise AssertionError(f"expected {expected}, there is {titles(visit)}")


def choose(visit, title):
    """Choose the newest row with this title, and wait for its details."""
    is_chosen = """(title) => document.querySelector('#detail-title').textContent.includes(title)
      && Boolean(document.querySelector('#detail section'))"""
    for attempt in range(200):
        # A row that comes meanwhile moves the others away from under the mouse.
        if attempt % 50 == 0:
            visit.page.locator("#list .row:not([hidden])", has_text=title).first.click()
        if visit.page.evaluate(is_chosen, title):
            return
        visit.page.wait_for_timeout(50)
    raise AssertionError(f"{title} was not chosen")


# Selectors of texts are the driver's, which WebKit's has not.
@pytest.mark.core
@pytest.mark.engines("chromium", "firefox")
def test_what_a_page_of_the_sdk_sends_appears_while_the_inspector_is_open(visit, edge):
    edge.set_scenario("demo")
    open_inspector(visit)
    other = visit.page.context.new_page()
    other.goto(visit.url("/direct/"))

    visit.page.wait_for_selector("#list .row:has-text('View of /direct/')")
    choose(visit, "View of /direct/")
    assert "Offers" in visit.page.inner_text("#detail .reading")
    assert "web.webpagedetails.pageViews" in visit.page.inner_text("#detail .tree")
    assert not visit.page.is_visible("#empty")
    other.close()


def test_the_timeline_is_by_visitor_and_page(visit, edge):
    send(edge, of(ADA, view("/a")))
    open_inspector(visit)
    wait_for_titles(visit, ["View of /a"])
    send(edge, of(ADA, event("cart.opened", "/b")))
    send(edge, of(BOB, view("/b")))
    wait_for_titles(visit, ["View of /b", "cart.opened", "View of /a"])

    assert re.split(r"\s+", visit.page.inner_text("#who").replace("Visitor ", "Visitor-")) == [
        "Everyone", "3", "Visitor-1", "2", "/a", "1", "/b", "1", "Visitor-2", "1", "/b", "1",
    ]  # fmt: skip
    visit.page.click("#who button:has-text('Visitor 1')")
    wait_for_titles(visit, ["cart.opened", "View of /a"])
    visit.page.locator("#who button:has-text('/b')").first.click()
    wait_for_titles(visit, ["cart.opened"])
    assert visit.page.inner_text("#count") == "1 of 3 requests"


def test_filters_and_search_choose_what_is_seen(visit, edge):
    send(edge, of(ADA, view("/a")))
    send(edge, of(ADA, event("cart.opened", data={"plan": "Gold"})))
    beacon = {"sec-fetch-mode": "no-cors"}
    send(edge, of(ADA, event("cart.left")), action="collect", headers=beacon)
    send(edge, "no json")
    open_inspector(visit)
    everything = ["A request that cannot be read", "cart.left", "cart.opened", "View of /a"]
    wait_for_titles(visit, everything)

    visit.page.click("#filters label:has-text('Events')")
    wait_for_titles(visit, ["A request that cannot be read", "View of /a"])
    visit.page.click("#filters label:has-text('Events')")
    visit.page.click("#only label:has-text('Beacons')")
    wait_for_titles(visit, ["cart.left"])
    visit.page.click("#only label:has-text('Beacons')")
    visit.page.click("#only label:has-text('Refused')")
    wait_for_titles(visit, ["A request that cannot be read"])
    visit.page.click("#only label:has-text('Refused')")
    visit.page.fill("#search", "gold")
    wait_for_titles(visit, ["cart.opened"])
    # What comes during a search is searched, too.
    send(edge, of(ADA, event("cart.paid", data={"plan": "gold"})))
    wait_for_titles(visit, ["cart.paid", "cart.opened"])
    visit.page.fill("#search", "nothing like that")
    wait_for(visit, "#empty b", ["Nothing of what came in is like that."])


def test_a_payload_is_compared_with_the_one_before_of_its_kind(visit, edge):
    send(edge, of(ADA, event("cart.opened", data={"plan": "gold", "old": 1, "same": [1, 2]})))
    send(edge, of(ADA, view("/between")))
    send(edge, of(BOB, event("cart.opened", data={"plan": "of another visitor"})))
    send(edge, of(ADA, event("cart.opened", data={"plan": "silver", "new": 2, "same": [1, 2]})))
    open_inspector(visit)
    choose(visit, "cart.opened")
    visit.page.click("label:has-text('Compare with')")

    sent = "#detail section:has(.row-of)"
    wait_for(visit, f"{sent} del", ['was "gold"', "was 1"])
    wait_for(visit, f"{sent} ins", ['now "silver"', "new 2"])
    visit.page.click("label:has-text('Only differences')")
    shown = visit.page.locator("#detail .tree").first.inner_text()
    assert "plan" in shown
    assert "same" not in shown


def test_a_refused_request_points_at_the_place_also_at_one_that_is_missing(visit, edge):
    body = of(ADA, event("cart.opened"))
    body["events"][0]["xdm"]["identityMap"] = {"Email": [{"id": 1}]}
    send(edge, body)
    send(edge, {"consent": [{"standard": "x", "version": "1"}]}, action="privacy/set-consent")
    open_inspector(visit)
    marked = visit.page.locator("#detail .marked > summary > .key")

    choose(visit, "cart.opened")
    why = "events[0].xdm.identityMap.Email: expected a list of objects with the text id"
    assert visit.page.inner_text("#detail .reading .bad dd") == why
    assert (marked.count(), marked.inner_text().startswith("Email:")) == (1, True)

    choose(visit, "Consent: x")
    assert marked.inner_text().startswith("0:")


def test_an_event_that_came_before_is_marked_as_sent_again(visit, edge):
    for _ in range(2):
        send(edge, of(ADA, event("cart.opened", _id="e-1")))
    first = edge.events()[0]["id"]
    open_inspector(visit)
    visit.page.click("#only label:has-text('Duplicates')")

    wait_for_titles(visit, ["cart.opened"])
    wait_for(visit, "#list .row .tag.own", [f"again, as #{first}"])


def hostile_everywhere():
    body = of(ADA, event(HOSTILE, "/" + HOSTILE, {HOSTILE: HOSTILE}, _id=HOSTILE))
    body["events"][0]["query"] = {"personalization": {"decisionScopes": ["__view__", HOSTILE]}}
    return body


def test_what_others_wrote_is_shown_and_never_run(visit, edge):
    visit.at_start("addEventListener('securitypolicyviolation', () => { window.hacked = 3; });")
    item = {"schema": "s", "data": {"content": HOSTILE}}
    offer = {"propositions": [{"id": HOSTILE, "scope": HOSTILE, "items": [item]}]}
    edge.set_scenario({"name": HOSTILE, "about": HOSTILE, "offers": [offer]})
    send(edge, hostile_everywhere())
    send(edge, hostile_everywhere())
    page = "http://localhost:8000/" + HOSTILE
    ledger = {"page": page, "instance": HOSTILE, "load": "1", "explained": {
        "events": [{"command": HOSTILE, "code": HOSTILE}], HOSTILE: HOSTILE,
    }}  # fmt: skip
    post(edge.url + "_edge/ledgers", json=ledger)
    send(edge, HOSTILE)
    open_inspector(visit)
    choose(visit, "<img src=x")
    visit.page.click("label:has-text('Compare with')")
    visit.page.set_input_files("#file", {
        "name": HOSTILE, "mimeType": "application/json", "buffer": HOSTILE.encode(),
    })  # fmt: skip
    visit.page.wait_for_selector("#notice[data-kind=bad]")
    visit.page.click("#edit")
    visit.page.wait_for_selector("#editor[open]")

    assert visit.page.evaluate("window.hacked") is None
    assert visit.page.evaluate("document.querySelectorAll('main img, main script').length") == 0
    assert HOSTILE in visit.page.inner_text("#detail-title")
    assert HOSTILE in visit.page.inner_text("#detail")
    assert HOSTILE in visit.page.input_value("#editor-text").replace("\\", "")


def test_a_scenario_is_chosen_edited_with_checks_and_played(visit, edge):
    open_inspector(visit)
    visit.page.select_option("#scenario", "down")
    visit.page.wait_for_function("() => document.querySelector('#scenario').value === 'down'")
    for _ in range(1200):
        if get(edge.url + "_edge/scenario").json()["scenario"]["name"] == "down":
            break
        visit.page.wait_for_timeout(50)
    visit.page.click("#edit")
    visit.page.wait_for_function(
        "() => document.querySelector('#editor-text').value.includes('down')"
    )

    visit.page.fill("#editor-text", '{"name": "mine",\n "answers": ]}')
    wait_for(visit, "#editor-problems", ["Line 2, column 13: no JSON (Expecting value)."])
    assert visit.page.is_disabled("#editor-play")
    visit.page.fill("#editor-text", '{"name": "mine", "answers": [{"status": 5}]}')
    problem = "answers[0].status: expected a number from 200 to 599, got 5"
    wait_for(visit, "#editor-problems", ["Scenario mine: 1 problem\n" + problem])
    assert edge_plays(edge) == "down"
    visit.page.fill("#editor-text", '{"name": "mine", "answers": [{"status": 418}]}')
    wait_for(visit, "#editor-problems", ["A scenario that can be played."])
    visit.page.click("#editor-play")
    visit.page.wait_for_selector("#editor", state="hidden")
    visit.page.wait_for_function("() => document.querySelector('#scenario').value === 'mine'")

    assert send(edge, view()).status_code == 418


def edge_plays(edge):
    return get(edge.url + "_edge/scenario").json()["scenario"]["name"]


def test_a_fault_is_injected_by_the_mouse_seen_and_removed(visit, edge):
    open_inspector(visit)
    visit.page.click("#faults button:has-text('503')")
    wait_for(visit, "#faults-on span", ["503 · for any request · once"])
    answered = [send(edge, of(ADA, event("cart.opened"))).status_code for _ in range(2)]
    wait_for(visit, "#faults-on span", [])
    visit.page.select_option("#fault-action", "collect")
    visit.page.select_option("#fault-times", "")
    visit.page.click("#faults button:has-text('429')")
    wait_for(visit, "#faults-on span", ["429, retry in 5 s · for collect · always"])
    late = send(edge, of(ADA, event("cart.opened")), action="collect")
    visit.page.click("#faults-on button")
    wait_for(visit, "#faults-on span", [])

    assert answered == [503, 200]
    assert (late.status_code, late.headers["retry-after"]) == (429, "5")
    assert send(edge, of(ADA, event("cart.opened")), action="collect").status_code == 204


def downloaded(visit, button):
    with visit.page.expect_download() as waiting:
        visit.page.click(button)
    download = waiting.value
    return download.suggested_filename, Path(download.path()).read_text("utf-8")


def test_a_visit_is_saved_as_a_test(visit, edge):
    send(edge, of(ADA, view("/a")))
    send(edge, of(BOB, event("cart.opened", data={"plan": "gold"})))
    open_inspector(visit)
    visit.page.click("#who button:has-text('Visitor 2')")
    wait_for_titles(visit, ["cart.opened"])
    name, text = downloaded(visit, "#save-test")

    assert name == "test_visit.py"
    assert [part.name for part in ast.parse(text).body if isinstance(part, ast.FunctionDef)] == [
        "visit", "test_visit_sends_what_it_sent",
    ]  # fmt: skip
    assert "'plan': 'gold'" in text
    assert "pageViews" not in text


def test_a_har_goes_out_and_comes_in_again(visit, edge):
    send(edge, of(ADA, view("/a")))
    send(edge, of(ADA, event("cart.opened")))
    open_inspector(visit)
    wait_for_titles(visit, ["cart.opened", "View of /a"])
    name, text = downloaded(visit, "#export-har")
    visit.page.click("#reset")
    wait_for_titles(visit, [])
    file = {"name": name, "mimeType": "application/json", "buffer": text.encode()}
    visit.page.set_input_files("#file", file)

    wait_for_titles(visit, ["cart.opened", "View of /a"])
    wait_for(visit, "#notice", ["2 requests imported."])
    assert name == "visit.har"
    assert identity.write_cookie(ADA, 1) not in text


def test_a_file_with_a_mistake_is_one_sentence_with_the_place(visit, edge):
    open_inspector(visit)
    entries = [{"startedDateTime": "2026-05-01T10:00:00Z", "request": {"method": "POST", "url": 5}}]
    text = json.dumps({"log": {"entries": [{**entries[0], "response": {"status": 200}}]}})
    file = {"name": "trip.har", "mimeType": "application/json", "buffer": text.encode()}
    visit.page.set_input_files("#file", file)

    wait_for(visit, "#notice", ["trip.har: log.entries[0].request.url: expected a text, got 5"])


def test_the_ledger_of_a_page_stands_beside_what_came_from_it(visit, edge):
    ledger = {
        "page": "http://localhost:8000/cart", "instance": "alloy", "load": "1",
        "explained": {
            "events": [
                {"id": 1, "command": "event", "state": "declined", "code": "consent.out"},
                {"id": 2, "command": "event", "state": "answered", "code": "answered"},
            ],
            "consent": "out",
        },
    }  # fmt: skip
    post(edge.url + "_edge/ledgers", json=ledger)
    send(edge, of(ADA, event("cart.opened")))
    open_inspector(visit)
    choose(visit, "cart.opened")

    lost, answered = ["1", "event", "declined", "consent.out"], ["2", "event"] + ["answered"] * 2
    wait_for(visit, "#detail tbody td", [*lost, *answered])
    wait_for(visit, "#detail tbody tr.bad td", lost)
    assert 'consent: "out"' in visit.page.locator("#detail .tree").last.inner_text()


def lines_of(visit, selector):
    """`{text: number of lines it takes}` of these elements."""
    return visit.page.evaluate("""(selector) => {
      const found = {};
      for (const each of document.querySelectorAll(selector)) {
        const range = document.createRange();
        range.selectNodeContents(each);
        const tops = [...range.getClientRects()].map((rect) => Math.round(rect.top));
        found[each.textContent] = new Set(tops).size;
      }
      return found;
    }""", selector)


def test_in_a_narrow_window_what_is_chosen_comes_into_view(visit, edge):
    send(edge, of(ADA, event("cart.opened", _id="e-1")))
    open_inspector(visit)
    visit.page.set_viewport_size({"width": 390, "height": 700})
    choose(visit, "cart.opened")

    in_view = """() => {
      const { top, bottom } = document.querySelector("#detail-title").getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }"""
    until(visit, lambda: visit.page.evaluate(in_view))


def test_words_of_a_ledger_are_not_broken(visit, edge):
    events = [
        {"id": 1, "command": "appendIdentityToUrl", "state": "answered", "code": "ok", "ms": 1119},
        {"id": 112, "command": "(automatic)", "type": "decisioning.propositionDisplay",
         "state": "declined", "code": "call.unconfigured", "ms": 0},
    ]
    ledger = {"page": "http://localhost:8000/cart", "instance": "alloy", "load": "1",
              "explained": {"events": events}}
    post(edge.url + "_edge/ledgers", json=ledger)
    open_inspector(visit)
    visit.page.click("#ledgers button")
    visit.page.wait_for_selector("#detail tbody td")

    for width in (1440, 1100, 420):
        visit.page.set_viewport_size({"width": width, "height": 900})
        found = lines_of(visit, "#detail th, #detail td")
        # After a dot a line may end.
        broken = {text: lines for text, lines in found.items() if lines > 1 + text.count(".")}
        assert broken == {}, width
        wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert visit.page.evaluate(wide) == 0, width


def test_the_hint_to_ask_a_page_reads_as_a_sentence(visit, edge):
    open_inspector(visit)

    # "Add ?alloy_inspect to the …": the word of the address stands in the line.
    assert visit.page.evaluate("""() => {
      const code = document.querySelector("#no-ledgers code");
      const before = document.createRange();
      before.selectNode(code.previousSibling);
      const [one, other] = [before, code].map((each) => each.getBoundingClientRect().bottom);
      return Math.abs(one - other) < 6;
    }""")


OFFERS = {
    "name": "offers",
    "offers": [{"propositions": [{
        "id": "AT:spring", "scope": "__view__", "scopeDetails": {"decisionProvider": "TGT"},
        "items": [
            {"id": "1", "schema": "https://ns.adobe.com/personalization/dom-action",
             "data": {"type": "setText", "selector": "h1", "content": "Spring sale"}},
            {"id": "2", "schema": "https://ns.adobe.com/personalization/dom-action",
             "data": {"type": "setText", "content": "nowhere"}},
        ],
    }]}],
}  # fmt: skip


def open_shop(visit, edge, query="", **options):
    """
    A page of another origin than the edge's, and both of this machine, in a tab of its own; the
    inspector stays open.
    """
    port = edge.url.rstrip("/").rpartition(":")[2]
    configure = {"edgeDomain": f"127.0.0.1:{port}", **options}
    edge.add_page("/t/shop", direct_page("<h1>Shop</h1>", configure))
    shop = visit.page.context.new_page()
    shop.goto(f"http://localhost:{port}/t/shop{query}")
    return shop


def cells(row):
    """The texts of the table's row of this command, but its number and its time."""
    return f"""() => [...document.querySelectorAll("#detail tbody tr")]
      .map((row) => [...row.children].map((cell) => cell.textContent).slice(1, 5).join(" | "))
      .includes({json.dumps(row)})"""


def test_a_page_that_is_asked_tells_what_never_arrived_and_why(visit, edge):
    open_inspector(visit)
    shop = open_shop(visit, edge, "?alloy_inspect", defaultConsent="out")
    shop.evaluate("""for (const command of ["event", "evnt"]) {
      alloy(command, { type: "cart.opened" }).catch(() => {});
    }""")

    # Nothing of it came in: the ledger is all that tells of this page.
    visit.page.click("#ledgers button:has-text('/t/shop?alloy_inspect')")
    visit.page.wait_for_selector("#ledgers button[aria-pressed=true]")
    visit.page.wait_for_function(cells("event | cart.opened | declined | consent.out"))
    visit.page.wait_for_function(cells("evnt | cart.opened | invalid | call.unknown"))
    wait_for(visit, "#ledgers .number", ["2 lost"])
    told = visit.page.inner_text("#detail")
    assert "2 of 3 lines never arrived." in told
    assert 'state: "out"' in told
    assert "globalPrivacyControl: " in told
    assert "askedMs: " in told
    assert titles(visit) == []
    shop.close()


@pytest.mark.core
def test_a_page_of_any_browser_reports_by_itself(visit, edge):
    """Without a window of the inspector; the browser of a tablet has none."""
    port = edge.url.rstrip("/").rpartition(":")[2]
    configure = {"edgeDomain": f"127.0.0.1:{port}", "defaultConsent": "out"}
    edge.add_page("/t/shop", direct_page("<h1>Shop</h1>", configure))
    visit.page.goto(f"http://localhost:{port}/t/shop?alloy_inspect")
    visit.page.evaluate("void alloy('event', { type: 'cart.opened' }).catch(() => {})")

    def lines():
        return [
            (line.get("command"), line.get("type"), line["state"], line.get("code"))
            for ledger in get(edge.url + "_edge/ledgers").json()["ledgers"]
            for line in ledger["explained"]["events"]
        ]

    until(visit, lambda: ("event", "cart.opened", "declined", "consent.out") in lines())
    [ledger] = get(edge.url + "_edge/ledgers").json()["ledgers"]
    assert ledger["page"] == f"http://localhost:{port}/t/shop?alloy_inspect"
    assert ledger["explained"]["consent"]["state"] == "out"


def test_offers_of_a_page_are_told_with_what_became_of_them(visit, edge):
    edge.set_scenario(OFFERS)
    open_inspector(visit)
    shop = open_shop(visit, edge, "?alloy_inspect")
    shop.evaluate("alloy('sendEvent', { renderDecisions: true, type: 'cart.opened' })")

    choose(visit, "cart.opened")
    wait_for(visit, "#detail .offers li", [
        "An item of proposition AT:spring is not shown: it has no selector.",
        "Done: setText on h1 (proposition AT:spring, item 1).",
    ])
    shop.close()


def test_a_page_that_goes_tells_of_what_it_could_not_send(visit, edge):
    open_inspector(visit)
    shop = open_shop(visit, edge, "?alloy_inspect", defaultConsent="pending")
    shop.evaluate("void alloy('event', { type: 'cart.opened' })")
    visit.page.click("#ledgers button")
    visit.page.wait_for_function("""() => document.querySelector("#detail tbody")
      ?.textContent.includes("waiting for consent")""")
    shop.goto("about:blank")

    visit.page.wait_for_function(cells("event | cart.opened | unloaded | page.left"))
    shop.close()


def test_the_inspector_asks_a_page_and_the_next_pages_of_its_tab(visit, edge):
    open_inspector(visit)
    shop = open_shop(visit, edge)
    shop.evaluate("alloy('event', { type: 'cart.opened' })")
    choose(visit, "cart.opened")
    assert not visit.page.query_selector_all("#ledgers button")
    with visit.page.context.expect_page() as opening:
        visit.page.click("#detail .ledger a")
    asked = opening.value
    wait_for(visit, "#ledgers button span:first-child", ["/t/shop?alloy_inspect=1"])
    asked.goto(shop.url)

    wait_for(visit, "#ledgers button span:first-child", ["/t/shop", "/t/shop?alloy_inspect=1"])
    assert "t/shop" in shop.url
    shop.close()
    asked.close()


def test_an_edge_that_takes_no_ledger_troubles_no_page(visit, edge):
    """No error, and no rejection, in the page: the fixture holds that against it."""
    refused = []

    def refuse(route):
        refused.append(route.request.method)
        route.abort()

    visit.page.context.route("**/_edge/ledgers", refuse)
    shop = open_shop(visit, edge, "?alloy_inspect")
    sent = shop.evaluate("alloy('event', { type: 'cart.opened' })")
    until(visit, lambda: len(refused) > 1)

    assert sent["requestBody"]["events"][0]["xdm"]["eventType"] == "cart.opened"
    shop.close()


def test_all_of_it_can_be_done_with_the_keyboard(visit, edge):
    bring(edge, 30)
    open_inspector(visit)
    wait_for(visit, "#count", ["30 requests"])
    keys = visit.page.keyboard

    def chosen():
        return visit.page.evaluate(
            "document.getElementById(document.querySelector('#list')"
            ".getAttribute('aria-activedescendant'))?.querySelector('.title').textContent"
        )

    visit.page.focus("#list")
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "End", "Home"):
        keys.press(key)
        seen.append(chosen())
    keys.press("ArrowDown")
    visit.page.wait_for_function(
        "() => document.querySelector('#detail-title').textContent === 'number 28'"
    )
    keys.press("Enter")
    in_detail = visit.page.evaluate("document.activeElement.id")
    keys.press("Escape")
    back = visit.page.evaluate("document.activeElement.id")
    keys.press("/")
    keys.type("number 7")
    wait_for_titles(visit, ["number 7"])

    assert seen == ["number 29", "number 28", "number 29", "number 0", "number 29"]
    assert (in_detail, back) == ("detail-title", "list")


def test_what_is_read_stays_where_it_is_when_newer_ones_come(visit, edge):
    bring(edge, 40)
    open_inspector(visit)
    wait_for(visit, "#count", ["40 requests"])
    visit.page.evaluate("document.querySelector('#list').scrollTop = 600")
    place = """() => document.querySelector("#list .row[aria-posinset='POS']:not([hidden])")
      ?.getBoundingClientRect().top"""
    visit.page.wait_for_function(place.replace("POS", "15"))
    before = visit.page.evaluate(place.replace("POS", "15"))
    send(edge, of(ADA, event("one more")))
    wait_for(visit, "#count", ["41 requests"])
    visit.page.wait_for_function(place.replace("POS", "16"))

    assert visit.page.evaluate(place.replace("POS", "16")) == before


@pytest.mark.full
def test_axe_finds_nothing_to_object_to_in_the_light_and_in_the_dark(visit, edge):
    body = of(ADA, event("cart.opened", _id="1"))
    send(edge, body)
    send(edge, {**body, "events": [{**body["events"][0], "data": {"plan": "gold"}}]})
    send(edge, of(ADA, {**view("/a"), "identityMap": 5}))
    open_inspector(visit)
    visit.page.evaluate(AXE.read_text("utf-8"))
    found = {"empty detail": objections(visit)}
    choose(visit, "cart.opened")
    visit.page.click("label:has-text('Compare with')")
    visit.page.click("#faults button:has-text('503')")
    visit.page.wait_for_selector("#faults-on li")
    found["a comparison"] = objections(visit)
    choose(visit, "View of /a")
    found["a refusal"] = objections(visit)
    visit.page.fill("#search", "nothing like that")
    visit.page.wait_for_selector("#empty:not([hidden])")
    found["nothing found"] = objections(visit)
    visit.page.click("#edit")
    visit.page.wait_for_function("() => document.querySelector('#editor-text').value")
    visit.page.fill("#editor-text", "no json")
    visit.page.wait_for_selector("#editor-problems[data-kind=bad]")
    found["the editor"] = objections(visit)

    assert [each for each in found.values() if each] == [], found


def objections(visit):
    """What axe has against the page as it is, each with the elements; of the dark, its colours."""
    found = []
    for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
        visit.page.emulate_media(color_scheme=scheme)
        for each in visit.page.evaluate("(rules) => axe.run(rules)", rules)["violations"]:
            found.append((scheme, each["id"], [node["target"] for node in each["nodes"]]))
    return found


@pytest.mark.full
@pytest.mark.engines("chromium")
def test_ten_thousand_events_scroll_without_a_long_task(visit, edge, browser):
    """By the processor's time of each task, so that a busy machine is no slow page."""
    bring(edge, 10_000)
    visit.goto("/_edge/")
    wait_for(visit, "#count", ["10000 requests"])
    visit.page.wait_for_timeout(500)
    browser.start_tracing(page=visit.page, categories=["toplevel", "devtools.timeline"])
    visit.page.evaluate(
        """() => new Promise((done) => {
          const list = document.querySelector("#list");
          let at = 0;
          const step = () => {
            at += list.scrollHeight / 200;
            list.scrollTop = at;
            if (at < list.scrollHeight) requestAnimationFrame(step); else done();
          };
          step();
        })"""
    )
    trace = json.loads(browser.stop_tracing())["traceEvents"]
    names = {
        (each["pid"], each["tid"]): each["args"]["name"]
        for each in trace if each["name"] == "thread_name"
    }  # fmt: skip
    tasks = [
        each["tdur"] / 1000
        for each in trace
        if each["name"].endswith("RunTask") and "tdur" in each
        and names.get((each["pid"], each["tid"])) == "CrRendererMain"
    ]  # fmt: skip

    print(f"longest of {len(tasks)} tasks: {max(tasks):.1f} ms")
    assert len(tasks) > 200
    assert max(tasks) < 50
    assert visit.page.evaluate("document.querySelectorAll('#list .row').length") < 60
