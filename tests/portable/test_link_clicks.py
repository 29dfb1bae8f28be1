from instance_kit import make, result_of


def facts(tag="A", **more):
    given = {
        "tag": tag, "href": None, "url": "", "protocol": "https:", "onclick": False, "type": "",
        "src": "", "download": "", "id": "", "role": "", "ariaLabel": "",
    }
    given.update(more)
    return given


def words(text="Buy now"):
    return {
        "text": text, "unsupported": False, "texts": [], "alts": [], "titles": [], "values": [],
        "srcs": [], "labels": [], "names": [],
    }


def click(host, *path, text="Buy now"):
    for index in range(len(path)):
        host.link_texts[index] = words(text)
    host.tell("click", list(path))


BUY = facts(href="/buy", url="https://www.example.com/buy")


def test_a_click_on_a_link_is_sent_by_beacon():
    instance, host = make(known=True, url="https://www.example.com/cart")

    click(host, facts("SPAN"), BUY, facts("MAIN"))

    event = host.beacons[0].body["events"][0]
    assert "/collect?" in host.beacons[0].url
    assert event["xdm"]["eventType"] == "web.webinteraction.linkClicks"
    assert event["xdm"]["web"]["webInteraction"] == {
        "name": "Buy now", "region": "MAIN", "type": "other", "URL": "https://www.example.com/buy",
        "linkClicks": {"value": 1},
    }, event
    assert event["data"]["__adobe"]["analytics"]["contextData"]["a"]["activitymap"] == {
        "page": "https://www.example.com/cart", "link": "Buy now", "region": "MAIN", "pageIDType": 0,
    }
    assert host.sent == []


def test_kinds_of_links():
    for link, kind in (
        (BUY, "other"),
        (facts(href="x", url="https://other.example.org/"), "exit"),
        (facts(href="x", url="mailto:a@example.org"), "exit"),
        (facts(href="x", url="https://www.example.com/a/file.PDF?x=1"), "download"),
        (facts(href="x", url="https://www.example.com/a", download="file"), "download"),
    ):
        # MicroPython's own `re` is too small for the default; in the page the browser's is used.
        instance, host = make({"downloadLinkQualifier": r"\.pdf$"}, known=True)
        click(host, link)
        sent = host.beacons[0].body["events"][0]["xdm"]["web"]["webInteraction"]
        assert sent["type"] == kind, (link, sent)


def test_a_click_on_nothing_to_click_sends_nothing():
    instance, host = make(known=True)

    click(host, facts("P"), facts("DIV"))
    click(host, BUY, text="   ")

    assert host.beacons == [] and host.sent == []


def test_clicks_are_not_collected_where_they_are_switched_off():
    for config in (
        {"clickCollectionEnabled": False},
        {"clickCollection": {"internalLinkEnabled": False}},
        {"clickCollection": {"filterClickDetails": lambda details: False}},
    ):
        instance, host = make(config, known=True)
        click(host, BUY)
        assert host.beacons == [], config


def test_the_pages_filter_may_edit_what_is_told():
    def shorten(details):
        details["linkName"] = details["linkName"].upper()

    instance, host = make({"clickCollection": {"filterClickDetails": shorten}}, known=True)

    click(host, BUY)

    sent = host.beacons[0].body["events"][0]["xdm"]["web"]["webInteraction"]
    assert sent["name"] == "BUY NOW"


def test_a_named_view_gives_its_name_to_its_links_and_the_next_view_takes_it_away():
    instance, host = make(known=True)

    def page_of_click():
        click(host, BUY)
        data = host.beacons[-1].body["events"][0]["data"]
        return data["__adobe"]["analytics"]["contextData"]["a"]["activitymap"]

    result_of(instance.execute("event", {
        "type": "viewStart", "data": {"web": {"webPageDetails": {"name": "home"}}},
    }))
    assert (page_of_click()["page"], page_of_click()["pageIDType"]) == ("home", 1)

    result_of(instance.execute("event", {"type": "viewStart"}))
    assert page_of_click()["page"] == "https://www.example.com/"
    assert page_of_click()["pageIDType"] == 0


def test_a_click_of_a_new_visitor_asks_for_an_identity():
    instance, host = make()

    click(host, BUY)

    assert host.beacons == []
    assert "/interact?" in host.sent[0].url


def test_a_filter_that_raises_breaks_nothing():
    def broken(details):
        raise ValueError("no")

    instance, host = make(
        {"clickCollection": {"filterClickDetails": broken}, "debugEnabled": True}, known=True
    )

    click(host, BUY)

    assert host.beacons == []
    assert "Click collection failed" in " ".join(host.logged("error"))
