"""The pytest plugin as a stranger's test run sees it: what fails, and how it reads."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

# Kept by each run inside of this one, which forgets what it imports itself.
import alloy_web.testing.visitor  # noqa: F401
from alloy_web.testing.browser import Driver, Unavailable

ROOT = Path(__file__).resolve().parents[3]

OPEN = """
def opened(visitor, **options):
    html = "<title>Cart</title><a id=pay href=/pay>Pay</a>"
    return visitor.open("https://shop.example/cart", html=html, **options)
"""


@pytest.fixture
def run(pytester, monkeypatch):
    """Runs this text as a test file, beside what `files` there are."""
    monkeypatch.delenv("CI", raising=False)

    def run(text, *arguments, **files):
        pytester.makepyfile(test_it=OPEN + text)
        for name, content in files.items():
            pytester.makepyfile(**{name: content})
        return pytester.runpytest_inprocess(
            "-p", "alloy_web.testing.plugin", "-p", "no:cacheprovider", *arguments
        )

    return run


SENDS = """
def test_it(visitor):
    page = opened(visitor)
    page.alloy("event", type="purchase", xdm={"commerce": {"order": {"purchaseID": "8"}}})
    page.alloy("event", type="cart.opened")
    """


def test_the_nearest_event_is_shown_with_what_is_different(run):
    result = run(
        SENDS + 'visitor.events.one(type="purchase", xdm__commerce__order__purchaseID="7")'
    )

    result.stdout.fnmatch_lines([
        '*one(type="purchase", xdm.commerce.order.purchaseID="7"): no event is like that, of 2*',
        "*1. purchase /cart",
        "*2. cart.opened /cart",
        "*Nearest is 1. purchase /cart, which differs at",
        '*xdm.commerce.order.purchaseID: expected "7", got "8"',
    ])
    # The kit's own lines are not in the way.
    result.stdout.no_fnmatch_line("*raise self._complaint*")


def test_a_field_that_has_another_name_is_shown(run):
    result = run(SENDS + 'visitor.events.one(xdm__commerce__order__purchaseId="8")')

    result.stdout.fnmatch_lines([
        '*xdm.commerce.order.purchaseId: expected "8", is missing; there is purchaseID: "8"'
    ])


def test_where_nothing_was_sent_that_is_what_is_said(run):
    result = run("""
def test_it(visitor):
    opened(visitor)
    visitor.events.one(type="purchase")
""")

    result.stdout.fnmatch_lines(['*AssertionError: one(type="purchase"): no event was sent.'])


def test_what_should_not_be_there_is_marked(run):
    result = run(SENDS + 'visitor.events.none(type="purchase")')

    result.stdout.fnmatch_lines([
        '*none(type="purchase"): 1 event is like that, of 2 sent.', "*> 1. purchase /cart",
        "*  2. cart.opened /cart",
    ])


def test_the_place_in_an_order_is_told(run):
    result = run(SENDS + 'visitor.events.in_order("cart.opened", {"type": "purchase"})')

    result.stdout.fnmatch_lines([
        '*in_order: number 2, {"type": "purchase"}, after 2. cart.opened /cart: no event is like*'
    ])


def test_a_rejection_that_nobody_looked_at_fails_the_test(run):
    text = '\ndef test_it(visitor):\n    opened(visitor).start("sendEvnt")\n'
    result = run(text)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ['a rejected command that the test did not look at: "sendEvnt" was rejected*']
    )
    allowed = "\nimport pytest\n@pytest.mark.alloy_allows('rejections')" + text
    run(allowed).assert_outcomes(passed=1)
    run(text.rstrip() + ".error\n").assert_outcomes(passed=1)


def test_an_error_in_the_log_fails_the_test(run):
    text = """
def test_it(visitor, edge):
    edge.answer(errors=[{"title": "The profile is not known", "status": 404}])
    opened(visitor).alloy("event", type="a")
"""
    result = run(text)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["an error in the log: *The profile is not known*"])
    allowed = "\nimport pytest\n@pytest.mark.alloy_allows('errors')" + text
    run(allowed).assert_outcomes(passed=1)


def test_a_request_that_the_edge_refuses_fails_the_test(run):
    text = """
def test_it(visitor):
    choice = {"standard": "Our own", "version": "9", "value": {}}
    opened(visitor).start("setConsent", consent=[choice]).error
"""
    result = run(text)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["a request that the edge refused: consent[[]0]: standard 'Our own' with version '9' is*"]
    )
    allowed = "\nimport pytest\n@pytest.mark.alloy_allows('refused', 'errors')" + text
    run(allowed).assert_outcomes(passed=1)


def test_what_the_test_broke_itself_is_no_surprise(run):
    run("""
def test_it(visitor, edge):
    edge.offline = True
    page = opened(visitor, autoViews=True)
    page.start("event", type="a").error
    edge.status = 500
    edge.offline = False
    page.start("event", type="a").error
    page.leave()
""").assert_outcomes(passed=1)


def test_a_word_that_the_marker_does_not_know_is_refused(run):
    result = run("\nimport pytest\n@pytest.mark.alloy_allows('eror')\ndef test_it(visitor): pass\n")

    result.stdout.fnmatch_lines(["*alloy_allows('eror'): expected one of rejections, errors*"])


def test_apps_are_run_as_they_are_with_their_hooks(run):
    app = '''
import asyncio
from alloy_web import alloy, install

async def add_plan(content):
    await asyncio.sleep(0)
    content["data"] = {"plan": "gold"}

install()
await alloy("configure", {"orgId": "a@AdobeOrg", "datastreamId": "d",
                          "onBeforeEventSend": add_plan})

async def buy(number):
    order = {"purchaseID": number}
    return await alloy("event", type="purchase", xdm={"commerce": {"order": order}})
'''
    run("""
async def test_it(visitor):
    app = await visitor.run("app.py")
    await app.buy("7")

    assert visitor.events.views == ["/"]
    event = visitor.events.one(type="purchase", xdm__commerce__order__purchaseID="7")
    assert event.data == {"plan": "gold"}

async def test_another_has_a_page_of_its_own(visitor):
    app = await visitor.run("app.py")
    await visitor.settled()
    assert len(visitor.events) == 1
""", app=app).assert_outcomes(passed=2)


def test_an_app_that_needs_a_page_says_so(run):
    result = run("""
async def test_it(visitor):
    await visitor.run("app.py")
""", app="from pyscript import document")

    result.stdout.fnmatch_lines(["*app.py imports pyscript, which only a page has.*"])


def test_an_app_that_forgets_install_is_told_so(run):
    result = run("""
async def test_it(visitor):
    await visitor.run("app.py")
""", app='from alloy_web import alloy\nawait alloy("event")')

    result.stdout.fnmatch_lines(["*called before install()*"])


SNAPSHOT = """
def test_it(visitor, alloy_snapshot):
    page = opened(visitor, autoViews=True)
    page.alloy("event", type="{}")
    assert visitor.events == alloy_snapshot
"""


def test_a_snapshot_is_written_once_and_compared_with_then(run, pytester):
    run(SNAPSHOT.format("a")).assert_outcomes(passed=1)
    run(SNAPSHOT.format("a")).assert_outcomes(passed=1)
    result = run(SNAPSHOT.format("b"))

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(['*event 2.xdm.eventType: expected "a", got "b"'])
    run(SNAPSHOT.format("b"), "--alloy-update-snapshots").assert_outcomes(passed=1)
    (file,) = (pytester.path / "snapshots").iterdir()
    first = json.loads(file.read_text("utf-8"))[0]["xdm"]
    assert first["timestamp"] == "<time>"
    assert first["implementationDetails"]["version"] == "<version>"


def test_where_nobody_would_keep_it_a_snapshot_that_is_missing_fails(run, pytester, monkeypatch):
    monkeypatch.setenv("CI", "true")
    result = run(SNAPSHOT.format("a"))

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([
        "*there is no snapshot test_it.test_it.json, and on CI none is written: run the test*",
    ])
    assert not (pytester.path / "snapshots").exists()

    run(SNAPSHOT.format("a"), "--alloy-update-snapshots").assert_outcomes(passed=1)
    run(SNAPSHOT.format("a")).assert_outcomes(passed=1)


BOTH_SIDES = """
def test_it(visitor, alloy_snapshot):
    page = opened(visitor, autoViews=True)
    page.alloy("event", type="{}")
    assert alloy_snapshot == visitor.events
    assert visitor.events.one(path="/cart", type="{}") == alloy_snapshot
    assert [visitor.events[0]] == alloy_snapshot
"""


def test_each_comparison_of_a_test_has_a_file_of_its_own(run, pytester):
    run(BOTH_SIDES.format("a", "a"), "--alloy-update-snapshots").assert_outcomes(passed=1)
    run(BOTH_SIDES.format("a", "a")).assert_outcomes(passed=1)
    result = run(BOTH_SIDES.format("b", "b"))

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([
        "*the events are not those of test_it.test_it.json",
        '*event 2.xdm.eventType: expected "a", got "b"',
    ])
    kept = {
        file.name: json.loads(file.read_text("utf-8"))
        for file in (pytester.path / "snapshots").iterdir()
    }
    assert sorted(kept) == [
        "test_it.test_it.2.json", "test_it.test_it.3.json", "test_it.test_it.json",
    ]
    assert [each["xdm"]["eventType"] for each in kept["test_it.test_it.json"]] == [
        "web.webpagedetails.pageViews", "a",
    ]
    # One event by itself is masked, too, and so is one in a list of the test's own.
    assert kept["test_it.test_it.2.json"]["xdm"]["timestamp"] == "<time>"
    assert kept["test_it.test_it.3.json"][0]["xdm"]["timestamp"] == "<time>"


def test_an_event_that_is_another_one_is_told_by_itself(run):
    text = SNAPSHOT.replace("visitor.events ==", 'visitor.events.where(path="/cart")[1] ==')
    run(text.format("a")).assert_outcomes(passed=1)

    run(text.format("b")).stdout.fnmatch_lines(['*xdm.eventType: expected "a", got "b"'])


def test_short_names_can_be_switched_off(run, pytester):
    pytester.makeini("[pytest]\nalloy_short_names = false")
    text = """
import pytest

@pytest.fixture
def edge():
    return "the site's own"

def test_it(edge, alloy_edge, alloy_visitor):
    assert edge == "the site's own"
    assert alloy_visitor.edge is alloy_edge

def test_no_visitor(visitor): pass
"""
    run(text).assert_outcomes(passed=1, errors=1)


def test_tests_for_one_way_only_say_why(run):
    result = run("""
import pytest

@pytest.mark.alloy_real("its scripts run")
def test_it(visitor): pass
""", "-rs")

    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*only in a browser: its scripts run"])


def test_without_the_extra_a_fixture_says_what_to_install(tmp_path):
    (tmp_path / "test_it.py").write_text("def test_one(): pass\ndef test_two(visitor): pass\n")
    hide = "import sys; sys.modules['bs4'] = None; import pytest; pytest.main(sys.argv[1:])"
    command = [sys.executable, "-c", hide, "-p", "alloy_web.testing.plugin", "-p",
               "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path / "test_it.py")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert "1 passed, 1 error" in done.stdout, done.stdout + done.stderr
    assert 'pip install "alloy-web[testing]"' in done.stdout


SYRUPY = """
def test_the_cart(visitor, snapshot):
    page = visitor.open("https://shop.example/cart", html="<title>Cart</title>", autoViews=True)
    page.wait("{wait}")
    page.alloy("event", type="{type}")

    assert visitor.events == snapshot
    assert visitor.events[1] == snapshot(name="one event")
    assert not visitor.events[1] != snapshot(name="one event")
"""


def test_events_are_compared_with_a_snapshot_of_syrupys(pytester, monkeypatch):
    # In a process of xdist's syrupy reports nothing; this run inside one is none.
    for name in [name for name in os.environ if "XDIST" in name]:
        monkeypatch.delenv(name)

    def tested(text, *arguments):
        pytester.makepyfile(test_shop=text)
        return "\n".join(pytester.runpytest_inprocess(
            "-q", "-p", "alloy_web.testing.plugin", *arguments
        ).outlines)

    written = tested(SYRUPY.format(type="purchase", wait="1s"), "--snapshot-update")
    # Two days later, by the clock of the visitor.
    again = tested(SYRUPY.format(type="purchase", wait="2d"))
    renamed = tested(SYRUPY.format(type="purchse", wait="1s"))

    assert "1 passed" in written, written
    assert "1 passed" in again and "2 snapshots passed" in again, again
    assert "1 failed" in renamed, renamed
    assert re.search(r"-\s+'eventType': 'purchase'", renamed), renamed
    kept = (pytester.path / "__snapshots__/test_shop.ambr").read_text("utf-8")
    for mask in ("<time>", "<version>", "<device>", "<environment>"):
        assert kept.count(f"'{mask}'") == 3, kept
    assert "2026-03" not in kept


@pytest.mark.parametrize(("browser", "told"), [
    ("chromium", "`playwright install chromium` brings it, and ALLOY_CHROMIUM names another"),
    ("firefox", "`playwright install firefox` brings it, and ALLOY_FIREFOX names another"),
    ("webkit", "`playwright install webkit` brings it, on systems that Playwright has it for. On "
               "Debian and Ubuntu `apt install webkit2gtk-driver xvfb` brings WebKitGTK, and "
               "ALLOY_WEBKIT names another WebKitWebDriver"),
])
def test_a_browser_that_is_not_there_says_how_it_comes(tmp_path, monkeypatch, browser, told):
    monkeypatch.delenv(f"ALLOY_{browser.upper()}", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))

    with pytest.raises(Unavailable) as failed:
        Driver(browser)

    assert str(failed.value).startswith(f"{browser} was not found: {told}")


def test_a_webkit_without_selenium_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("ALLOY_WEBKIT", str(tmp_path / "WebKitWebDriver"))
    monkeypatch.delitem(sys.modules, "alloy_web.testing.browser.webkit", raising=False)
    monkeypatch.setitem(sys.modules, "selenium", None)

    with pytest.raises(Unavailable) as failed:
        Driver("webkit")

    assert str(failed.value) == (
        "WebKitGTK is driven by Selenium, and selenium is not installed: pip install "
        '"alloy-web[testing-webkit]"'
    )


def test_what_a_browser_lacks_is_one_sentence_of_the_run(pytester, tmp_path):
    pytester.makepyfile("def test_it(visitor): pass")

    result = pytester.runpytest_inprocess(
        "-p", "alloy_web.testing.plugin", "--alloy-browser=chromium", f"--alloy-dist={tmp_path}"
    )

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([
        f"--alloy-browser=chromium: there is no alloy.js in {tmp_path}. --alloy-dist=DIR, or *"
    ])


def test_runs_that_ask_for_no_fixture_import_little():
    code = (
        "import sys, alloy_web.testing.plugin\n"
        "print(sorted(name for name in sys.modules if 'alloy' in name))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert done.stdout.strip() == (
        "['alloy_web', 'alloy_web.testing', 'alloy_web.testing.plugin']"
    ), done.stderr
