"""
What alloy_web/hosts/contract.py promises, as one table of checks for every host.

A check is `async def check(host)` and raises where the host does otherwise. It is written in the
dialect, since it runs on the memory host and, compiled, in a page on the host of the browser.

The stage is set by whoever runs them: at `/contract`, a page of the title "Contract" with
`<p id="place"></p>`; `/contract/ok` answers "fine" with the header `X-Adobe-Edge: IRL1`,
`/contract/missing` answers with status 404, `/contract/broken` with nothing.
"""

from alloy_web.errors import HookError, NetworkError

# What `page` tells, all of it; see hosts/contract.py.
FACTS = (
    "url hostname referrer title isHttps userAgent nowMs timezoneOffset timezone screenWidth "
    "screenHeight orientation viewportWidth viewportHeight cookies prerendering "
    "globalPrivacyControl"
).split(" ")
# For elements that never come.
LIMITS = {"hiddenMs": 50, "timeoutMs": 50}


def expect(found, wanted):
    if found != wanted:
        raise ValueError("expected " + repr(wanted) + ", got " + repr(found))


async def a_cookie_is_kept_changed_and_removed(host):
    host.set_cookie("contract=one; path=/")
    expect("contract=one" in host.page()["cookies"], True)
    expect("contract=one" in host.moment()["cookies"], True)
    host.set_cookie("contract=two; path=/")
    expect("contract=two" in host.page()["cookies"], True)
    host.set_cookie("contract=; path=/; max-age=0")
    expect("contract" in host.moment()["cookies"], False)


async def a_cookie_for_another_site_is_refused_in_silence(host):
    host.set_cookie("foreign=one; path=/; domain=elsewhere.example")

    expect("foreign" in host.page()["cookies"], False)


async def storage_keeps_text_by_area(host):
    for area in ("local", "session"):
        expect(host.storage_get(area, "contract"), None)
        host.storage_set(area, "contract", area)
        expect(host.storage_get(area, "contract"), area)
        expect("contract" in host.storage_keys(area), True)
        host.storage_remove(area, "contract")
        expect(host.storage_get(area, "contract"), None)
        expect("contract" in host.storage_keys(area), False)


async def what_is_stored_under_an_odd_name_is_found(host):
    for key in ("__proto__", "length", "", "ü 😀"):
        expect(host.storage_get("local", key), None)
        host.storage_set("local", key, "odd")
        expect(host.storage_get("local", key), "odd")
        host.storage_remove("local", key)


async def blocked_storage_reads_as_empty(host):
    for area in ("local", "session"):
        host.storage_set(area, "contract", area)
        expect(host.storage_get(area, "contract"), None)
        expect(host.storage_keys(area), [])
        host.storage_remove(area, "contract")


async def the_shorter_timer_ends_first(host):
    ended = []
    long = host.sleep(60)
    host.sleep(1).on_settled(lambda: ended.append("short"))
    expect(ended, [])
    await long
    expect(ended, ["short"])


async def an_answer_comes_with_status_headers_and_text(host):
    answer = await host.post("/contract/ok", "{}", False, 5000, True)

    expect(answer["status"], 200)
    expect(answer["body"], "fine")
    expect(answer["headers"]["x-adobe-edge"], "IRL1")


async def a_status_that_refuses_is_an_answer_too(host):
    expect((await host.post("/contract/missing", "{}", True, 5000, False))["status"], 404)


async def a_fetch_that_fails_is_a_network_error(host):
    try:
        await host.post("/contract/broken", "{}", False, 5000, True)
    except NetworkError as error:
        expect(error.name, "TypeError")
        return
    raise ValueError("it did not fail")


async def a_beacon_is_taken(host):
    expect(host.beacon("/contract/ok", "{}"), True)


async def the_page_tells_its_facts(host):
    page = host.page()

    expect([name for name in FACTS if name not in page], [])
    expect(page["title"], "Contract")
    expect(page["url"].split("?")[0].endswith("/contract"), True)
    expect(page["prerendering"] or page["globalPrivacyControl"], False)
    expect(page["screenWidth"] > 0 and page["viewportHeight"] > 0, True)


async def a_moment_tells_what_a_request_needs(host):
    moment = host.moment()

    expect(moment["nowMs"] > 1500000000000, True)
    expect(moment["hidden"], False)
    expect(moment["mayEnd"], False)
    expect(moment["title"], host.page()["title"])


async def ids_and_chance_differ(host):
    first, second = host.uuid(), host.uuid()

    expect(len(first), 36)
    expect(first == second, False)
    expect(0 <= host.random() < 1, True)


async def patterns_match_or_are_none(host):
    expect(host.matches("^/ab+$", "/abb"), True)
    expect(host.matches("^/ab+$", "/a"), False)
    expect(host.matches("(", "/a"), None)


async def content_finds_its_place_or_says_why_not(host):
    actions = [
        {"selector": "#place", "steps": [["text", "here"]]},
        {"selector": "#nowhere", "steps": [["text", "lost"]]},
    ]

    failed = await host.render(actions, LIMITS)

    expect([index for index, why in failed], [1])
    expect(isinstance(failed[0][1], str) and failed[0][1] != "", True)


async def what_is_hidden_is_shown_again_and_twice_is_once(host):
    host.hide("contract-style", "#place { opacity: 0 }")
    host.hide("contract-style", "#place { opacity: 0 }")
    host.show("contract-style")
    host.show("contract-style")
    host.stop_waiting("no such view")
    host.tell_page("removeMessage")


async def nothing_stands_around_a_click_that_is_none(host):
    expect(host.clicked_content(["#place"]), [])


async def a_function_of_a_user_is_called_and_edits_what_it_is_given(host):
    given = {"xdm": {"a": 1}}

    def edit(event):
        event["xdm"] = {"a": 2}
        return False

    expect(await host.call_user(edit, [given]), False)
    expect(given, {"xdm": {"a": 2}})


async def a_function_that_fails_is_a_hook_error(host):
    def fail():
        raise ValueError("no")

    try:
        await host.call_user(fail, [])
    except HookError as error:
        expect("ValueError: no" in str(error), True)
        return
    raise ValueError("it did not fail")


async def a_function_is_shown_as_text(host):
    def shown():
        return 1

    expect(isinstance(host.source(shown), str), True)


async def a_function_may_be_released_that_nobody_has(host):
    expect(host.release(lambda: 1), None)
    expect(host.release(None), None)


async def a_word_is_logged(host):
    host.log("info", ["[contract] a word", {"and": "data"}])


async def a_browser_tells_its_hints_or_nothing(host):
    told = await host.client_hints(["architecture"])

    expect(isinstance(told.get("hints"), dict) or "error" in told, True)


async def a_page_without_a_visitor_says_so(host):
    expect(host.has_visitor(), False)


async def a_pixel_says_whether_it_loaded(host):
    expect(await host.ask_page("pixel", "/contract/broken.gif", False) in (True, False), True)


CHECKS = [
    ("a cookie is kept, changed and removed", a_cookie_is_kept_changed_and_removed),
    ("a cookie for another site is refused", a_cookie_for_another_site_is_refused_in_silence),
    ("storage keeps text by area", storage_keeps_text_by_area),
    ("odd names are kept", what_is_stored_under_an_odd_name_is_found),
    ("the shorter timer ends first", the_shorter_timer_ends_first),
    ("an answer comes with all parts", an_answer_comes_with_status_headers_and_text),
    ("a status that refuses is an answer", a_status_that_refuses_is_an_answer_too),
    ("a fetch that fails is a network error", a_fetch_that_fails_is_a_network_error),
    ("a beacon is taken", a_beacon_is_taken),
    ("the page tells its facts", the_page_tells_its_facts),
    ("a moment tells what a request needs", a_moment_tells_what_a_request_needs),
    ("ids and chance differ", ids_and_chance_differ),
    ("patterns match or are none", patterns_match_or_are_none),
    ("content finds its place or says why not", content_finds_its_place_or_says_why_not),
    ("what is hidden is shown again", what_is_hidden_is_shown_again_and_twice_is_once),
    ("nothing stands around no click", nothing_stands_around_a_click_that_is_none),
    ("a user's function edits", a_function_of_a_user_is_called_and_edits_what_it_is_given),
    ("a user's function that fails", a_function_that_fails_is_a_hook_error),
    ("a function is shown as text", a_function_is_shown_as_text),
    ("a function is released", a_function_may_be_released_that_nobody_has),
    ("a word is logged", a_word_is_logged),
    ("hints or nothing", a_browser_tells_its_hints_or_nothing),
    ("a page without a visitor", a_page_without_a_visitor_says_so),
    ("a pixel says whether it loaded", a_pixel_says_whether_it_loaded),
]
WITHOUT_STORAGE = [("blocked storage reads as empty", blocked_storage_reads_as_empty)]


async def run_all(host, checks, on_result):
    """Each check in its turn; `on_result(name, why it failed or "")`."""
    for name, check in checks:
        why = ""
        try:
            await check(host)
        except Exception as error:
            why = type(error).__name__ + ": " + str(error)
        on_result(name, why)
