"""
What the snippet sends ahead equals what the engine would send: the same cases on both sides.

The snippet's sources run under Node, on pages that are plain objects; the engine runs on the memory
host, on CPython, compiled, and on MicroPython.
"""

import json
import re
import subprocess
from pathlib import Path

import pytest

from alloy_web import __version__
from alloy_web.buildtools import flight, javascript
from alloy_web.core import cookies
from tests.portable import compiled as portable
from tests.portable import runtimes
from tests.unit.snippet import corpus
from tests.unit.snippet.flight_engine import BATCH, request_of

UUID = "[0-9a-f-]{36}"
HERE = Path(__file__).parent
ROOT = HERE.parents[2]
FUNCTIONS = {"request": "compose", "options": "read", "cookies": "keep", "outbox": "store"}


@pytest.fixture(scope="module")
def run_snippet(dist, tmp_path_factory):
    """A function: what the snippet makes of these cases (snippet_side.mjs), a list."""
    folder = tmp_path_factory.mktemp("snippet")
    lines = [
        f"import {{ {name} }} from {json.dumps(str(ROOT / f'static/snippet/{file}.js'))};"
        for file, name in FUNCTIONS.items()
    ]
    lines.append(f"globalThis.flight = {{ {', '.join(FUNCTIONS.values())} }};")
    (folder / "entry.js").write_text("\n".join(lines))
    script = folder / "script.js"
    script.write_bytes(javascript.snippet(folder / "entry.js", flight.constants()))

    def run(cases):
        given = json.dumps({"script": str(script), "cases": cases})
        command = [runtimes.node(), str(HERE / "snippet_side.mjs")]
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="module")
def cases(run_snippet):
    """The generated cases that the snippet understands, each with the request it makes."""
    every = corpus.generated()
    made = zip(every, run_snippet(every), strict=True)
    return [(case, comparable(request)) for case, request in made if request]


def comparable(request):
    """
    Without ids, which are others each time; and of what is stored, whose it is, when it was made
    and what it is.
    """
    url, found = re.subn(f"requestId={UUID}$", "requestId=ID", request["url"])
    assert found
    stored = []
    for key, text in request["stored"].items():
        start, made, number, size = key.rsplit("/", 3)
        assert number.isdigit()
        assert int(size) == len(text.encode())
        owner, tab = start.rsplit("/", 1)
        assert tab
        stored.append((owner, made, json.loads(text)))
    for event in [*request["body"]["events"], *[envelope["event"] for *_, envelope in stored]]:
        if re.fullmatch(UUID, str(event["xdm"].get("_id"))):
            event["xdm"]["_id"] = "fresh"
    return {**request, "url": url, "stored": stored}


def test_there_are_enough_cases(cases):
    assert len(cases) >= 200


def test_what_leaves_ahead_is_what_the_engine_would_send(cases):
    for case, request in cases:
        assert request == comparable(request_of(case)), case


def test_what_is_kept_until_it_has_arrived_is_stored_ahead_too(cases):
    stored = [request["stored"] for case, request in cases if case["config"].get("keepUnsent")]
    others = [request["stored"] for case, request in cases if not case["config"].get("keepUnsent")]

    assert len(stored) >= 50
    assert {len(envelopes) for envelopes in stored} == {1}
    assert {len(envelopes) for envelopes in others} == {0}
    assert {envelopes[0][2]["visitor"] for envelopes in stored} == {"", "111222233"}


@pytest.mark.full
def test_compiled_it_would_send_the_same(cases, tmp_path):
    told = compiled([case for case, _ in cases], tmp_path)

    for (case, request), sent in zip(cases, told, strict=True):
        assert request == comparable(sent), case


def test_micropython_would_send_the_same(cases, tmp_path, pytestconfig):
    """A tenth of them without --full: it takes long, and CPython has all of them."""
    some = cases if pytestconfig.getoption("--full") else cases[::10]
    told = on_micropython([case for case, _ in some], tmp_path)

    for (case, request), sent in zip(some, told, strict=True):
        assert request == comparable(sent), case


def test_a_request_in_full(run_snippet):
    case = corpus.plain(
        call=["event", {"type": "viewStart", "data": {"plan": "gold", "web": {"a": 1}}}],
        cookies={**corpus.IDENTITY, corpus.OURS + "cluster": "or2"},
        config={"edgeDomain": "edge.example.net"},
    )

    assert run_snippet([case]) == [
        {
            "url": "https://edge.example.net/ee/or2/v1/interact?configId=stream-1"
            "&requestId=00000000-0000-4000-8000-000000000001",
            "body": {
                "meta": {
                    "state": {
                        "domain": "example.com",
                        "cookiesEnabled": True,
                        "entries": [
                            {"key": corpus.OURS + "cluster", "value": "or2"},
                            {"key": corpus.OURS + "identity", "value": corpus.IDENTITY_COOKIE},
                        ],
                    },
                    "queueTimeMillis": 0,
                },
                "query": {"identity": {"fetch": ["ECID", "CORE"]}},
                "events": [
                    {
                        "xdm": {
                            "eventType": "web.webpagedetails.pageViews",
                            "timestamp": "2026-03-02T09:15:27.104Z",
                            "implementationDetails": {
                                "name": "https://ns.alloy-web.dev/alloy_web",
                                "version": __version__,
                                "environment": "browser",
                            },
                            "web": {
                                "webPageDetails": {
                                    "URL": "https://www.example.com/",
                                    "pageViews": {"value": 1},
                                },
                                "webReferrer": {"URL": ""},
                                "a": 1,
                            },
                            "device": {
                                "screenWidth": 1920,
                                "screenHeight": 1080,
                                "screenOrientation": "landscape",
                            },
                            "environment": {
                                "type": "browser",
                                "browserDetails": {"viewportWidth": 1200, "viewportHeight": 800},
                            },
                            "placeContext": {
                                "localTime": "2026-03-02T10:15:27.104+01:00",
                                "localTimezoneOffset": -60,
                                "ianaTimezone": "Europe/Madrid",
                            },
                        },
                        "data": {"plan": "gold"},
                        "query": {
                            "personalization": {
                                "schemas": [
                                    "https://ns.adobe.com/personalization/" + name
                                    for name in (
                                        "default-content-item",
                                        "html-content-item",
                                        "json-content-item",
                                        "redirect-item",
                                        "ruleset-item",
                                        "message/in-app",
                                        "message/content-card",
                                        "dom-action",
                                    )
                                ],
                                "decisionScopes": ["__view__"],
                                "surfaces": ["web://www.example.com/"],
                            }
                        },
                    }
                ],
            },
            "stored": {},
        }
    ]


VIEW = '["event", {type: "viewStart"}]'
CONFIGURE = json.dumps(["configure", corpus.plain()["config"]])


def configured(**options):
    return {"config": options}


def called(name, **options):
    return {"call": [name, options]}


def viewed(**options):
    return called("event", type="viewStart", **options)


def in_words(call, configure=CONFIGURE):
    return {"js": f"[{configure}, {call}]"}


STAND_BACK = {
    # The configuration
    "an option nobody knows": configured(surprise=1),
    "a hook": in_words(VIEW, CONFIGURE.replace("{", "{onBeforeEventSend() {},", 1)),
    "a filter of clicks": configured(clickCollection={"sessionStorageEnabled": True}),
    "clicks of the page before": configured(clickCollection={"eventGroupingEnabled": 1}),
    "no context": configured(context=[]),
    "a context nobody knows": configured(context=["web", "weather"]),
    "overrides": configured(edgeConfigOverrides={"a": {"b": 1}}),
    "high-entropy hints": configured(context=["web", "highEntropyUserAgentHints"]),
    "the one-time referrer": configured(context=["web", "oneTimeAnalyticsReferrer"]),
    "roots of its own": configured(xdmRoots={"add": ["plan"]}),
    "Target's migration": configured(targetMigrationEnabled=True),
    "an older name": configured(edgeConfigId="stream-1"),
    "the privacy signal": {
        **configured(honorGlobalPrivacyControl=True),
        "page": {"globalPrivacyControl": True},
    },
    "views with a name of their own": configured(autoViews={"load": True}),
    "limits of what is kept": configured(keepUnsent={"maxEvents": 5}),
    "no datastream": in_words(VIEW, f'["configure", {{orgId: "{corpus.ORG}"}}]'),
    "no organisation": in_words(VIEW, '["configure", {datastreamId: "a"}]'),
    "an option of another type": configured(debugEnabled="yes"),
    "an edge with a scheme": configured(edgeDomain="https://edge.example.com"),
    "an edge with a path": configured(edgeDomain="edge.example.com/a"),
    "an edge by its IPv6 address": configured(edgeDomain="[::1]:8000"),
    "a timeout of nothing": configured(requestTimeout=0),
    # Consent
    "consent pending": configured(defaultConsent="pending"),
    "consent out": configured(defaultConsent="out"),
    "consent declined": {"cookies": {**corpus.IDENTITY, corpus.OURS + "consent": "general=out"}},
    "consent of an odd kind": {"cookies": {**corpus.IDENTITY, corpus.OURS + "consent": "x=in"}},
    "consent without an identity": {
        "cookies": {corpus.OURS + "consent": "general=in"},
        **configured(thirdPartyCookiesEnabled=False),
    },
    # The visitor
    "an older id": {
        "cookies": {"s_ecid": "MCMID|1"},
        **configured(thirdPartyCookiesEnabled=False),
    },
    "an older id of the organisation": {
        "cookies": {"AMCV_x%40AdobeOrg": "1"},
        **configured(thirdPartyCookiesEnabled=False),
    },
    "Target's cookie": {"cookies": {**corpus.IDENTITY, "mbox": "x"}},
    "Target's edge": {"cookies": {**corpus.IDENTITY, "mboxEdgeCluster": "35"}},
    "Target's QA mode": {"cookies": {**corpus.IDENTITY, "at_qa_mode": "x"}},
    "a cookie that cannot be read": {"cookies": {**corpus.IDENTITY, corpus.OURS + "cluster": "%"}},
    # The page
    "prerendering": {"page": {"prerendering": True}},
    "authoring": {"page": {"url": "https://www.example.com/?adobe_authoring_enabled=true"}},
    "an identity in the address": {"page": {"url": "https://www.example.com/#?adobe_mc=TS%3D1"}},
    "a debugging session": {"page": {"url": "https://www.example.com/?adb_validation_sessionid=1"}},
    "a page of a file": {"page": {"url": "file:///index.html"}},
    "a Visitor": {"window": {"Visitor": {}}},
    "monitors": {"window": {"__alloyMonitors": [{}]}},
    "several instances": {"window": {"__alloyNS": ["alloy", "shop"]}},
    # The call
    "another command": called("getIdentity"),
    "consent": called("setConsent", consent=[]),
    "an event that is no view": called("event", type="other"),
    "an event without a type": called("event"),
    "an option of another command": viewed(renderDecisions=True),
    "a misspelt option": viewed(tpye="a"),
    "unloading": viewed(documentUnloading=True),
    "an id to come": viewed(mergeId="a"),
    "scopes": called("sendEvent", decisionScopes=["a"]),
    "personalisation": called("sendEvent", personalization={"sendDisplayEvent": True}),
    "the view of nothing": called("view"),
    "no options": in_words("null"),
    "a list of options": in_words('["sendEvent", []]'),
    "options that are null": in_words('["sendEvent", null]'),
    "data that is text": viewed(data="gold"),
    "a type that is none": viewed(xdm={"eventType": 1}),
    "identities to check": viewed(xdm={"identityMap": {}}),
    "a root that Python knows": viewed(data={"commerce": {"order": {}}}),
    "a list that may be XDM": viewed(data={"productListItems": []}),
    "a text that is XDM": viewed(data={"eventType": "own"}),
    "the alpha's prefix": viewed(data={"xdm:name": "home"}),
    "a dangerous key": in_words('["event", {type: "viewStart", data: {["__proto__"]: {a: 1}}}]'),
    "a function in the data": in_words('["sendEvent", {data: {a() {}}}]'),
    "an element": in_words('["sendEvent", {data: {a: {nodeType: 1}}}]'),
    "itself": in_words('((o) => (o.data = o, ["event", o]))({type: "viewStart"})'),
    "a large number": in_words('["event", {type: "viewStart", data: {a: BigInt(1)}}]'),
    "half a letter": in_words('["event", {type: "viewStart", data: {a: "\\ud800"}}]'),
    "more than may be in flight": viewed(data={"a": "x" * 20000}),
}


@pytest.fixture(scope="module")
def stand_backs(run_snippet):
    cases = [corpus.plain(**dict(changes)) for changes in STAND_BACK.values()]
    return dict(zip(STAND_BACK, run_snippet(cases), strict=True))


@pytest.mark.parametrize("why", STAND_BACK)
def test_it_stands_back_for(stand_backs, why):
    assert stand_backs[why] is None


def test_what_is_changed_in_those_cases_does_leave_ahead(run_snippet):
    filters = "onBeforeLinkClickSend() {}, clickCollection: {filterClickDetails() {}},"
    for call, configure in (
        (VIEW, CONFIGURE),
        ('["sendEvent"]', CONFIGURE),
        ('["view", {name: "a"}]', CONFIGURE),
        ('["sendEvent", {documentUnloading: false}]', CONFIGURE),
        (VIEW, CONFIGURE.replace("{", "{" + filters, 1)),
    ):
        assert run_snippet([corpus.plain(**in_words(call, configure))]) != [None], call


def test_of_two_cookies_with_one_name_the_first_counts(run_snippet):
    name = corpus.OURS + "identity"
    text = f"a=b; {name}=first; {name}=second; {name}"

    [request] = run_snippet([corpus.plain(cookieText=text)])

    assert request["body"]["meta"]["state"]["entries"] == [{"key": name, "value": "first"}]


def test_cookies_of_an_answer_are_kept_as_python_keeps_them(run_snippet):
    items = [
        {"key": corpus.OURS + name, "value": value, "maxAge": 100, "attrs": {"SameSite": "None"}}
        for name, value in {"identity": "CiYx-_=", "consent": "general=in"}.items()
    ]
    others = [
        {"key": "theirs", "value": "x", "maxAge": 1},
        {"key": "kndctr_OTHER_AdobeOrg_identity", "value": "x", "maxAge": 1},
        {"key": corpus.OURS + "a", "value": "b; c", "maxAge": 1},
    ]
    answer = {
        "handle": [
            {"type": "identity:result", "payload": [{"id": "1", "namespace": {"code": "ECID"}}]},
            {"type": "state:store", "payload": others + items},
        ]
    }
    secure = {"answer": json.dumps(answer), "domain": "example.com"}
    plain = {**secure, "domain": "", "page": {"url": "http://localhost/"}}

    kept = run_snippet([corpus.plain(**secure), corpus.plain(**plain)])

    for page, domain, written in (("https", "example.com", kept[0]), ("http", "", kept[1])):
        expected = [
            cookies.from_state_store(item, domain=domain, is_https=page == "https", now_ms=0)
            for item in items
        ]
        # The snippet tells the same age in a shorter word.
        expires = "expires=Thu, 01 Jan 1970 00:01:40 GMT"
        assert [each.replace("max-age=100", expires) for each in written] == expected


def test_an_age_that_is_no_number_adds_nothing_to_a_cookie(run_snippet):
    item = {"key": corpus.OURS + "a", "value": "b", "maxAge": "1; domain=evil.example"}
    answer = {"handle": [{"type": "state:store", "payload": [item]}]}

    [written] = run_snippet([corpus.plain(answer=json.dumps(answer), domain="example.com")])

    assert "evil" not in written[0]


def test_it_stands_back_where_the_browser_keeps_no_cookies(run_snippet):
    hosts = [{"url": "http://localhost/"}, {"url": "https://www.example.com/"}]
    cases = [corpus.plain(cookies={}, page=page) for page in hosts]

    refused = run_snippet([{**case, "refusesCookies": True} for case in cases])

    assert refused == [None, None]
    assert None not in run_snippet(cases)


def compiled(cases, folder):
    """The requests that the engine makes of these cases, compiled as for alloy.js."""
    own = {"flight_engine.py": (HERE / "flight_engine.py").read_bytes()}
    script = portable.script_of(ROOT, own, "flight_engine", "requests_of", folder)
    (folder / "run.mjs").write_text(
        'import { readFileSync } from "node:fs";\n'
        f'import {{ entry }} from {json.dumps(str(script))};\n'
        "console.log(entry(readFileSync(0, 'utf-8')));\n"
    )
    command = [runtimes.node(), str(folder / "run.mjs")]
    done = subprocess.run(
        command, input=json.dumps(cases), capture_output=True, encoding="utf-8", check=True
    )
    return json.loads(done.stdout)


def on_micropython(cases, folder):
    """The requests that the engine makes of these cases in the browser's MicroPython."""
    # MicroPython does not join the halves of an escaped letter.
    text = json.dumps(cases, ensure_ascii=False)
    (folder / "first_flight.json").write_text(text, encoding="utf-8")
    files = {
        **runtimes.tree(ROOT),
        "/tests/portable/flight_engine.py": HERE / "flight_engine.py",
        "/tests/cases/first_flight.json": folder / "first_flight.json",
    }
    plan = {
        "runtime": "micropython",
        "nodeModules": str(runtimes.npm_package(ROOT, "micropython")),
        "files": [{"at": at, "from": str(path)} for at, path in files.items()],
        "tests": [
            {"module": "flight_engine", "test": f"batch_{number}"}
            for number in range((len(cases) + BATCH - 1) // BATCH)
        ],
    }
    command = [runtimes.node(), str(ROOT / "tests/portable/run_in_runtime.mjs")]
    done = subprocess.run(command, input=json.dumps(plan).encode(), capture_output=True)
    sent = []
    for line in done.stdout.decode().splitlines():
        step = json.loads(line)
        if step["step"] in ("ready", "started"):
            continue
        assert step.get("outcome") == "passed", step["text"]
        sent += json.loads(step["output"])
    return sent
