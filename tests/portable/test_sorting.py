from alloy_web.features.event import sorting

KNOWN = sorting.roots()


def sort(data, **changes):
    return sorting.sort_data(data, sorting.roots(**changes))


def test_xdm_keys_and_free_keys_part():
    xdm, free = sort({
        "web": {"webPageDetails": {"name": "Cart", "viewName": "cart"}},
        "commerce": {"checkouts": {"value": 1}},
        "_acme": {"tier": "gold"},
        "experiment": "B",
        "__adobe": {"target": {"profile.age": 30}},
    })

    assert xdm == {
        "web": {"webPageDetails": {"name": "Cart", "viewName": "cart"}},
        "commerce": {"checkouts": {"value": 1}},
        "_acme": {"tier": "gold"},
    }, xdm
    assert free == {"experiment": "B", "__adobe": {"target": {"profile.age": 30}}}, free


def test_a_root_is_taken_only_with_the_type_it_has():
    for key, value, is_xdm in (
        ("web", {}, True),
        ("web", "home", False),
        ("web", [], False),
        ("web", None, False),
        ("eventType", "x", True),
        ("eventType", 5, False),
        ("timestamp", "2026-03-02T09:15:27.104Z", True),
        ("timestamp", 1772442927104, False),
        ("productListItems", [], True),
        ("productListItems", [{"SKU": "1"}], True),
        ("productListItems", ["1"], False),
        ("productListItems", {"SKU": "1"}, False),
        ("offers", {"a": 1}, True),
        ("offers", [{"a": 1}], True),
        ("offers", ["a"], False),
        ("offers", 3, False),
        ("weather", "sunny", False),
        ("_id", "42", True),
        ("unknown", {}, False),
    ):
        xdm, free = sort({key: value})
        assert (xdm, free) == (({key: value}, {}) if is_xdm else ({}, {key: value})), (key, value)


def test_a_name_with_one_underscore_is_a_tenants():
    for key, value, is_xdm in (
        ("_acme", {"a": 1}, True),
        ("_experience", {}, True),
        ("_9lives", {}, True),
        ("_Acme", {}, True),
        ("_acme", "text", False),
        ("__adobe", {}, False),
        ("_", {}, False),
        ("_-a", {}, False),
        ("_\u00e9", {}, False),
    ):
        xdm, free = sort({key: value})
        assert bool(xdm) == is_xdm and bool(free) != is_xdm, (key, value, xdm, free)


def test_the_alphas_prefixed_page_fields_go_to_the_page_details():
    xdm, free = sort({
        "xdm:URL": ["https://www.example.com/"], "xdm:name": ["home"],
        "xdm:pageViews": {"value": 1}, "xdm:isHomePage": [True],
        "color": "red", "activitystreams:href": ["x"],
    })

    assert xdm == {"web": {"webPageDetails": {
        "URL": "https://www.example.com/", "name": "home", "pageViews": {"value": 1},
        "isHomePage": True,
    }}}, xdm
    assert free == {"color": "red", "activitystreams:href": ["x"]}, free


def test_every_page_field_of_the_alpha_is_known():
    names = ("URL", "name", "server", "siteSection", "viewName", "isErrorPage", "isHomePage",
             "isPreRendered", "pageViews")
    for name in names:
        xdm, free = sort({"xdm:" + name: "x"})
        assert (xdm, free) == ({"web": {"webPageDetails": {name: "x"}}}, {}), name


def test_other_prefixed_keys_are_sorted_without_their_prefix():
    xdm, free = sort({
        "xdm:commerce": [{"xdm:order": {"xdm:items": [{"xdm:SKU": "1"}, {"SKU": "2"}]}}],
        "xdm:_acme": {"xdm:tier": "gold", "activitystreams:x": 1},
        "xdm:color": ["red"],
        "xdm:sizes": ["s", "m"],
        "xdm:eventType": ["custom"],
        "xdm:web": "home",
        "xdm:": 1,
    })

    assert xdm == {
        "commerce": {"order": {"items": [{"SKU": "1"}, {"SKU": "2"}]}},
        "_acme": {"tier": "gold", "activitystreams:x": 1},
        "eventType": "custom",
    }, xdm
    assert free == {"color": "red", "sizes": ["s", "m"], "web": "home", "xdm:": 1}, free


def test_one_product_in_a_list_of_products_is_no_wrapping():
    for value in ([{"SKU": "1"}], [[{"SKU": "1"}]]):
        xdm, free = sort({"xdm:productListItems": value})
        assert xdm == {"productListItems": [{"SKU": "1"}]}, (value, xdm, free)
        assert free == {}, free


def test_prefixes_inside_plain_keys_stay():
    xdm, free = sort({"web": {"xdm:a": 1}, "own": {"xdm:b": 1}})

    assert xdm == {"web": {"xdm:a": 1}}
    assert free == {"own": {"xdm:b": 1}}


def test_the_plain_spelling_of_a_field_wins():
    xdm, free = sort({
        "xdm:name": ["prefixed"], "xdm:server": "s1",
        "web": {"webPageDetails": {"name": "plain"}},
        "xdm:web": {"webPageDetails": {"name": "root"}},
        "xdm:color": "prefixed", "color": "plain",
        "xdm:commerce": {"xdm:a": "prefixed", "a": "plain", "xdm:b": 1},
    })

    assert xdm == {
        "web": {"webPageDetails": {"name": "plain", "server": "s1"}},
        "commerce": {"a": "plain", "b": 1},
    }, xdm
    assert free == {"color": "plain"}, free


def test_a_site_adds_and_removes_roots():
    data = {"acmeOrder": [1], "web": {"a": 1}, "_acme": {"b": 1}, "eventType": 5}

    xdm, free = sort(data, add=["acmeOrder", "eventType"], remove=["web", "_acme"])

    assert xdm == {"acmeOrder": [1]}, xdm
    assert free == {"web": {"a": 1}, "_acme": {"b": 1}, "eventType": 5}, free


def test_both_sides_are_copies():
    data = {"web": {"a": [1]}, "own": {"b": [1]}, "xdm:commerce": {"xdm:c": [1, 2]}}

    xdm, free = sort(data)
    xdm["web"]["a"].append(2)
    xdm["commerce"]["c"].append(3)
    free["own"]["b"].append(2)

    assert data == {"web": {"a": [1]}, "own": {"b": [1]}, "xdm:commerce": {"xdm:c": [1, 2]}}, data


def test_every_root_of_the_specification_is_known_once():
    counts = {}
    for name in KNOWN:
        counts[KNOWN[name]] = counts.get(KNOWN[name], 0) + 1

    assert counts == {
        sorting.TEXT: 6, sorting.OBJECT: 55, sorting.EITHER: 7, sorting.ARRAY: 5,
    }, counts
