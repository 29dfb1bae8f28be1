"""An edge that fails and a browser that keeps nothing: promises settle, and the page goes on."""

import json
import socket
import threading
from contextlib import contextmanager

import pytest

from tests.browser.pages import CORE_LOADERS, PAGES, direct_page

QUIET = {"autoViews": False}
# Two calls in one turn; what became of them.
TWO_EVENTS = """async () => {
  const told = (promise) => promise.then(() => "sent", (error) => error.message);
  return Promise.all(["a", "b"].map((type) => told(alloy("event", {type}))));
}"""
# What a browser does that blocks all data of a site.
NOTHING_IS_KEPT = """<script>
const refuse = () => { throw new DOMException("blocked", "SecurityError"); };
Object.defineProperty(document, "cookie", {get: refuse, set: refuse});
for (const area of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, area, {get: refuse});
}
</script>"""


def playing(edge, *answers):
    edge.set_scenario({"name": "faults", "answers": list(answers)})


def types_of(request):
    return [event["xdm"]["eventType"] for event in request["body"]["events"]]


def ids(edge):
    return [request["query"]["requestId"] for request in edge.events()]


@pytest.mark.core
def test_a_request_that_hangs_is_given_up_and_the_next_one_asks(visit, edge):
    playing(edge, {"fault": "hang", "times": 1})
    # Long enough for the second request on a busy machine.
    visit.open(direct_page(configure={**QUIET, "requestTimeout": 4000}))
    visit.ready()

    first, second = visit.page.evaluate(TWO_EVENTS)

    assert "The network request failed" in first
    assert "AbortError" in first
    assert second == "sent"
    assert [request["action"] for request in edge.events()] == ["interact", "interact"]


def test_a_busy_edge_is_asked_again_as_it_says(visit, edge):
    playing(edge, {"status": 503, "headers": {"Retry-After": "0"}, "times": 2})
    visit.open(direct_page(configure=QUIET))
    visit.ready()

    result = visit.alloy("event", {"type": "a"})

    assert result["responseBody"]["requestId"] == ids(edge)[0]
    assert len(ids(edge)) == 3
    assert len(set(ids(edge))) == 1


def test_a_late_answer_is_waited_for_and_noise_is_a_failure(visit, edge):
    playing(edge, {"delay_ms": 600, "when": {"nth": 1}}, {"fault": "garbage", "when": {"nth": 2}})
    visit.open(direct_page(configure=QUIET))
    visit.ready()

    late = visit.alloy("sendEvent")
    noise = visit.alloy("sendEvent")
    fine = visit.alloy("sendEvent")

    assert sorted(late) == sorted(fine) == ["decisions", "destinations", "propositions"]
    assert "status 200 and what is not JSON" in noise["rejected"]["message"]


def test_a_cut_connection_is_a_failure_of_the_network(visit, edge):
    playing(edge, {"fault": "cut", "status": 200, "when": {"nth": 1}})
    visit.open(direct_page(configure=QUIET))
    visit.ready()

    cut = visit.alloy("event", {"type": "a"})["rejected"]

    assert "The network request failed" in cut["message"]
    assert "requestBody" in visit.alloy("event", {"type": "b"})


# Uses up what the page may have under way by `keepalive`, at an address that does not answer.
OTHERS_SEND = """(host) => {
  const body = "x".repeat(64000);
  fetch("http://" + host, {method: "POST", mode: "no-cors", keepalive: true, body}).catch(() => {});
}"""


@pytest.mark.engines("chromium", "firefox")
@pytest.mark.parametrize("loader", CORE_LOADERS)
def test_where_others_have_used_up_keepalive_an_event_goes_without(visit, edge, loader):
    visit.open(PAGES[loader](configure=QUIET))
    visit.ready()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        visit.allow_host(host)
        visit.page.evaluate(OTHERS_SEND, host)

        # Whoever has no identity yet is heard to the end: by keepalive.
        first = visit.alloy("event", {"type": "a"})
        second = visit.alloy("event", {"type": "b"})

    assert "requestBody" in first
    assert "requestBody" in second
    assert [types_of(request) for request in edge.events()] == [["a"], ["b"]]


@contextmanager
def taking_and_cutting():
    """A host that reads each request and closes the connection; its name, and how many came."""
    taken = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                if b"POST" in connection.recv(100_000):
                    taken.append(1)

    threading.Thread(target=serve, daemon=True).start()
    with listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}", taken
        listener.shutdown(socket.SHUT_RDWR)


# Of a connection that it has used before, a browser sends a request again by itself.
@pytest.mark.parametrize("loader", CORE_LOADERS)
def test_a_keepalive_request_that_the_network_lost_is_not_sent_twice(visit, loader):
    with taking_and_cutting() as (host, taken):
        visit.allow_host(host)
        visit.open(PAGES[loader](configure={**QUIET, "edgeDomain": host}))
        visit.ready()

        lost = visit.alloy("event", {"type": "a"})["rejected"]["message"]

    assert "The network request failed" in lost
    assert len(taken) == 1


def test_a_refusal_of_the_edge_is_told_in_lines(visit, edge):
    playing(edge, {"status": 403})
    visit.open(direct_page(configure=QUIET))
    visit.ready()

    message = visit.alloy("event", {"type": "a"})["rejected"]["message"]

    told = message.partition("Response body: ")[2]
    assert "status 403" in message
    assert json.loads(told)["status"] == 403
    assert '\n  "status": 403' in told


@pytest.mark.core
def test_a_browser_that_keeps_nothing_still_sends(visit, edge):
    visit.open(direct_page(configure={**QUIET, "debugEnabled": True}, head=NOTHING_IS_KEPT))
    visit.ready()

    assert visit.page.evaluate(TWO_EVENTS) == ["sent", "sent"]
    assert len(visit.alloy("getIdentity")["identity"]["ECID"]) == 38
    consent = [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]
    assert visit.alloy("setConsent", {"consent": consent}) == {}
    actions = [request["action"] for request in edge.events()]
    assert actions == ["interact", "collect", "privacy/set-consent"]
    said = " ".join(visit.debug_texts("warning"))
    assert "Are cookies blocked, or refused on this domain?" in said
