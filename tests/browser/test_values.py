"""Odd values, from the page and from the server, on their way there and back: nothing is lost."""

import json

import pytest

from tests.browser.pages import LOADERS, PAGES

QUIET = {"autoViews": False}
# Each call with what became of it: the request's body, or the text of the error.
TELL = """async (expressions) => {
  const told = [];
  for (const expression of expressions) {
    try {
      told.push(await (0, eval)("alloy" + expression));
    } catch (error) {
      told.push(error.message);
    }
  }
  return JSON.stringify(told);
}"""


def tell(visit, *expressions):
    return json.loads(visit.page.evaluate(TELL, list(expressions)))


@pytest.fixture(params=LOADERS)
def opened(request, visit):
    visit.open(PAGES[request.param](configure=QUIET))
    visit.ready()
    return visit


def test_what_is_no_json_is_left_out_wherever_it_stands(opened, edge):
    event, consent, applied = tell(
        opened,
        "('event', {meta: {f: () => 1, p: Promise.resolve(1), s: Symbol('x'), n: 1}})",
        "('setConsent', {consent: [{standard: 'Adobe', version: '1.0',"
        " value: {general: 'in', f: () => 1, p: Promise.resolve(1)}}]})",
        "('applyResponse', {responseBody: {handle: [{type: 'activation:pull', payload: ["
        "{f: () => 1, p: Promise.resolve(1), n: 1}]}]}})",
    )

    assert {key: event["requestBody"]["events"][0]["meta"].get(key) for key in "fpsn"} == {
        "f": None, "p": {}, "s": None, "n": 1,
    }  # fmt: skip
    assert consent == {}
    sent = edge.wait_for(1, action="privacy/set-consent")[0]["body"]["consent"]
    assert sent == [{"standard": "Adobe", "version": "1.0", "value": {"general": "in", "p": {}}}]
    assert applied["destinations"] == [{"p": {}, "n": 1}]


def test_half_of_a_surrogate_pair_is_text_like_any_other(opened, edge):
    opened.page.evaluate("document.title = 'a\\ud800'")
    name, key, hook, event, view = tell(
        opened,
        "('\\ud800')",
        "('event', {'\\ud800': 1})",
        "('event', {'\\udfff'() {}})",
        "('event', {data: {'\\ud800': ['\\udc00', '\\ud83d\\ude00']}})",
        "('event', {type: 'viewStart'})",
    )

    assert name.startswith('[alloy] There is no command "\ufffd"')
    assert key == "[alloy] event: 1 problem\n  - \ufffd: is not a known option"
    assert hook == "[alloy] event: 1 problem\n  - \ufffd: is not a known option"
    assert event["requestBody"]["events"][0]["data"] == {"\ufffd": ["\ufffd", "\U0001f600"]}
    assert "requestBody" in view
    assert opened.console_texts("error") == []


def test_big_integers_are_sent_by_the_pages_own_rule(opened, edge):
    opened.page.evaluate("BigInt.prototype.toJSON = function () { return String(this); }")

    (event,) = tell(opened, "('event', {data: {sizes: [12345678901234567890n]}})")

    assert event["requestBody"]["events"][0]["data"] == {"sizes": ["12345678901234567890"]}


def test_an_address_in_the_place_of_its_text_is_one_problem(opened):
    (told,) = tell(opened, "('appendIdentityToUrl', {url: document.location})")

    assert told.startswith(
        "[alloy] appendIdentityToUrl: 1 problem\n"
        "  - url: expected a string, such as its href, got {"
    )
    assert "object at" not in told and "JSON form" not in told


def test_names_of_views_are_compared_in_every_script(opened, edge):
    offer = {"type": "setText", "selector": "#place", "content": "new"}
    edge.set_scenario({"name": "views", "offers": [{"when": {}, "propositions": [{
        "id": "AT:1",
        "scope": "главная",
        "scopeDetails": {
            "decisionProvider": "TGT", "characteristics": {"scopeType": "view"},
        },
        "items": [{
            "id": "0", "schema": "https://ns.adobe.com/personalization/dom-action", "data": offer,
        }],
    }]}]})  # fmt: skip
    opened.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p id=place>old</p>')")
    view = "{xdm: {web: {webPageDetails: {viewName: 'Главная'}}}, renderDecisions: true}"

    at_once, later = tell(opened, f"('sendEvent', {view})", f"('sendEvent', {view})")

    assert [one["id"] for one in at_once["propositions"]] == ["AT:1"]
    assert [one["id"] for one in later["propositions"]] == ["AT:1"]
    assert opened.text("#place") == "new"


@pytest.mark.parametrize("loader", LOADERS)
def test_an_answer_is_read_as_the_browser_reads_it(visit, edge, loader):
    pulled = '{"type": "activation:pull", "payload": [%s]}'
    values = r'{"long": %s, "endless": 1e999, "exact": 12345678901234567, "half": "\ud800"}'
    answers = [
        '{"handle": [' + pulled % (values % ("1" * 100_000)) + "]}",
        '{"handle": [' + pulled % ("[" * 10_000 + "]" * 10_000) + "]}",
        '{"handle": [' + pulled % ("[" * 60 + "]" * 60) + "]}",
    ]
    fetch = f"""<script>
    const answers = {json.dumps(answers)};
    window.fetch = ((fetch) => (url, options) => String(url).includes("/ee/")
      ? Promise.resolve(new Response(answers.shift())) : fetch(url, options))(window.fetch);
    </script>"""
    visit.open(PAGES[loader](configure=QUIET, head=fetch))
    visit.ready()

    read, deep, less_deep = tell(visit, *["('sendEvent')"] * 3)

    assert read["destinations"] == [
        {"long": None, "endless": None, "exact": 12345678901234568, "half": "\ufffd"}
    ]
    assert "the answer cannot be read: it is nested deeper than 100 levels" in deep
    assert len(json.dumps(less_deep["destinations"])) == 122


@pytest.mark.parametrize("loader", [
    "direct", *(pytest.param(name, marks=pytest.mark.full) for name in ("mpy", "py"))
])
def test_options_of_two_megabytes_are_sent(visit, edge, loader):
    visit.open(PAGES[loader](configure=QUIET))
    visit.ready()

    size = visit.page.evaluate(
        """async () => {
          const list = Array.from({length: 2000}, () => "x".repeat(1000));
          const {requestBody} = await alloy("event", {data: {list}});
          return requestBody.events[0].data.list.length;
        }"""
    )

    assert size == 2000


def test_options_beyond_the_limit_are_refused(opened):
    (told,) = tell(
        opened,
        "('event', {data: (() => { let a = []; for (let i = 0; i < 22; i++) a = [a, a];"
        " return {a}; })()})",
    )

    assert "with this the options are larger than 10 MB of JSON" in told
