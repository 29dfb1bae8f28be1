from instance_kit import answer, error_of, make, result_of

from alloy_web.hosts.memory.host import reply

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
ON = {"thirdPartyCookiesEnabled": True}


def domains(host):
    return [sent.url.split("/")[2] for sent in host.sent]


def request_id(sent):
    return sent.url.split("requestId=")[1]


def test_the_request_that_asks_for_an_identity_goes_to_the_third_party_domain():
    instance, host = make(ON)
    result_of(instance.execute("event", {"type": "viewStart"}))
    result_of(instance.execute("event", {"type": "viewStart"}))

    assert domains(host) == ["adobedc.demdex.net", "edge.example.com"]
    assert host.sent[0].url.startswith("https://adobedc.demdex.net/ee/v1/interact?configId=stream-1&")


def test_it_is_the_default_and_left_out_where_browsers_refuse_its_cookies():
    for config, user_agent, domain, namespaces in (
        ({"thirdPartyCookiesEnabled": None}, "memory", "adobedc.demdex.net", ["ECID", "CORE"]),
        (ON, FIREFOX, "edge.example.com", ["ECID"]),
        ({"thirdPartyCookiesEnabled": False}, "memory", "edge.example.com", ["ECID"]),
    ):
        instance, host = make(config, userAgent=user_agent)
        result_of(instance.execute("event", {"type": "a"}))
        assert domains(host) == [domain], config
        assert host.sent[0].body["query"]["identity"]["fetch"] == namespaces


def test_core_is_asked_for_with_every_request():
    instance, host = make(ON, known=True)
    result_of(instance.execute("event", {"type": "viewStart"}))
    result_of(instance.execute("getIdentity"))

    for sent in host.sent:
        assert sent.body["query"]["identity"]["fetch"] == ["ECID", "CORE"]


def test_acquire_and_consent_go_there_too():
    for command, options in (
        ("getIdentity", {}),
        ("setConsent", {"consent": [{"standard": "Adobe", "version": "1.0"}]}),
    ):
        instance, host = make(ON)
        result_of(instance.execute(command, options))
        assert domains(host) == ["adobedc.demdex.net"], command


def test_a_blocked_domain_is_given_up_for_the_edge_domain():
    instance, host = make(ON, cookies={"mboxEdgeCluster": "35"})
    host.on_send = None
    outcome = instance.execute("event", {"type": "a"})
    waiting = instance.execute("event", {"type": "b"})
    host.on_send = lambda sent: reply({"handle": []})
    host.sent[0].fail()

    assert domains(host) == ["adobedc.demdex.net", "edge.example.com", "edge.example.com"]
    assert "requestBody" in result_of(outcome) and "requestBody" in result_of(waiting)
    assert request_id(host.sent[0]) == request_id(host.sent[1])
    assert request_id(host.sent[1]) != request_id(host.sent[2])
    for sent in host.sent:
        assert "/ee/t35/v1/" in sent.url
    assert host.sent[0].body["events"] == host.sent[1].body["events"]


def test_the_payload_tells_cookies_again_where_the_second_domain_is_first_party():
    instance, host = make(
        {"thirdPartyCookiesEnabled": True, "edgeDomain": "data.example.com"},
        cookies={"kndctr_0123456789ABCDEF01234567_AdobeOrg_cluster": "or2"},
    )
    host.on_send = None
    instance.execute("event", {"type": "a"})
    host.on_send = lambda sent: answer()
    host.sent[0].fail()

    told = [{"key": "kndctr_0123456789ABCDEF01234567_AdobeOrg_cluster", "value": "or2"}]
    assert host.sent[0].body["meta"]["state"]["entries"] == told
    assert domains(host) == ["adobedc.demdex.net", "data.example.com"]
    assert "/ee/or2/v1/" in host.sent[1].url


def test_a_second_failure_is_one_failure_and_the_gate_goes_on():
    instance, host = make(ON)
    host.on_send = None
    first = instance.execute("event", {"type": "a"})
    second = instance.execute("event", {"type": "b"})
    host.sent[0].fail()
    assert first.is_pending
    host.sent[1].fail()

    assert "The network request failed" in error_of(first)
    assert domains(host) == ["adobedc.demdex.net", "edge.example.com", "edge.example.com"]
    host.sent[2].outcome.resolve(answer())
    assert "requestBody" in result_of(second)


def test_the_second_answer_is_checked_like_any_other():
    instance, host = make(ON)
    host.on_send = None
    outcome = instance.execute("event", {"type": "a"})
    host.on_send = lambda sent: reply("<html>blocked</html>")
    host.sent[0].fail(name="NetworkError")

    assert "not JSON" in error_of(outcome)


def test_a_status_is_an_answer_and_leads_nowhere_else():
    instance, host = make(ON)
    host.on_send = lambda sent: reply("", status=500)
    assert "status 500" in error_of(instance.execute("event", {"type": "a"}))
    host.on_send = lambda sent: answer()
    result_of(instance.execute("event", {"type": "a"}))

    assert domains(host) == ["adobedc.demdex.net", "adobedc.demdex.net"]


def test_an_answer_without_a_status_is_none():
    instance, host = make(ON)
    host.on_send = None
    outcome = instance.execute("event", {"type": "a"})
    host.on_send = lambda sent: answer()
    host.sent[0].answer("", status=0)

    assert domains(host) == ["adobedc.demdex.net", "edge.example.com"]
    assert "requestBody" in result_of(outcome)


def test_a_timeout_is_not_sent_twice_but_the_domain_is_left_alone_from_then_on():
    instance, host = make(ON)
    host.on_send = None
    first = instance.execute("event", {"type": "a"})
    second = instance.execute("event", {"type": "b"})
    host.sent[0].fail("no answer within 30000 ms", name="AbortError")

    assert "no answer within" in error_of(first)
    assert domains(host) == ["adobedc.demdex.net", "edge.example.com"]
    host.sent[1].outcome.resolve(answer())
    assert "requestBody" in result_of(second)


def test_instances_learn_of_a_blocked_domain_each_for_itself():
    first, host = make(ON)
    host.on_send = None
    first.execute("event", {"type": "a"})
    host.on_send = lambda sent: reply({"handle": []})
    host.sent[0].fail()
    second, _ = make(
        {"thirdPartyCookiesEnabled": True, "orgId": "OTHER@AdobeOrg", "datastreamId": "stream-2"},
        name="second", host=host,
    )
    second.execute("event", {"type": "a"})

    assert domains(host)[2] == "adobedc.demdex.net"
