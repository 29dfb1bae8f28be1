from alloy_web.errors import CommandError
from alloy_web.features.views import routes as views

ALL = {
    "load": True, "routes": True, "replaceSearch": False, "hash": "auto", "bfcache": True,
    "ignore": [], "name": None, "always": False,
}


def contains(pattern, text):
    return pattern in text


def is_view(kind, old, new, **changes):
    options = dict(ALL)
    options.update(changes)
    origin = "https://www.example.com"
    return views.is_view_change(kind, origin + old, origin + new, options, contains)


def check(table):
    for kind, old, new, expected in table:
        assert is_view(kind, old, new) == expected, (kind, old, new)


def test_off_is_none():
    assert views.normalise_options(False) is None
    assert views.normalise_options(None) is None


def test_on_is_everything_with_its_default():
    assert views.normalise_options(True) == ALL, views.normalise_options(True)
    assert views.normalise_options({}) == ALL


def test_what_is_given_counts():
    def name(url):
        return url

    found = views.normalise_options({
        "load": "now", "routes": {"replaceSearch": True}, "hash": "view", "bfcache": False,
        "ignore": ["^/admin"], "name": name, "always": True,
    })

    assert found == {
        "load": "now", "routes": True, "replaceSearch": True, "hash": "view", "bfcache": False,
        "ignore": ["^/admin"], "name": name, "always": True,
    }, found


def test_single_parts_can_be_off():
    found = views.normalise_options({"load": False, "routes": False, "bfcache": None})

    assert (found["load"], found["routes"], found["bfcache"]) == (False, False, True), found


def test_all_problems_are_told_at_once():
    problems = []
    views.OPTION.examine(
        {"load": "later", "routes": 1, "hash": "x", "ignore": [""], "name": "n", "allways": True},
        "autoViews", problems,
    )

    assert sorted(problems) == [
        'autoViews.allways: is not a known option. Did you mean "always"?',
        'autoViews.hash: expected "auto", "view" or "ignore", got "x"',
        'autoViews.ignore[0]: expected a non-empty string, got ""',
        'autoViews.load: expected true, false or "now", got "later"',
        'autoViews.name: expected a function, got "n"',
        "autoViews.routes: expected true, false or {replaceSearch: boolean}, got 1",
    ], problems


def test_options_that_are_no_options_are_refused():
    for value in ("yes", 1, []):
        try:
            told = str(views.normalise_options(value))
        except CommandError as error:
            told = str(error)
        assert "expected a boolean or an object, got " in told, (value, told)


def test_a_push_or_traverse_to_another_path_or_search_is_a_view():
    check((
        ("push", "/a", "/b", True),
        ("push", "/a?x=1", "/a?x=2", True),
        ("push", "/a", "/a?x=1", True),
        ("traverse", "/b", "/a", True),
        ("traverse", "/a?x=2", "/a?x=1", True),
        ("hash", "/a", "/b", True),
    ))


def test_the_same_url_is_never_a_view():
    check((
        ("push", "/a", "/a", False),
        ("replace", "/a", "/a", False),
        ("traverse", "/a#/x", "/a#/x", False),
        ("push", "", "/", False),
    ))


def test_a_replace_is_a_view_if_the_path_changed():
    check((
        ("replace", "/a", "/b", True),
        ("replace", "/a?x=1", "/a?x=2", False),
    ))
    assert is_view("replace", "/a?x=1", "/a?x=2", replaceSearch=True)


def test_a_change_of_another_kind_is_never_a_view():
    for kind in (None, "reload", ""):
        assert not is_view(kind, "/a", "/b"), kind


def test_a_hash_is_a_view_if_it_is_a_route():
    for kind in ("push", "replace", "traverse", "hash"):
        check((
            (kind, "/a", "/a#/x", True),
            (kind, "/a#!x", "/a#!y", True),
            (kind, "/a#/x", "/a", True),
            (kind, "/a", "/a#section", False),
            (kind, "/a#one", "/a#two", False),
            (kind, "/a#one", "/a", False),
            (kind, "/a#/x", "/a#section", False),
        ))


def test_hashes_can_be_views_always_or_never():
    assert is_view("hash", "/a", "/a#section", hash="view")
    assert not is_view("hash", "/a", "/a#/x", hash="ignore")
    assert is_view("push", "/a", "/b#/x", hash="ignore")


def test_ignored_paths_make_no_view():
    for old, new, expected in (
        ("/a", "/admin/x", False),
        ("/admin/x", "/a", True),
        ("/a", "/b?from=admin", True),
        ("/app", "/app#/admin", False),
        ("/admin", "/admin#/x", True),
    ):
        assert is_view("push", old, new, ignore=["nope", "admin"]) == expected, (old, new)


def test_a_pattern_that_is_none_ignores_nothing():
    options = views.normalise_options({"ignore": ["("]})

    assert views.is_view_change(
        "push", "https://a.com/a", "https://a.com/b", options, lambda pattern, text: None
    )


def test_a_view_is_due_when_it_came_to_rest_or_after_half_a_second():
    for started, changed, now, expected in (
        (1000, 1000, 1000, 50),
        (1000, 1030, 1040, 40),
        (1000, 1000, 1050, 0),
        (1000, 1480, 1490, 10),
        (1000, 1495, 1500, 0),
        (1000, 1000, 5000, 0),
    ):
        found = views.settle_due_ms(started, changed, now)
        assert found == expected, (started, changed, now, found)


def test_the_pages_own_views_are_known_by_type_or_measure():
    for xdm, expected in (
        ({"eventType": "web.webpagedetails.pageViews"}, True),
        ({"web": {"webPageDetails": {"pageViews": {"value": 1}}}}, True),
        ({"eventType": "custom", "web": {"webPageDetails": {"name": "x"}}}, False),
        ({"web": {"webPageDetails": {"pageViews": {"value": 0}}}}, False),
        ({}, False),
    ):
        assert views.is_own_view(xdm) == expected, xdm
