"""Surfaces as they are asked for. PERS-04."""

from instance_kit import make, result_of

from alloy_web.core import urls
from alloy_web.features.personalization import surfaces

PAGE = "web://www.example.com/a"


def normal(surface):
    return surfaces.normalise(surface, PAGE)[0]


def problem(surface):
    return surfaces.normalise(surface, PAGE)[1]


def test_the_page_is_a_surface_without_its_query():
    assert urls.page_surface("https://WWW.Example.com:8443/a/B//?q=1#x") == (
        "web://www.example.com:8443/a/B"
    )
    assert urls.page_surface("https://www.example.com") == "web://www.example.com/"


def test_a_place_in_the_page_gets_the_page_put_before_it():
    assert normal("#hero") == "web://www.example.com/a#hero"


def test_type_and_host_are_lower_case_and_paths_have_no_slash_at_the_end():
    assert normal("WEB://Shop.Example.com/Cart//") == "web://shop.example.com/Cart"
    assert normal("webapp://app") == "webapp://app/"
    assert normal("web://example.com/#Top") == "web://example.com/#Top"
    assert normal("web://user:pw@example.com:80/a%20b/ü-~._") == (
        "web://user:pw@example.com:80/a%20b/ü-~._"
    )
    assert normal("web://[::1]:80/a") == "web://[::1]:80/a"
    assert normal("web://МАГАЗИН.example/Ё") == "web://магазин.example/Ё"


def test_what_is_wrong_is_told():
    assert "web:// or webapp://" in problem("https://example.com")
    assert "web:// or webapp://" in problem("example.com")
    assert "host" in problem("web:///path")
    assert "host" in problem("web://ex ample.com/")
    assert "host" in problem("web://example.com:http/")
    assert "host" in problem("web://example.com:٨٠/")
    assert "path" in problem("web://example.com/a b")
    assert "path" in problem("web://example.com/a%2")
    assert "fragment" in problem("web://example.com/#")


def test_surfaces_are_normalised_and_wrong_ones_left_out_with_a_warning():
    instance, host = make({"debugEnabled": True}, known=True)

    result_of(instance.execute("sendEvent", {"personalization": {
        "surfaces": ["#hero", "web://WWW.example.com/#hero", "nonsense"],
    }}))

    query = host.sent[0].body["events"][0]["query"]["personalization"]
    assert query["surfaces"] == ["web://www.example.com/#hero", "web://www.example.com/"]
    assert 'The surface "nonsense" is left out' in " ".join(host.logged("warn"))
