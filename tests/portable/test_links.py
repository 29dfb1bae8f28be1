from alloy_web.features.clicks import links


def element(tag, **facts):
    full = {
        "tag": tag, "href": None, "url": "", "protocol": "", "onclick": False, "type": "",
        "src": "", "download": "", "id": "", "role": "", "ariaLabel": "",
    }
    full.update(facts)
    return full


def words(**facts):
    full = {
        "text": "", "unsupported": False, "texts": [], "alts": [], "titles": [], "values": [],
        "srcs": [], "labels": [], "names": [],
    }
    full.update(facts)
    return full


DETAILS = {
    "linkUrl": "https://www.example.com/buy", "linkType": "other", "linkName": "Buy now",
    "linkRegion": "MAIN", "pageName": "home", "pageIDType": 1,
}


def without(key, value=None):
    details = dict(DETAILS)
    details[key] = value
    return details


def test_which_elements_are_clickable():
    for facts, expected in (
        (element("A", href="/x"), True),
        (element("A", href=""), True),
        (element("AREA", href="/x"), True),
        (element("A"), False),
        (element("A", href="javascript:f()", protocol="javascript:"), True),
        (element("DIV", onclick=True), True),
        (element("DIV"), False),
        (element("INPUT", type="submit"), True),
        (element("INPUT", type="image", src="/i.png"), True),
        (element("INPUT", type="image"), False),
        (element("INPUT", type="button"), False),
        (element("INPUT", type="text"), False),
        (element("BUTTON", type="submit"), True),
        (element("BUTTON", type="button"), False),
        (element("LINK", href="/x"), False),
        (element("DIV", type="image", src="/i.png"), False),
        (element("DIV", type="submit"), False),
    ):
        assert (links.clickable([facts]) == 0) == expected, facts


def test_the_innermost_clickable_element_counts():
    path = [element("B"), element("A", href="/x"), element("DIV", onclick=True)]

    assert links.clickable(path) == 1
    assert links.clickable([element("B"), element("P")]) is None
    assert links.clickable([]) is None


def test_the_type_of_a_link():
    for url, download, matches, expected in (
        ("https://www.example.com/a", "", False, "other"),
        ("https://other.com/a", "", False, "exit"),
        ("https://other.com/a", "file.txt", False, "download"),
        ("https://www.example.com/a.pdf", "", True, "download"),
        ("https://other.com/www.example.com/x", "", False, "other"),
        ("https://other.com/?u=www.example.com", "", False, "exit"),
        ("https://other.com/#www.example.com", "", False, "exit"),
        ("https://WWW.EXAMPLE.COM/", "", False, "other"),
        ("https://example.com/", "", False, "exit"),
        ("mailto:me@mail.com", "", False, "exit"),
        ("", "", False, "other"),
        ("", "file.txt", True, "other"),
    ):
        found = links.link_type(url, download, "www.example.com", matches)
        assert found == expected, (url, found)


def test_a_subdomain_is_internal_and_its_parent_is_not():
    assert links.link_type("https://shop.example.com/", "", "example.com", False) == "other"
    assert links.link_type("https://example.com/", "", "shop.example.com", False) == "exit"


def test_the_qualifier_is_asked_about_the_bare_url():
    assert links.bare("https://A.com/X.PDF?q=1#f") == "https://a.com/x.pdf"
    assert links.bare("https://a.com/x#f?q") == "https://a.com/x"


def test_the_region_is_told_by_what_stands_around():
    for ancestors, expected in (
        ([element("P"), element("DIV", id=" side \n bar ")], "side bar"),
        ([element("NAV"), element("DIV", id="outer")], "NAV"),
        ([element("NAV", id="menu")], "menu"),
        ([element("DIV", role="region", ariaLabel="Special  offers")], "Special offers"),
        ([element("DIV", ariaLabel="no region"), element("FOOTER")], "FOOTER"),
        ([element("DIV", id="  "), element("MAIN")], "MAIN"),
        ([element("SECTION"), element("HEADER"), element("NAV")], "HEADER"),
        ([element("DIV")], "BODY"),
        ([], "BODY"),
    ):
        found = links.link_region(ancestors)
        assert found == expected, (ancestors, found)


def test_the_name_is_the_visible_text():
    assert links.link_name(words(text="  Buy \n now ", texts=["Buy", "hidden"])) == "Buy now"


def test_with_scripts_or_comments_inside_only_text_nodes_count():
    facts = words(text="Buy var x", unsupported=True, texts=["Buy ", "\n now"], alts=["alt"])

    assert links.link_name(facts) == "Buy now"
    assert links.link_name(words(texts=[" Sold ", "out"])) == "Sold out"


def test_without_text_attributes_are_searched_one_kind_after_the_other():
    for facts, expected in (
        (words(alts=[None, "", "alt"], titles=["title"]), "alt"),
        (words(alts=[" "], titles=["", "the\ttitle"]), "the title"),
        (words(values=["Send"], srcs=["/i.png"]), "Send"),
        (words(srcs=["/i.png"], labels=["label"]), "/i.png"),
        (words(labels=["label"], names=["name"]), "label"),
        (words(names=["name"]), "name"),
        (words(text=None), ""),
    ):
        assert links.link_name(facts) == expected, (facts, links.link_name(facts))


def test_a_name_is_bounded():
    assert len(links.link_name(words(text="x" * 5000))) == links.LONGEST_NAME


def test_a_valid_link_has_all_that_a_link_event_tells():
    assert links.is_valid_link(DETAILS) is True
    assert links.is_valid_link(without("pageName")) is True
    for key in ("linkUrl", "linkType", "linkName", "linkRegion"):
        assert links.is_valid_link(without(key, "")) is False, key
    assert links.is_valid_link({}) is False


def test_valid_activity_needs_no_url():
    assert links.is_valid_activity(without("linkUrl")) is True
    assert links.is_valid_activity(without("pageIDType", 0)) is True
    for key in ("pageName", "linkName", "linkRegion", "pageIDType"):
        assert links.is_valid_activity(without(key)) is False, key


def test_types_of_links_can_be_switched_off():
    switches = {"downloadLinkEnabled": False, "externalLinkEnabled": True}
    for type_of_link, expected in (
        ("download", False), ("exit", True), ("other", True), ("the page's own", True),
    ):
        assert links.is_enabled(type_of_link, switches) == expected, type_of_link
    assert not links.is_enabled("exit", {"externalLinkEnabled": False})
    assert not links.is_enabled("other", {"internalLinkEnabled": False})


def test_what_a_link_event_tells():
    interaction = {"webInteraction": {
        "name": "Buy now", "region": "MAIN", "type": "other", "URL": "https://www.example.com/buy",
        "linkClicks": {"value": 1},
    }}

    assert links.link_xdm(DETAILS) == {
        "eventType": "web.webinteraction.linkClicks", "web": interaction,
    }
    assert links.link_xdm(DETAILS, with_type=False) == {"web": interaction}
    assert links.activity_data(DETAILS) == {"__adobe": {"analytics": {"contextData": {"a": {
        "activitymap": {"page": "home", "link": "Buy now", "region": "MAIN", "pageIDType": 1},
    }}}}}
