"""Conversations with the page's assistant. CMD-36, CONV-01 to CONV-03."""

import json

from instance_kit import CONSENT, ECID, ECID_COOKIE, IDENTITY, error_of, make, result_of

SESSION = "kndctr_0123456789ABCDEF01234567_AdobeOrg_bc_session_id"
EDGE = "https://edge.example.com"


def start(config=None, **page):
    """An instance, its host and what the page heard; each stream is answered with its head."""
    instance, host = make(config, **page)
    host.streams.on_open = lambda stream: stream.begin()
    return instance, host, []


def say(instance, heard=None, **options):
    if heard is not None:
        options["onStreamResponse"] = heard.append
    return instance.execute("sendConversationEvent", options)


def block(*handles):
    return "data: " + json.dumps({"requestId": "r", "handle": list(handles)}) + "\n\n"


def said(*payload):
    return {"type": "brand-concierge:conversation", "payload": list(payload)}


def query_of(url):
    return dict([pair.split("=") for pair in url.split("?")[1].split("&")])


# ---- The question


def test_a_message_goes_out_with_the_page_the_visitor_and_the_consent():
    instance, host, heard = start(
        cookies={IDENTITY: ECID_COOKIE}, url="https://WWW.example.com/shop/?q=1"
    )

    assert result_of(say(instance, message="Hello", xdm={"a": 1})) == {}

    sent = host.streams.opened[0]
    event = sent.body["events"][0]
    assert sent.url.split("?")[0] == EDGE + "/brand-concierge/conversations"
    assert sorted(query_of(sent.url)) == ["configId", "requestId", "sessionId"]
    assert query_of(sent.url)["configId"] == "stream-1"
    assert sent.accept == "text/event-stream"
    assert event["query"] == {"conversation": {
        "surfaces": ["web://www.example.com/shop"], "message": "Hello",
    }}
    assert event["meta"] == {"consent": {"state": "in"}}
    assert event["xdm"]["identityMap"] == {"ECID": [{"id": ECID}]}
    assert event["xdm"]["a"] == 1
    assert event["xdm"]["web"]["webPageDetails"]["URL"] == "https://WWW.example.com/shop/?q=1"
    assert event["xdm"]["implementationDetails"]["environment"] == "browser"
    assert "meta" not in sent.body
    assert host.sent == []


def test_an_option_that_has_no_effect_is_warned_of_once():
    """The vendor's later releases take `transferCookies`, and nothing public says what it does."""
    conversation = {"transferCookies": ["a", "b"]}
    instance, host, heard = start(
        {"conversation": conversation, "debugEnabled": True}, known=True
    )

    say(instance, message="Hello")
    say(instance, message="Hello again")

    assert [text for text in host.logged("warn") if "transferCookies" in text] == [
        "[alloy] [BrandConcierge] conversation.transferCookies has no effect: no cookies of the "
        "page's own go with a conversation."
    ]
    assert len(host.streams.opened) == 2


def test_data_is_told_and_surfaces_may_be_named():
    instance, host, heard = start(known=True)

    say(instance, data={"type": "feedback", "payload": {"stars": 5}}, surfaces=["web://a/b"])

    assert host.streams.opened[0].body["events"][0]["query"] == {"conversation": {
        "surfaces": ["web://a/b"], "data": {"type": "feedback", "payload": {"stars": 5}},
    }}


def test_an_event_that_says_nothing_expects_no_stream():
    instance, host, heard = start(known=True)

    for options in ({"xdm": {"eventType": "opened"}}, {"message": ""}, {}):
        assert result_of(instance.execute("sendConversationEvent", options)) == {}
        sent = host.streams.opened[-1]
        assert sent.accept == "text/plain", options
        assert "query" not in sent.body["events"][0], options


def test_regions_and_voices_have_addresses_of_their_own():
    instance, host, heard = start({"conversation": {"region": "va6"}})

    say(instance, message="a")
    say(instance, message="a", voiceEnabled=True)

    paths = [sent.url.split("?")[0] for sent in host.streams.opened]
    assert paths == [
        EDGE + "/brand-concierge/va6/conversations", EDGE + "/brand-concierge-voice/conversations",
    ]


def test_the_callers_identity_counts_and_one_that_is_not_known_is_not_invented():
    instance, host, heard = start(cookies={IDENTITY: ECID_COOKIE})
    say(instance, message="a", xdm={"identityMap": {"ECID": [{"id": "1"}], "A": [{"id": "2"}]}})
    xdm = host.streams.opened[0].body["events"][0]["xdm"]
    assert xdm["identityMap"] == {"ECID": [{"id": "1"}], "A": [{"id": "2"}]}

    instance, host, heard = start()
    say(instance, message="a")
    assert "identityMap" not in host.streams.opened[0].body["events"][0]["xdm"]


def test_the_server_is_told_of_consent_and_decides():
    for state in ("out", "pending"):
        instance, host, heard = start({"defaultConsent": state})
        assert result_of(say(instance, message="a")) == {}
        event = host.streams.opened[0].body["events"][0]
        assert event["meta"] == {"consent": {"state": state}}

    instance, host, heard = start(cookies={IDENTITY: "abc", CONSENT: "general=out"})
    say(instance, message="a")
    assert host.streams.opened[0].body["events"][0]["meta"] == {"consent": {"state": "out"}}


def test_the_pages_hook_edits_the_event_and_its_false_cancels_nothing():
    def hook(content):
        content["xdm"]["hooked"] = True
        content["data"]["more"] = 1
        return False

    instance, host, heard = start({"onBeforeEventSend": hook})

    say(instance, message="a", xdm={"b": 1})

    event = host.streams.opened[0].body["events"][0]
    assert event["xdm"]["hooked"] is True
    assert event["xdm"]["b"] == 1
    assert event["data"] == {"more": 1}


def test_what_the_hook_takes_out_is_not_sent():
    def hook(content):
        content["xdm"] = None
        content["data"] = 5

    instance, host, heard = start({"onBeforeEventSend": hook})

    say(instance, message="a")

    event = host.streams.opened[0].body["events"][0]
    assert sorted(event) == ["meta", "query"], event


def test_where_the_hook_fails_nothing_is_said():
    def hook(content):
        raise ValueError("no")

    instance, host, heard = start({"onBeforeEventSend": hook})

    assert "ValueError: no" in error_of(say(instance, message="a"))
    assert host.streams.opened == []


def test_the_pages_content_is_left_to_an_event_that_can_bring_it():
    instance, host, heard = start(known=True)

    say(instance, message="a")
    instance.execute("sendEvent", {"renderDecisions": True})

    assert "personalization" not in host.streams.opened[0].body["events"][0]["query"]
    asked = host.sent[0].body["events"][0]["query"]["personalization"]
    assert asked["decisionScopes"] == ["__view__"]


def test_options_of_the_wrong_kind_are_told():
    instance, host, heard = start()

    for options, problem in (
        ({"message": 5}, "message: expected a string, got 5"),
        ({"message": "a", "onStreamResponse": "f"}, "onStreamResponse: expected a function"),
        ({"data": {}}, "data.type: is required"),
        ({"data": {"type": "a", "payload": []}}, "data.payload: expected an object"),
        ({"xdm": []}, "xdm: expected an object"),
        ({"voiceEnabled": "yes"}, "voiceEnabled: expected a boolean"),
        ({"surfaces": [1]}, "surfaces[0]: expected a string"),
    ):
        assert problem in error_of(instance.execute("sendConversationEvent", options)), options
    assert host.streams.opened == []


# ---- Sessions


def test_a_session_lasts_as_long_as_the_page():
    instance, host, heard = start(cookies={SESSION: "kept"})

    say(instance, message="a")
    host.streams.opened[0].write(block({"type": "state:store", "payload": [
        {"key": SESSION, "value": "other", "maxAge": 1800},
    ]}))
    say(instance, message="b")

    ids = [query_of(sent.url)["sessionId"] for sent in host.streams.opened]
    assert ids[0] == ids[1]
    assert ids[0] != "kept"


def test_a_sticky_session_is_that_of_the_page_before():
    config = {"conversation": {"stickyConversationSession": True}}

    instance, host, heard = start(config, cookies={SESSION: "a%20b/c", IDENTITY: ECID_COOKIE})
    say(instance, message="a")
    assert "sessionId=a%20b%2Fc&" in host.streams.opened[0].url, host.streams.opened[0].url

    instance, host, heard = start(config)
    say(instance, message="a")
    assert query_of(host.streams.opened[0].url)["sessionId"].startswith("00000000-0000-4000-8000-")


def test_a_sticky_session_tells_the_server_what_it_knows():
    config = {"conversation": {"stickyConversationSession": True}}
    cookies = {SESSION: "s", IDENTITY: ECID_COOKIE, "other": "1"}

    instance, host, heard = start(config, cookies=cookies)
    say(instance, message="a")
    assert host.streams.opened[0].body["meta"] == {
        "state": {"domain": "example.com", "cookiesEnabled": True},
    }

    instance, host, heard = start(dict(config, edgeDomain="edge.example.net"), cookies=cookies)
    say(instance, message="a")
    assert host.streams.opened[0].body["meta"]["state"]["entries"] == [
        {"key": SESSION, "value": "s"}, {"key": IDENTITY, "value": ECID_COOKIE},
    ]


# ---- The answer


def test_each_part_of_the_answer_is_heard_as_it_comes():
    instance, host, heard = start()
    say(instance, heard, message="a")
    answer = host.streams.opened[0]

    answer.write(": ping\n\n" + block(said({"text": "Hi, "}))[:-10])
    assert heard == []
    answer.write(block(said({"text": "Hi, "}))[-10:])
    assert heard == [[{"text": "Hi, "}]]
    answer.write(block(said({"text": "you"}, 2), said(3)) + block())
    assert heard == [[{"text": "Hi, "}], [{"text": "you"}, 2, 3], []]
    answer.write(block(said(4))[:-2])
    answer.end()
    assert heard[3:] == [[4]]

    host.advance(60000)
    assert len(heard) == 4


def test_the_callback_is_released_with_the_end_of_its_answer():
    def hear(part):
        released.append(list(host.released))

    for end, hears in (
        (lambda answer: answer.end(), 1), (lambda answer: answer.fail("gone"), 2),
        (lambda answer: answer.begin(204), 0),
    ):
        released = []
        instance, host, heard = start()
        host.streams.on_open = lambda stream: None
        say(instance, message="a", onStreamResponse=hear)
        answer = host.streams.opened[0]
        if hears:
            answer.begin()
            answer.write(block(said(1)))
            assert host.released == []
        end(answer)

        assert released == [[]] * hears and host.released == [hear]


def test_cookies_of_the_answer_are_kept():
    instance, host, heard = start()
    say(instance, message="a")

    host.streams.opened[0].write(block({"type": "state:store", "payload": [
        {"key": SESSION, "value": "s-1", "maxAge": 1800}, {"key": "foreign", "value": "x"},
    ]}))

    assert host.cookies.get(SESSION) == "s-1"
    assert "foreign" not in host.cookies


def test_two_conversations_do_not_hear_each_other():
    instance, host, heard = start()
    others = []
    say(instance, heard, message="a")
    say(instance, others, message="b")

    host.streams.opened[1].write(block(said("b")))
    host.streams.opened[0].write(block(said("a")))

    assert heard == [["a"]]
    assert others == [["b"]]


def test_an_answer_that_falls_silent_is_given_up():
    instance, host, heard = start({"conversation": {"streamTimeout": 20000}})
    say(instance, heard, message="a")
    answer = host.streams.opened[0]
    host.advance(19000)
    answer.write(": ping\n\n")
    host.advance(19999)
    assert heard == []

    host.advance(1)

    silence = {"error": {"message": "Nothing was heard of the answer for 20000 ms (streamTimeout)"}}
    assert heard == [silence]
    assert answer.is_closed
    answer.write(block(said("late")))
    host.advance(60000)
    assert heard == [silence]


def test_a_silent_answer_is_given_up_after_ten_seconds_where_nothing_else_is_said():
    instance, host, heard = start()
    say(instance, heard, message="a")

    host.advance(9999)
    assert heard == []
    host.advance(1)
    assert len(heard) == 1 and "10000 ms" in heard[0]["error"]["message"], heard


def test_a_stream_that_never_ends_is_heard_as_long_as_it_speaks():
    instance, host, heard = start()
    say(instance, heard, message="a")

    for number in range(30):
        host.streams.opened[0].write(block(said(number)))
        host.advance(9000)

    assert heard == [[number] for number in range(30)]


def test_what_cannot_be_read_ends_the_conversation_with_one_error():
    for garbage in ("data: nonsense\n\n", "data: null\n\n", "data: [1]\n\n", "data: {\n\n",
                    'data: {"handle": 5}\n\n', "data: " + "[" * 100 + "\n\n"):
        instance, host, heard = start({"debugEnabled": True})
        say(instance, heard, message="a")
        answer = host.streams.opened[0]

        answer.write(block(said(1)))
        answer.write(garbage + block(said(2)))
        answer.write(block(said(3)))

        assert heard[0] == [1], garbage
        assert len(heard) == 2, (garbage, heard)
        assert heard[1]["error"]["message"].startswith(
            "The answer holds what cannot be read: "
        ), heard
        assert answer.is_closed
        assert len(host.logged("warn")) == 1, host.logged("warn")


def test_parts_of_no_known_form_are_handed_on_or_left_out_but_break_nothing():
    instance, host, heard = start()
    say(instance, heard, message="a")

    host.streams.opened[0].write(
        block(None, 5, {}, {"type": 7}, {"type": "state:store", "payload": [None, 5, {}]},
              {"type": "state:store"}, said(None, "x"))
    )

    assert heard == [[None, "x"]]


def test_a_connection_that_breaks_is_told():
    instance, host, heard = start()
    say(instance, heard, message="a")
    answer = host.streams.opened[0]

    answer.write(block(said(1)))
    answer.fail("network error")

    assert heard == [[1], {"error": {"message": "TypeError: network error"}}]
    host.advance(60000)
    assert len(heard) == 2


def test_a_page_that_is_no_stream_says_nothing_and_is_warned_of():
    instance, host, heard = start({"debugEnabled": True})
    say(instance, heard, message="a")

    host.streams.opened[0].write("<!doctype html><p>Please log in")
    host.streams.opened[0].end()

    assert heard == []
    assert "[alloy] [BrandConcierge] The answer to a conversation brought no message." in (
        host.logged("warn")
    )


def test_a_listener_that_fails_hears_the_next_part_all_the_same():
    instance, host, heard = start({"debugEnabled": True})

    def listener(told):
        heard.append(told)
        raise ValueError("mine")

    instance.execute("sendConversationEvent", {"message": "a", "onStreamResponse": listener})
    host.streams.opened[0].write(block(said(1)) + block(said(2)))

    assert heard == [[1], [2]]
    assert "onStreamResponse failed. ValueError: mine" in host.logged("warn")[0]


def test_without_a_listener_the_answer_is_read_all_the_same():
    instance, host, heard = start()
    say(instance, message="a")

    host.streams.opened[0].write("data: nonsense\n\n")

    assert host.streams.opened[0].is_closed


def test_warnings_of_the_server_are_logged():
    instance, host, heard = start({"debugEnabled": True})
    say(instance, heard, message="a")

    host.streams.opened[0].write(
        'data: {"handle": [], "warnings": [{"title": "slow"}], "errors": [{"title": "bad"}]}\n\n'
    )

    assert '"slow"' in host.logged("warn")[0], host.logged("warn")
    assert '"bad"' in host.logged("error")[0], host.logged("error")


# ---- Again


def test_a_question_that_fails_is_asked_four_times():
    instance, host, heard = start()
    host.streams.on_open = lambda stream: stream.begin(400)
    outcome = say(instance, heard, message="a")
    counts = [len(host.streams.opened)]
    for wait_ms in (1999, 1, 2999, 1, 4999, 1):
        host.advance(wait_ms)
        counts.append(len(host.streams.opened))

    assert counts == [1, 1, 2, 2, 3, 3, 4]
    assert error_of(outcome).endswith(
        "The conversation failed, and was tried 4 times. The server answered with status 400"
    ), error_of(outcome)
    assert outcome.value.status == 400
    assert len({sent.url for sent in host.streams.opened}) == 1
    assert heard == []


def test_a_question_that_gets_through_at_last_is_answered():
    instance, host, heard = start()
    host.streams.on_open = None
    outcome = say(instance, heard, message="a")

    host.streams.opened[0].fail()
    host.advance(2000)
    host.streams.opened[1].begin(503)
    host.advance(3000)
    assert outcome.is_pending
    host.streams.opened[2].begin(201)
    assert result_of(outcome) == {}
    host.streams.opened[2].write(block(said(1)))

    assert heard == [[1]]


def test_a_network_that_is_gone_is_told_by_its_own_name():
    instance, host, heard = start()
    host.streams.on_open = lambda stream: stream.fail("Failed to fetch")
    outcome = say(instance, message="a")
    host.advance(10000)

    assert "TypeError: Failed to fetch" in error_of(outcome)
    assert outcome.value.code == "network"
    assert outcome.value.name == "TypeError"


def test_no_content_is_an_answer():
    instance, host, heard = start()
    host.streams.on_open = lambda stream: stream.begin(204)

    assert result_of(say(instance, heard, message="a")) == {}
    host.advance(60000)

    assert heard == []
    assert len(host.streams.opened) == 1


def test_the_console_has_a_line_for_the_question_its_answer_each_part_and_the_end():
    instance, host, heard = start({"debugEnabled": True})
    host.logs.clear()

    say(instance, heard, message="a")
    answer = host.streams.opened[0]
    answer.write(block(said({"text": "Hi"})))
    answer.end()
    host.streams.on_open = lambda stream: stream.begin(204)
    say(instance, message="b")

    about = [stream.url.split("requestId=")[1].split("&")[0] for stream in host.streams.opened]
    told = [parts[1].replace(about[0], "1").replace(about[1], "2") for level, parts in host.logs
            if parts[0] == "[alloy] [BrandConcierge]"]
    assert told == [
        "Request 1: sending (conversation).", "Request 1: answered with status 200.",
        "Request 1: a part came.", "Request 1: complete.",
        "Request 2: sending (conversation).", "Request 2: answered with status 204.",
    ], told
