from instance_kit import answer, make, result_of

COOKIE = {"type": "cookie", "id": "1", "spec": {
    "name": "audience", "value": "a=1&b={2}", "domain": "example.com", "ttlDays": 30,
}}
PIXEL = {"type": "url", "id": "2", "spec": {
    "url": "https://cdn.example.org/a.gif", "hideReferrer": True,
}}
PULLED = {
    "type": "profileLookup", "destinationId": "d-1", "alias": "vip",
    "segments": [{"id": "s-9", "namespace": "ups"}],
}


def send(instance, host, *handles):
    """The result of an event answered with these handles, and the cookies written for it."""
    host.on_send = lambda sent: answer(*handles)
    written = []
    write = host.set_cookie

    def note(text):
        written.append(text)
        write(text)

    host.set_cookie = note
    return result_of(instance.execute("sendEvent")), written


def pushed(*items):
    return {"type": "activation:push", "payload": list(items)}


def test_pulled_destinations_are_part_of_the_result():
    instance, host = make(known=True)

    result, written = send(
        instance, host, {"type": "activation:pull", "payload": [PULLED]},
        {"type": "activation:pull", "payload": [{"type": "other"}]},
    )

    assert result["destinations"] == [PULLED, {"type": "other"}], result


def test_cookie_destinations_are_written_with_their_value_fully_encoded():
    instance, host = make(known=True)

    result, written = send(instance, host, pushed(COOKIE))

    assert written[-1] == (
        "audience=a%3D1%26b%3D%7B2%7D; path=/; domain=example.com; "
        "expires=Wed, 01 Apr 2026 09:15:27 GMT; samesite=none; secure"
    ), written


def test_a_cookie_destination_without_details_lives_ten_days_on_this_host():
    instance, host = make(known=True, url="http://www.example.com/")

    result, written = send(instance, host, pushed(
        {"type": "cookie", "spec": {"name": "a", "domain": ""}},
    ))

    assert written[-1] == "a=; path=/; expires=Thu, 12 Mar 2026 09:15:27 GMT", written


def test_url_destinations_are_requested_and_their_end_is_logged():
    instance, host = make({"debugEnabled": True}, known=True)

    send(instance, host, pushed(PIXEL))
    assert host.pixels == [("https://cdn.example.org/a.gif", True)]
    done = "[alloy] [Audiences] URL destination done: https://cdn.example.org/a.gif"
    assert done in host.logged("info"), host.logged("info")

    host.loads_pixels = False
    send(instance, host, pushed(PIXEL))
    assert "https://cdn.example.org/a.gif" in " ".join(host.logged("warn"))


def test_the_command_does_not_wait_for_pixels():
    from alloy_web import flow

    instance, host = make(known=True)
    host.loads_pixels = flow.Deferred()

    result, written = send(instance, host, pushed(PIXEL))

    assert result["destinations"] == []


def test_destinations_of_no_known_form_change_nothing():
    instance, host = make(known=True)

    result, written = send(
        instance, host, pushed(None, 5, {}, {"type": "cookie"}, {"type": "cookie", "spec": {}},
                               {"type": "url", "spec": {}}, {"type": "fax", "spec": {"name": "a"}}),
        {"type": "activation:push", "payload": "text"},
    )

    assert host.pixels == []
    assert [text for text in written if not text.startswith("kndctr_")] == [], written


def test_destinations_can_be_switched_off_but_pulled_ones_are_still_returned():
    instance, host = make({"destinationsEnabled": False}, known=True)

    result, written = send(
        instance, host, pushed(COOKIE, PIXEL), {"type": "activation:pull", "payload": [PULLED]}
    )

    assert result["destinations"] == [PULLED]
    assert host.pixels == []
    assert [text for text in written if text.startswith("audience")] == []
