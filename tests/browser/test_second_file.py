"""
The second file: loaded when a page asks for what is in it, from wherever the first came; and what a
page hears where it does not come. The builds here have one tiny component in it (tests/second.py).
"""

import re
import zipfile

import pytest

from alloy_web.buildtools import archives
from tests import second
from tests.browser import test_content_messages
from tests.browser.offers import offer, scenario
from tests.browser.pages import IN_PYTHON, PAGES, ROOT, direct_page, wheel
from tests.browser.test_ways_to_load import script

DIST = ROOT / "static/dist"
FOLDER = "/t/two/"
ECHOES = """
window.told = [];
for (const text of ["one", "two", "three"]) {
  alloy("echo", {text}).then(
    ({text, turn}) => told.push(text + " " + turn), ({message}) => told.push(message),
  );
}
"""
QUIET = {"autoViews": False}
ALL_THREE = ["one 1", "two 2", "three 3"]


@pytest.fixture(scope="session")
def builds(dist, tmp_path_factory):
    """`{name: bytes}` of a build of two files, and of one of one file."""

    def made(*options):
        return second.build(tmp_path_factory.mktemp("build"), *options)

    return {"two": made(), "one": made(["echo"])}


@pytest.fixture
def two(builds, site):
    """The build of two files in the folder FOLDER."""
    return Deployed(site, builds["two"])


class Deployed:
    def __init__(self, site, files):
        self.site = site
        self.files = files
        [self.name] = [name for name in files if re.fullmatch(r"alloy\.extras-\w{8}\.js", name)]
        for name, content in files.items():
            if name.endswith(".js"):
                self.put(name, content)

    @property
    def text(self):
        return self.files["alloy.js"].decode()

    def put(self, name, content, headers=None):
        kind = {"content-type": "text/javascript; charset=utf-8"}
        self.site.add_page(FOLDER + name, content.decode(), headers=kind | (headers or {}))

    def take_away(self):
        self.put(self.name, b"<!doctype html>Not found")

    def requests(self, visit):
        return visit.page.evaluate(
            "() => performance.getEntriesByType('resource').map((each) => each.name)"
            ".filter((name) => name.includes('alloy.extras'))"
        )


def of_another_build(site):
    """The address of a second wheel that is not of this build, and the build that it is not of."""
    name = wheel("alloy_web_extras").rpartition("/")[2]
    with zipfile.ZipFile(DIST / name) as made:
        files = {path: made.read(path) for path in made.namelist()}
    [build] = re.findall(rb"BUILD!='(\w{8})'", files["alloy_web_extras.py"])
    files["alloy_web_extras.py"] = files["alloy_web_extras.py"].replace(build, b"00000000")
    site.add_page(FOLDER + name, archives.zipped(files))
    return FOLDER + name, build.decode()


def two_files(body="", configure=QUIET, **more):
    return direct_page(body, configure, script=f"{FOLDER}alloy.js", **more)


def told(visit, count=3):
    visit.page.wait_for_function("(count) => window.told.length === count", arg=count)
    return visit.page.evaluate("told")


# ---- What asks for it


def test_a_page_that_asks_for_nothing_of_it_does_not_load_it(visit, two):
    visit.open(two_files())
    visit.ready()
    visit.alloy("sendEvent", {})

    info = visit.alloy("getLibraryInfo")["libraryInfo"]

    assert {"echo", "fail"} <= set(info["commands"])
    assert "Echo" in info["components"]
    assert two.requests(visit) == []


def test_a_command_loads_it_and_calls_are_carried_out_in_order(visit, two):
    visit.open(two_files(script(ECHOES)))

    assert told(visit) == ALL_THREE
    assert len(two.requests(visit)) == 1
    assert visit.alloy("echo", {"text": " again  and again"}) == {
        "text": "again and again", "turn": 4,
    }
    failed = visit.alloy("fail")["rejected"]["message"]
    assert failed == '[alloy] [Echo] The command "fail" failed.\nCaused by: Echo cannot do that'


def test_a_configuration_loads_it_and_its_component_takes_part_in_requests(visit, edge, two):
    visit.open(two_files(configure={**QUIET, "echo": "configured"}))
    visit.ready()
    visit.page.wait_for_function(
        "() => performance.getEntriesByType('resource').some(({name}) => name.includes('extras'))"
    )
    visit.alloy("echo", {"text": "is there"})

    result = visit.alloy("sendEvent", {})

    assert result["echoes"] == [True]
    [request] = edge.wait_for(1, action="interact")
    assert request["body"]["events"][0]["xdm"]["echo"] == "configured"


def test_the_integrity_of_the_file_is_held(visit, two):
    changed = two.files[two.name] + b"\n// changed on its way"
    two.put(two.name, changed)
    visit.open(two_files(script(ECHOES)))

    for message in told(visit):
        assert f"{FOLDER}{two.name} did not load" in message


# ---- From where it comes

WAYS = {
    "a tag": '<script src="/t/two/alloy.js"></script>',
    "an async tag": '<script async src="/t/two/alloy.js"></script>',
    "its hashed name": '<script src="/t/two/[hashed]"></script>',
    "both in one script": script("[alloy.js]\n[extras]"),
    "two tags": '<script src="/t/two/alloy.js"></script><script src="/t/two/[name]"></script>',
}


@pytest.mark.parametrize("way", WAYS)
def test_however_the_first_came_the_second_comes_from_beside_it(visit, two, way):
    [hashed] = [name for name in two.files if re.fullmatch(r"alloy-\w{8}\.js", name)]
    html = WAYS[way]
    for place, text in {
        "[hashed]": hashed, "[name]": two.name, "[alloy.js]": two.text,
        "[extras]": two.files[two.name].decode(),
    }.items():
        html = html.replace(place, text)
    visit.open(direct_page(script(ECHOES) + html, QUIET, script=None))

    assert told(visit) == ALL_THREE


def test_where_the_first_does_not_know_from_where_it_came_it_says_so(visit, two):
    visit.open(direct_page(script(ECHOES) + script(two.text), QUIET, script=None))

    for message in told(visit):
        assert f"Name the address of ./{two.name}" in message
        assert "secondFile" in message


def test_an_option_names_the_address_where_nothing_else_does(visit, two):
    config = {**QUIET, "secondFile": FOLDER + two.name}
    visit.open(direct_page(script(ECHOES) + script(two.text), config, script=None))

    assert told(visit) == ALL_THREE


MODULE = """<!doctype html><title>module</title><body><script type="module">
import { components, createCustomInstance } from "/t/two/alloy.module.js";
const alloy = createCustomInstance({components: [components.echo]});
alloy("configure", {orgId: "a@AdobeOrg", datastreamId: "d", edgeDomain: location.host});
%s
</script>"""


def test_the_module_imports_it(visit, two):
    visit.open(MODULE % ECHOES)

    assert told(visit) == ALL_THREE


def test_one_file_has_all_that_was_chosen_and_loads_nothing(visit, builds, site):
    files = builds["one"]
    assert not any("extras" in name for name in files)
    visit.open(direct_page(script(ECHOES) + script(files["alloy.js"].decode()), QUIET, script=None))

    assert told(visit) == ALL_THREE


# ---- Policies

TRUSTED = "require-trusted-types-for 'script'; trusted-types alloy_web"


@pytest.mark.parametrize("policy", ["script-src 'nonce-r4nd0m'", TRUSTED])
def test_what_the_page_trusts_the_first_with_goes_for_the_second(visit, two, policy):
    html = two_files(script(ECHOES)).replace("<script", '<script nonce="r4nd0m"')
    visit.open(html, headers={"content-security-policy": policy})
    visit.ready()

    # A policy may forbid what `wait_for_function` of the driver does.
    for _ in range(400):
        if len(visit.page.evaluate("() => window.told")) == 3:
            break
        visit.page.wait_for_timeout(50)
    assert visit.page.evaluate("() => window.told") == ALL_THREE


# ---- Words that only a developer reads


WRONG = script("""
window.told = [];
alloy("configure", {orgId: 5}).catch(({message, code}) => told.push(message, code));
""")
PROBLEMS = (
    "[alloy] configure: 2 problems\n  - orgId: expected a string, got 5\n"
    "  - datastreamId: is required"
)


def test_an_error_in_a_call_is_whole_and_loads_the_file_for_its_words(visit, two):
    visit.open(two_files(WRONG, configure=None))

    assert told(visit, 2) == [PROBLEMS, "config"]
    assert len(two.requests(visit)) == 1
    assert visit.alloy("sendEvnt")["rejected"]["message"] == (
        '[alloy] "sendEvnt" was called before "configure". Call "configure" first: '
        'alloy("configure", {orgId, datastreamId})'
    )


def test_where_it_does_not_come_an_error_has_its_values_and_tells_why(visit, two):
    two.take_away()
    visit.open(two_files(WRONG, configure=None))

    message, code = told(visit, 2)
    assert code == "config"
    assert message == (
        "[alloy] configure: 2 … \n  - orgId … 5\n  - datastreamId … \nWords are missing here. The "
        f"second file of alloy.js did not come: {visit.url(FOLDER + two.name)} did not load. Is it "
        "there, of the build of alloy.js, and allowed by the content security policy? Or build one "
        "file: python build.py dist --features all"
    )
    assert "[alloy] Words are missing here." in " ".join(visit.debug_texts("warning"))


def test_monitors_hear_whole_lines_in_their_order(visit, two):
    monitor = script("""
    window.told = [];
    window.__alloyMonitors = [{
      onBeforeCommand: ({commandName}) => told.push(commandName),
      onBeforeLog: (data) => told.push(data.arguments[0]),
      onCommandRejected: ({error}) => told.push(error.message),
    }];
    """)
    visit.open(two_files(monitor + WRONG.replace("window.told = [];", ""), configure=None))

    visit.page.wait_for_function("told.includes('config')")
    assert visit.page.evaluate("told") == [
        "configure", 'The command "configure" starts.',
        "configure (1) is invalid: call.invalid, see docs/codes/call.invalid.md", PROBLEMS,
        'The command "configure" was rejected. ' + PROBLEMS, PROBLEMS, "config",
    ]


# ---- Where it does not come


def test_a_file_that_is_not_there_rejects_its_commands_and_the_next_call_tries_again(visit, two):
    two.take_away()
    visit.open(two_files(script(ECHOES)))
    visit.ready()

    assert told(visit) == [
        '[alloy] "echo" cannot run. The second file of alloy.js did not come: '
        f"{visit.url(FOLDER + two.name)} did not load. Is it there, of the build of alloy.js, and "
        "allowed by the content security policy? Or build one file: python build.py dist "
        "--features all"
    ] * 3
    assert visit.alloy("sendEvent", {})["propositions"] == []
    two.put(two.name, two.files[two.name])
    assert visit.alloy("echo", {"text": "back"}) == {"text": "back", "turn": 1}


# Firefox takes an aborted script for an empty one, whose hash is wrong.
@pytest.mark.engines("chromium")
def test_a_file_that_the_network_lost_once_is_asked_for_once_more(visit, two):
    asked = []

    def lose_the_first(route):
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort("connectionreset")
        else:
            route.continue_()

    visit.page.route(f"**/{two.name}", lose_the_first)
    visit.open(two_files(script(ECHOES)))
    visit.ready()

    assert told(visit) == ALL_THREE
    assert len(asked) == 2


def test_a_configuration_goes_on_where_the_file_is_not_there(visit, two):
    two.take_away()
    visit.open(two_files(configure={**QUIET, "echo": "configured"}))
    visit.ready()

    assert visit.alloy("sendEvent", {})["propositions"] == []
    assert visit.alloy("echo", {"text": "x"})["rejected"]["message"].startswith("[alloy] ")
    assert [text for text in visit.console_texts("warning") if "did not come" in text]


def test_a_file_of_another_build_is_refused_with_both_names(visit, two):
    name = re.search(r"alloy\.extras-\w{8}\.js", (DIST / "alloy.js").read_text("utf-8"))[0]
    two.put(name, (DIST / name).read_bytes())
    # From elsewhere without CORS a browser cannot check integrity, and the build is all there is.
    config = {**QUIET, "secondFile": FOLDER + name}
    without = two.text.replace(re.search(r"sha384-[\w+/=]+", two.text)[0], "")
    visit.open(direct_page(script(ECHOES) + script(without), config, script=None))

    for message in told(visit):
        assert re.search(r"what came is of the build \w{8}, and alloy\.js of \w{8}\.", message)


def test_a_policy_that_forbids_it_is_told(visit, two):
    policy = "script-src 'unsafe-inline' 'unsafe-eval' 'self'"
    config = {**QUIET, "secondFile": "http://127.0.0.1:9/alloy.extras.js"}
    visit.open(two_files(script(ECHOES), config), headers={"content-security-policy": policy})

    for message in told(visit):
        assert "allowed by the content security policy?" in message


# ---- Python's, a wheel of its own


# For PyScript pages it differs by interpreter only.
@pytest.mark.engines("chromium")
@pytest.mark.parametrize("kind", IN_PYTHON)
def test_a_python_page_without_the_second_wheel_says_what_to_add_and_goes_on(visit, kind):
    asking = {"streamingMedia": {"channel": "c", "playerName": "p"}}
    visit.open(PAGES[kind]("", {**QUIET, **asking}, config={"packages": [wheel()]}))
    visit.ready()

    missing = (
        "This needs a wheel that the page has not installed. Add it to `packages`, behind the "
        "other and from the same build: alloy_web_extras-….whl"
    )
    [warning] = [text for text in visit.console_texts("warning") if "wheel" in text]
    assert missing in warning
    assert visit.alloy("evaluateRulesets", {})["rejected"]["message"] == (
        f'[alloy] "evaluateRulesets" cannot run. {missing}'
    )
    assert visit.alloy("sendEvent", {})["propositions"] == []


@pytest.mark.engines("chromium")
@pytest.mark.parametrize("kind", IN_PYTHON)
def test_a_python_page_with_the_second_wheel_of_another_build_names_both(visit, site, kind):
    another, build = of_another_build(site)
    visit.open(PAGES[kind]("", QUIET, config={"packages": [wheel(), another]}))
    visit.ready()

    for _ in range(2):
        assert visit.alloy("evaluateRulesets", {})["rejected"]["message"] == (
            '[alloy] "evaluateRulesets" cannot run. alloy_web_extras is of the build 00000000, '
            f"alloy_web of {build}. Name wheels of one build in `packages`"
        )
    assert visit.alloy("sendEvent", {})["propositions"] == []


@pytest.mark.engines("chromium")
@pytest.mark.parametrize("kind", IN_PYTHON)
def test_a_python_page_with_the_second_wheel_has_what_is_in_it(visit, edge, kind):
    shown = test_content_messages.message()
    edge.set_scenario(scenario(offer(shown, offer_id="AJO:1", provider="AJO")))
    config = {"packages": [wheel(), wheel("alloy_web_extras")]}
    asking = {"streamingMedia": {"channel": "c", "playerName": "p"}}
    visit.open(PAGES[kind]("", {**QUIET, **asking}, config=config))
    visit.ready()

    visit.alloy("sendEvent", {"renderDecisions": True})
    visit.page.wait_for_selector("#alloy-content-iframe", state="attached")
    session = visit.page.evaluate(
        """() => alloy("createMediaSession", {
          playerId: "film", getPlayerDetails: () => ({playhead: 0}), xdm: {mediaCollection: {
            sessionDetails: {name: "film", length: 2, contentType: "VOD"}}},
        })"""
    )

    assert session["sessionId"]
    assert visit.alloy("evaluateRulesets", {})["propositions"] == []
