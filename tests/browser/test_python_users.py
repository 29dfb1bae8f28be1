"""What Python code of a page may write, and what it reads when something goes wrong."""

import json

import pytest

from tests.browser.pages import IN_PYTHON, PAGES

# What each step came to: its result, or the error as the interpreter prints it.
MAIN = """
import js, json, sys
from alloy_web import alloy, create_custom_instance, create_instance, install

def printed(error):
    if hasattr(sys, "print_exception"):
        import io
        text = io.StringIO()
        sys.print_exception(error, text)
        return text.getvalue()
    import traceback
    return "".join(traceback.format_exception(error))

async def outcome(step):
    try:
        return await step()
    except Exception as error:
        return printed(error)

async def tell(*steps):
    outcomes = [None] * len(steps)
    for index in range(len(steps)):
        outcomes[index] = await outcome(steps[index])
    js.document.body.setAttribute("data-outcomes", json.dumps(outcomes))

CONFIG = {
    "datastreamId": "d", "orgId": "0123456789ABCDEF01234567@AdobeOrg",
    "edgeDomain": js.location.host, "thirdPartyCookiesEnabled": False, "autoViews": False,
}
"""


def outcomes_of(visit, loader, main):
    visit.open(PAGES[loader](configure=None, main=MAIN + main))
    visit.page.wait_for_selector("body[data-outcomes]", state="attached")
    return json.loads(visit.page.get_attribute("body", "data-outcomes"))


@pytest.mark.parametrize("loader", IN_PYTHON)
def test_options_may_be_keywords_and_an_error_says_how_an_instance_is_named(visit, edge, loader):
    told = outcomes_of(visit, loader, """
async def keywords():
    await alloy("configure", CONFIG)
    result = await alloy("event", type="shown", data={"plan": "gold"})
    return result["requestBody"]["events"][0]["data"]

async def own():
    shop = create_instance("own")
    options = dict(CONFIG)
    options["datastreamId"] = "e"
    options["orgId"] = "ABCDEF0123456789ABCDEF01@AdobeOrg"
    await shop("configure", options)
    data = js.JSON.parse('{"plan": "own", "of": [1, {"none": null}]}')
    result = await shop("event", {"type": "a"}, type="shown", data=data)
    return result["requestBody"]["events"][0]["data"]

async def a_dict():
    create_instance({"name": "x"})

async def a_name():
    create_custom_instance("x", components="consent")

async def beside():
    await alloy("event", "shown", type="x")

install()
await tell(keywords, own, a_dict, a_name, beside)
""")

    own = {"plan": "own", "of": [1, {"none": None}]}
    assert told[:2] == [{"plan": "gold"}, own]
    assert (
        "CommandError: [alloy] create_instance: the name of an instance is a text, as in "
        "create_instance(\"shop\"); got dict {'name': 'x'}" in told[2]
    )
    assert "components is a list, as in components=[…]; got str 'consent'" in told[3]
    assert '[alloy] "event": keywords (type) go with options that are a dict' in told[4]
    sent = [request["body"]["events"][0] for request in edge.events()]
    assert [(event["xdm"]["eventType"], event["data"]) for event in sent] == [
        ("shown", {"plan": "gold"}),
        ("shown", own),
    ]


@pytest.mark.parametrize("loader", IN_PYTHON)
def test_the_traceback_of_a_failing_hook_names_the_users_lines_and_readable_ones_of_ours(
    visit, edge, loader
):
    [told] = outcomes_of(visit, loader, """
def find_plan(content):
    return content["no such key"]

async def my_hook(content):
    return find_plan(content)

async def failing():
    options = dict(CONFIG)
    options["onBeforeEventSend"] = my_hook
    await alloy("configure", options)
    await alloy("event", type="shown")

install()
await tell(failing)
""")

    assert "in find_plan" in told
    assert "in my_hook" in told
    assert "no such key" in told
    # The SDK's own frames; a method comes without its class on MicroPython.
    assert "in run" in told
    ours = [line for line in told.splitlines() if "alloy_web/" in line]
    names = [line.rpartition(" in ")[2].strip() for line in ours]
    assert [name for name in names if len(name) < 3] == []
    assert edge.events() == []
