from instance_kit import CONSENT, answer, make, result_of, store

URL = "https://www.example.com/?adb_validation_sessionid=5f3a%2F9"
KEY = "com.adobe.alloy.instance.alloy.validation.clientId"
CONSENT_OPTIONS = {"consent": [{"standard": "Adobe", "version": "1.0"}]}


def token(sent):
    return sent.url.partition("&adobeAepValidationToken=")[2]


def test_every_request_carries_the_session_of_the_page_and_the_client():
    instance, host = make(known=True, url=URL)
    host.storage["local"][KEY] = "client-1"
    result_of(instance.execute("event", {"type": "viewStart"}))
    result_of(instance.execute("getIdentity"))
    result_of(instance.execute("setConsent", CONSENT_OPTIONS))

    assert [token(sent) for sent in host.sent] == ["5f3a%2F9%7Cclient-1"] * 3


def test_a_new_client_gets_an_id_that_is_kept():
    instance, host = make(known=True, url=URL)
    result_of(instance.execute("event", {"type": "viewStart"}))

    client = host.storage["local"][KEY]
    assert len(client) == 36
    assert token(host.sent[0]) == "5f3a%2F9%7C" + client


def test_the_id_of_a_new_client_is_not_kept_before_consent():
    instance, host = make({"defaultConsent": "pending"}, url=URL)
    host.on_send = None
    instance.execute("setConsent", CONSENT_OPTIONS)
    assert len(token(host.sent[0])) == len("5f3a%2F9%7C") + 36
    assert KEY not in host.storage["local"]

    host.sent[0].outcome.resolve(answer(store({CONSENT: "general=in"})))
    host.on_send = lambda sent: answer()
    result_of(instance.execute("event", {"type": "viewStart"}))

    assert token(host.sent[1]) == token(host.sent[0])
    assert token(host.sent[0]).endswith(host.storage["local"][KEY])


def test_without_a_session_there_is_no_token():
    for url in (
        "https://www.example.com/?adb_validation_sessionid=", "https://www.example.com/",
        "https://www.example.com/#?adb_validation_sessionid=1",
    ):
        instance, host = make(known=True, url=url)
        result_of(instance.execute("event", {"type": "viewStart"}))
        assert "adobeAepValidationToken" not in host.sent[0].url, url
        assert KEY not in host.storage["local"]
