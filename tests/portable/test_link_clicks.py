import json

from instance_kit import CONSENT, IDENTITY, ORG, answer, make, result_of


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
        "page": "https://www.example.com/cart", "link": "Buy now", "region": "MAIN",
        "pageIDType": 0,
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


STORED = "com.adobe.alloy." + ORG + "clickData"


def clicked(host, index=-1):
    """The link of an event that was sent by beacon."""
    return host.beacons[index].body["events"][0]["xdm"]["web"]["webInteraction"]


def activity(event):
    return event["data"]["__adobe"]["analytics"]["contextData"]["a"]["activitymap"]


def grouping(**more):
    options = {"eventGroupingEnabled": True}
    options.update(more)
    return {"clickCollection": options}


def name_page(instance, name):
    result_of(instance.execute("sendEvent", {"xdm": {
        "eventType": "web.webpagedetails.pageViews", "web": {"webPageDetails": {"name": name}},
    }}))


def test_any_link_that_contains_the_hostname_is_no_exit():
    instance, host = make(known=True)

    click(host, facts(href="x", url="https://other.com/www.example.com/x"))
    click(host, facts(href="x", url="https://example.com/"))

    assert [clicked(host, 0)["type"], clicked(host, 1)["type"]] == ["other", "exit"]


def test_a_button_tells_the_address_of_the_page():
    instance, host = make(known=True, url="https://www.example.com/form")

    click(host, facts("BUTTON", type="submit"))

    assert clicked(host)["URL"] == "https://www.example.com/form"


def test_a_filter_sees_all_details_and_the_clicked_element():
    seen = []
    instance, host = make({"clickCollection": {
        "filterClickDetails": lambda details: seen.append(dict(details)),
    }}, known=True)

    click(host, facts("SPAN"), BUY, facts("MAIN"))

    assert seen == [{
        "linkUrl": "https://www.example.com/buy", "linkType": "other", "linkName": "Buy now",
        "linkRegion": "MAIN", "pageName": "https://www.example.com/", "pageIDType": 0,
        "clickedElement": {"$node": 0},
    }], seen
    assert "clickedElement" not in host.beacons[0].text


def test_a_filter_may_take_a_link_out_or_change_its_type_and_page():
    def change(details):
        details["linkType"] = "download"
        details["pageName"] = "named by the filter"
        details["pageIDType"] = 1

    instance, host = make({"clickCollection": {"filterClickDetails": change}}, known=True)
    click(host, BUY)
    assert clicked(host)["type"] == "download"
    assert activity(host.beacons[0].body["events"][0])["page"] == "named by the filter"

    def clear(details):
        details["linkName"] = ""

    instance, host = make({"clickCollection": {"filterClickDetails": clear}}, known=True)
    click(host, BUY)
    assert host.beacons == [] and host.sent == []


def test_a_type_that_the_filter_chose_can_be_switched_off():
    def change(details):
        details["linkType"] = "exit"

    instance, host = make({"clickCollection": {
        "filterClickDetails": change, "externalLinkEnabled": False,
    }}, known=True)

    click(host, BUY)

    assert host.beacons == []


def test_the_older_callback_edits_xdm_and_data():
    def edit(content):
        content["xdm"]["web"]["webInteraction"]["name"] = "Edited"
        content["xdm"]["_acme"] = {"extra": True}
        content["data"]["more"] = 1

    instance, host = make({"onBeforeLinkClickSend": edit, "debugEnabled": True}, known=True)

    click(host, BUY)

    event = host.beacons[0].body["events"][0]
    assert event["xdm"]["web"]["webInteraction"]["name"] == "Edited"
    assert event["xdm"]["_acme"] == {"extra": True}
    assert event["data"]["more"] == 1
    assert "clickedElement" not in host.beacons[0].text
    assert "onBeforeLinkClickSend is an older option" in " ".join(host.logged("warn"))


def test_the_older_callback_may_reject_and_counts_only_without_the_newer():
    instance, host = make({"onBeforeLinkClickSend": lambda content: False}, known=True)
    click(host, BUY)
    assert host.beacons == []

    instance, host = make({
        "onBeforeLinkClickSend": lambda content: False,
        "clickCollection": {"filterClickDetails": lambda details: None},
    }, known=True)
    click(host, BUY)
    assert len(host.beacons) == 1


def test_an_older_callback_that_leaves_no_objects_sends_nothing():
    def ruin(content):
        content["xdm"] = "text"
        content["data"] = None

    instance, host = make({"onBeforeLinkClickSend": ruin}, known=True)

    click(host, BUY)

    assert host.beacons == [] and host.sent == []


def test_link_options_without_click_collection_are_warned_about():
    for option in (
        {"onBeforeLinkClickSend": lambda content: None}, {"downloadLinkQualifier": r"\.pdf$"},
        {"clickCollection": {"filterClickDetails": lambda details: None}},
    ):
        option.update({"clickCollectionEnabled": False, "debugEnabled": True})
        instance, host = make(option)
        assert "clickCollectionEnabled is false" in " ".join(host.logged("warn")), option

    for option in ({"clickCollectionEnabled": False}, {"downloadLinkQualifier": r"\.pdf$"}):
        option["debugEnabled"] = True
        instance, host = make(option)
        assert "clickCollectionEnabled" not in " ".join(host.logged("warn")), option


def test_unknown_click_options_do_nothing_and_are_told():
    instance, host = make({
        "clickCollection": {"filterClickProperties": lambda details: False}, "debugEnabled": True,
    }, known=True)

    click(host, BUY)

    assert len(host.beacons) == 1
    assert (
        "configure: clickCollection.filterClickProperties: is not a known option. "
        'Did you mean "filterClickDetails"?'
    ) in " ".join(host.logged("warn"))


def test_what_is_no_function_is_refused_as_a_filter():
    from instance_kit import CONFIG, error_of

    from alloy_web.app.instance import Instance
    from alloy_web.hosts.memory.host import MemoryHost

    options = dict(CONFIG)
    options["clickCollection"] = {"filterClickDetails": "filter", "internalLinkEnabled": "no"}
    told = error_of(Instance("alloy", MemoryHost(), "1").execute("configure", options))

    assert '- clickCollection.filterClickDetails: expected a function, got "filter"' in told, told
    assert '- clickCollection.internalLinkEnabled: expected a boolean, got "no"' in told, told


def test_a_page_without_a_name_never_becomes_one():
    instance, host = make(known=True, url="https://www.example.com/a")
    click(host, BUY)
    host.go("https://www.example.com/b")

    click(host, BUY)

    found = activity(host.beacons[1].body["events"][0])
    assert (found["page"], found["pageIDType"]) == ("https://www.example.com/b", 0), found


def test_any_event_with_a_page_name_names_the_page():
    instance, host = make(known=True)

    name_page(instance, "home")
    result_of(instance.execute("sendEvent", {"type": "something else"}))
    click(host, BUY)

    assert activity(host.beacons[0].body["events"][0])["page"] == "home"


def test_a_grouped_click_joins_the_next_page_view_without_its_type():
    instance, host = make(grouping(), known=True)
    name_page(instance, "home")

    click(host, BUY)
    assert host.beacons == [] and len(host.sent) == 1
    result_of(instance.execute("sendEvent", {"type": "not a page view"}))
    assert "webInteraction" not in host.sent[1].body["events"][0]["xdm"]["web"]
    name_page(instance, "cart")
    name_page(instance, "checkout")

    event = host.sent[2].body["events"][0]
    assert event["xdm"]["eventType"] == "web.webpagedetails.pageViews"
    assert event["xdm"]["web"]["webInteraction"] == {
        "name": "Buy now", "region": "BODY", "type": "other", "URL": "https://www.example.com/buy",
        "linkClicks": {"value": 1},
    }, event
    assert activity(event) == {"page": "home", "link": "Buy now", "region": "BODY", "pageIDType": 1}
    assert "webInteraction" not in host.sent[3].body["events"][0]["xdm"]["web"], "joined once"


def test_links_that_leave_the_host_are_not_grouped():
    for url in ("https://shop.www.example.com/", "https://other.org/", "https://www.example.com:8080/"):
        instance, host = make(grouping(), known=True)
        click(host, facts(href="x", url=url))
        assert len(host.beacons) == 1, url


def test_the_older_callback_stops_grouping():
    options = grouping()
    options["onBeforeLinkClickSend"] = lambda content: None
    instance, host = make(options, known=True)

    click(host, BUY)

    assert len(host.beacons) == 1


def test_a_rejected_click_is_not_held_either():
    instance, host = make(grouping(filterClickDetails=lambda details: False), known=True)

    click(host, BUY)
    name_page(instance, "cart")

    assert "webInteraction" not in host.sent[0].body["events"][0]["xdm"]["web"]


def test_a_held_click_survives_a_page_load_in_session_storage():
    instance, host = make(grouping(sessionStorageEnabled=True), known=True)
    name_page(instance, "home")
    click(host, BUY)
    stored = host.storage["session"][STORED]
    assert json.loads(stored) == {
        "linkUrl": "https://www.example.com/buy", "linkType": "other", "linkName": "Buy now",
        "linkRegion": "BODY", "pageName": "home", "pageIDType": 1,
    }

    from instance_kit import CONFIG

    from alloy_web.app.instance import Instance
    from alloy_web.hosts.memory.host import MemoryHost

    next_host = MemoryHost(cookies={IDENTITY: "abc"})
    next_host.on_send = lambda sent: answer()
    next_host.storage["session"][STORED] = stored
    options = dict(CONFIG)
    options.update(grouping(sessionStorageEnabled=True))
    following = Instance("alloy", next_host, "1")
    result_of(following.execute("configure", options))
    name_page(following, "cart")

    event = next_host.sent[0].body["events"][0]
    assert event["xdm"]["web"]["webInteraction"]["name"] == "Buy now"
    assert json.loads(next_host.storage["session"][STORED]) == {"pageName": "cart", "pageIDType": 1}


def test_nothing_is_kept_in_storage_unless_it_is_asked_for():
    instance, host = make(grouping(), known=True)

    name_page(instance, "home")
    click(host, BUY)

    assert STORED not in host.storage["session"]


def test_nothing_is_stored_before_consent_and_then_it_is():
    instance, host = make({
        "defaultConsent": "pending", "clickCollection": {"sessionStorageEnabled": True},
    }, known=True)
    waits = instance.execute("sendEvent", {"xdm": {"web": {"webPageDetails": {"name": "home"}}}})
    assert STORED not in host.storage["session"]

    host.on_send = lambda sent: answer(
        {"type": "state:store", "payload": [{"key": CONSENT, "value": "general=in"}]}
    )
    result_of(instance.execute("setConsent", {"consent": [
        {"standard": "Adobe", "version": "1.0", "value": {"general": "in"}},
    ]}))

    assert not waits.is_pending
    assert json.loads(host.storage["session"][STORED])["pageName"] == "home"


def test_broken_storage_counts_as_empty():
    for text in ("{", "5", "null", "[]"):
        instance, host = make({"clickCollection": {"sessionStorageEnabled": True}}, known=True)
        host.storage["session"][STORED] = text
        click(host, BUY)
        assert activity(host.beacons[0].body["events"][0])["pageIDType"] == 0, text


def test_link_details_tell_what_a_click_would_and_send_nothing():
    def rename(details):
        details["linkName"] = "Renamed"

    instance, host = make({"clickCollection": {"filterClickDetails": rename}}, known=True)
    host.link_texts[0] = words()
    name_page(instance, "home")

    assert instance.link_details([BUY, facts("MAIN")]) == {
        "pageName": "home", "linkName": "Renamed", "linkRegion": "MAIN", "linkType": "other",
        "linkUrl": "https://www.example.com/buy", "pageIDType": 1,
    }
    assert instance.link_details([facts("P")]) == {}
    assert host.beacons == []

    instance, host = make({"clickCollection": {"filterClickDetails": lambda details: False}})
    host.link_texts[0] = words()
    assert instance.link_details([BUY]) == {}


def test_a_click_without_consent_is_only_logged():
    instance, host = make({"defaultConsent": "out", "debugEnabled": True}, known=True)

    click(host, BUY)

    assert host.beacons == [] and host.sent == []
    assert "A click is not sent." in " ".join(host.logged("warn"))
    assert "A click is not sent." not in " ".join(host.logged("info"))


def test_what_becomes_of_a_click_is_said_in_the_log():
    for options, said in (
        ({"internalLinkEnabled": False}, "not sent, since internalLinkEnabled is false."),
        ({"eventGroupingEnabled": True}, "A click waits for the next page view."),
        ({"filterClickDetails": lambda details: False}, "the page's filter returned false."),
    ):
        instance, host = make({"clickCollection": options, "debugEnabled": True}, known=True)
        click(host, BUY)
        assert said in " ".join(host.logged("info")), (options, host.logs)
        assert host.logged("error") == [], host.logs


def test_a_held_click_gives_an_event_without_a_type_none():
    instance, host = make(grouping(), known=True)
    click(host, BUY)

    result_of(instance.execute("sendEvent", {"xdm": {"web": {"webPageDetails": {"name": "cart"}}}}))

    xdm = host.sent[0].body["events"][0]["xdm"]
    assert xdm["web"]["webInteraction"]["name"] == "Buy now"
    assert "eventType" not in xdm, xdm


def test_a_click_that_is_no_link_any_more_still_tells_the_activity_map():
    def clear(details):
        details["linkUrl"] = ""

    instance, host = make({"clickCollection": {"filterClickDetails": clear}}, known=True)
    name_page(instance, "home")

    click(host, BUY)
    assert host.beacons == []
    name_page(instance, "cart")

    event = host.sent[1].body["events"][0]
    assert "webInteraction" not in event["xdm"]["web"], event
    assert activity(event) == {"page": "home", "link": "Buy now", "region": "BODY", "pageIDType": 1}


def test_a_name_that_the_filter_gave_the_page_is_kept_for_later_clicks():
    def name(details):
        if details["linkUrl"].endswith("/buy"):
            details["pageName"] = "named"
            details["pageIDType"] = 1

    instance, host = make({"clickCollection": {"filterClickDetails": name}}, known=True)

    click(host, BUY)
    click(host, facts(href="x", url="https://www.example.com/other"))

    assert activity(host.beacons[1].body["events"][0])["page"] == "named"


def test_a_click_that_is_sent_takes_the_place_of_one_that_waits():
    instance, host = make(grouping(), known=True)
    click(host, BUY)

    click(host, facts(href="x", url="https://other.org/"))
    name_page(instance, "cart")

    assert len(host.beacons) == 1
    assert "webInteraction" not in host.sent[0].body["events"][0]["xdm"]["web"]


def test_a_view_without_a_name_takes_a_waiting_click_too():
    instance, host = make(grouping(), known=True)
    click(host, BUY)

    result_of(instance.execute("event", {"type": "viewStart"}))

    assert host.sent[0].body["events"][0]["xdm"]["web"]["webInteraction"]["name"] == "Buy now"


def test_what_another_page_left_is_not_used_where_clicks_are_switched_off():
    instance, host = make({
        "clickCollectionEnabled": False, "clickCollection": {"sessionStorageEnabled": True},
    }, known=True)
    host.storage["session"][STORED] = json.dumps({
        "linkUrl": "https://www.example.com/buy", "linkType": "other", "linkName": "Buy now",
        "linkRegion": "BODY", "pageName": "home", "pageIDType": 1,
    })

    name_page(instance, "cart")

    assert "webInteraction" not in host.sent[0].body["events"][0]["xdm"]["web"]


def test_what_the_older_callback_blanks_is_sent_blank_as_long_as_the_activity_map_tells_it():
    for field, part in (("name", "link"), ("region", "region")):
        for both in (False, True):
            def blank(content, field=field, part=part, both=both):
                content["xdm"]["web"]["webInteraction"][field] = ""
                if both:
                    activity(content)[part] = ""

            instance, host = make({"onBeforeLinkClickSend": blank}, known=True)
            click(host, BUY)

            sent = [beacon.body["events"][0] for beacon in host.beacons]
            if both:
                assert sent == [] and host.sent == [], (field, sent)
                continue
            assert sent[0]["xdm"]["web"]["webInteraction"][field] == "", (field, sent)
            expected = {"link": "Buy now", "region": "BODY"}[part]
            assert activity(sent[0])[part] == expected, (field, sent)


def test_what_would_be_told_of_a_link_is_the_activity_maps_before_the_xdms():
    def edit(content):
        content["xdm"]["web"]["webInteraction"]["name"] = "of the XDM"
        activity(content)["link"] = "of the activity map"
        content["xdm"]["web"]["webInteraction"]["region"] = "of the XDM"
        activity(content)["region"] = ""

    instance, host = make({"onBeforeLinkClickSend": edit}, known=True)
    host.link_texts[0] = words()

    told = instance.link_details([BUY])

    assert told["linkName"] == "of the activity map"
    assert told["linkRegion"] == "of the XDM"


def test_downloads_are_never_held():
    instance, host = make(grouping(), known=True)

    click(host, facts(href="x", url="https://www.example.com/a", download="file"))

    assert len(host.beacons) == 1


def test_a_view_without_a_name_removes_what_was_stored():
    instance, host = make({"clickCollection": {"sessionStorageEnabled": True}}, known=True)
    name_page(instance, "home")
    assert STORED in host.storage["session"]

    result_of(instance.execute("event", {"type": "viewStart"}))

    assert STORED not in host.storage["session"]


def test_what_the_older_callback_left_is_read_from_the_activity_map_before_the_link():
    from alloy_web.features.clicks import links

    assert links.details_of(
        {"web": {"webInteraction": {"name": "link", "type": None, "URL": "u"}}},
        {"__adobe": {"analytics": {"contextData": {"a": {"activitymap": {
            "link": "activity", "region": "MAIN", "page": "p", "pageIDType": 0,
        }}}}}},
    ) == {
        "linkName": "activity", "linkUrl": "u", "linkRegion": "MAIN", "pageName": "p",
        "pageIDType": 0,
    }
    assert links.details_of({"web": {"webInteraction": "text"}}, {}) == {}
    assert links.details_of(
        {"web": {"webInteraction": {"name": "", "region": "MAIN"}}},
        {"__adobe": {"analytics": {"contextData": {"a": {"activitymap": {
            "link": "", "region": "",
        }}}}}},
    ) == {"linkName": "", "linkRegion": "MAIN"}


def test_a_hook_that_says_no_to_everything_stops_clicks_and_automatic_views_too():
    asked = []

    def no(content):
        asked.append(content["xdm"]["eventType"])
        return False

    instance, host = make({
        "onBeforeEventSend": no, "autoViews": True, "debugEnabled": True,
        "downloadLinkQualifier": r"\.pdf$",
    }, known=True)
    host.tell("loaded")
    host.advance(1000)
    click(host, BUY)

    assert result_of(instance.execute("sendEvent", {"type": "a"})) == {}
    assert result_of(instance.execute("event", {"type": "viewStart"})) == {}
    assert asked == [
        "web.webpagedetails.pageViews", "web.webinteraction.linkClicks", "a",
        "web.webpagedetails.pageViews",
    ], asked
    assert host.sent == [] and host.beacons == []
    told = [line for line in host.logged("info") if "onBeforeEventSend returned false" in line]
    assert len(told) == 4, host.logged("info")


def test_an_empty_qualifier_recognises_no_download():
    for qualifier, download, expected in (
        ("", "", "other"), ("", "price-list.txt", "download"), (r"\.pdf$", "", "download"),
    ):
        instance, host = make({"downloadLinkQualifier": qualifier}, known=True)

        click(host, facts(href="x", url="https://www.example.com/a.pdf", download=download))

        sent = host.beacons[0].body["events"][0]["xdm"]["web"]["webInteraction"]
        assert sent["type"] == expected, (qualifier, download, sent)


def test_no_content_and_no_endless_address_is_told_as_a_link():
    long = "https://www.example.com/?q=" + "x" * 5000
    for url, expected in (
        ("data:text/csv,name;price\nshoe;10", "data:"),
        ("DATA:text/csv,a", "data:"),
        ("blob:https://www.example.com/1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed", "blob:"),
        (long, long[:2047] + "…"),
        (long[:2048], long[:2048]),
        (long[:2049], long[:2047] + "…"),
    ):
        instance, host = make(known=True)

        click(host, facts(href="x", url=url, download="file"))

        sent = host.beacons[0].body["events"][0]["xdm"]["web"]["webInteraction"]
        assert sent["URL"] == expected, (url[:60], sent)
        assert sent["type"] == "download"


def test_a_page_with_an_endless_address_is_named_by_the_beginning_of_it():
    long = "https://www.example.com/#" + "x" * 5000
    instance, host = make(known=True, url=long)

    click(host, facts("BUTTON", type="submit"))

    event = host.beacons[0].body["events"][0]
    assert event["xdm"]["web"]["webInteraction"]["URL"] == long[:2047] + "…"
    assert activity(event)["page"] == long[:2047] + "…"


def test_a_link_of_nothing_but_an_image_that_is_its_own_address_is_not_named_by_its_content():
    instance, host = make(known=True)
    facts_of_words = words("")
    facts_of_words["srcs"] = ["data:image/png;base64,iVBORw0KGgo="]
    host.link_texts[0] = facts_of_words
    host.tell("click", [BUY])

    sent = host.beacons[0].body["events"][0]["xdm"]["web"]["webInteraction"]
    assert sent["name"] == "data:", sent
