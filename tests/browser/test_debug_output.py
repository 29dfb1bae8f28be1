"""What debugging shows in a browser's console, with every way to load the SDK."""

import json

import pytest

from tests.browser.pages import CONFIG, LOADERS, PAGES

# With a function among the options, which no JSON can hold.
CONFIGURE = """<script>
  alloy("configure", Object.assign(%s, {edgeDomain: location.host, onBeforeEventSend: () => true}));
</script>""" % json.dumps({**CONFIG, "debugEnabled": True, "bootTimeout": 60000})


@pytest.mark.parametrize("loader", LOADERS)
def test_every_step_is_a_line_in_the_console(visit, edge, loader):
    visit.open(PAGES[loader]("", configure=None, head=CONFIGURE))
    visit.ready()

    visit.alloy("getLibraryInfo")
    visit.alloy("setDebug", {"enabled": True})
    visit.alloy("event", {"type": "a.b", "data": {"password": "pw-123"}})

    lines = visit.debug_texts("info")
    for said in (
        '[alloy] The command "configure" starts.', "[alloy] The configuration, with its defaults.",
        '[alloy] The command "configure" resolved.', '[alloy] The command "getLibraryInfo" starts.',
        '[alloy] The command "getLibraryInfo" resolved.', '[alloy] The command "setDebug" starts.',
        '[alloy] The command "setDebug" resolved.', '[alloy] The command "event" starts.',
        "[alloy] Request ", "[alloy] Cookie written: kndctr_",
        '[alloy] The command "event" resolved.',
    ):
        assert [line for line in lines if line.startswith(said)], (said, lines)
    assert "pw-123" not in str(visit.console)
