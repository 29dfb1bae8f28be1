"""How an in-app message stands on the page. PERS-5B."""

from alloy_web.features.messages import placement as in_app


def test_a_message_needs_content_of_a_known_kind():
    assert in_app.problem({"content": "<p>", "contentType": "text/html"}) is None
    assert "no content" in in_app.problem({"contentType": "text/html"})
    assert "no content" in in_app.problem({"content": "<p>"})
    assert "image/png" in in_app.problem({"content": "x", "contentType": "image/png"})
    assert "not text" in in_app.problem({"content": {"a": 1}, "contentType": "text/html"})
    whole = {"mobileParameters": {}, "webParameters": {}, "html": "<p>"}
    assert in_app.problem({"content": whole, "contentType": "application/json"}) is None
    assert "no html" in in_app.problem({
        "content": {"mobileParameters": {}, "webParameters": {}}, "contentType": "application/json",
    })


def test_a_message_that_takes_over_is_fixed_over_the_page():
    found = in_app.elements({"mobileParameters": {
        "uiTakeover": True, "width": 50, "height": 40, "cornerRadius": 8,
        "horizontalAlign": "right", "horizontalInset": 5,
        "verticalAlign": "top", "verticalInset": 3,
        "backdropColor": "#112233", "backdropOpacity": 0.2,
    }})

    container = found[in_app.CONTAINER]["style"]
    assert container["position"] == "fixed" and container["borderRadius"] == "8px"
    assert (container["width"], container["height"]) == ("50%", "40vh")
    assert (container["right"], container["top"]) == ("5%", "3%")
    overlay = found[in_app.OVERLAY]
    assert overlay["enabled"] is True
    assert (overlay["style"]["opacity"], overlay["style"]["backgroundColor"]) == ("0.2", "#112233")
    assert found[in_app.FRAME]["parent"] == "#" + in_app.CONTAINER


def test_a_message_without_take_over_stands_in_the_page_and_at_the_bottom_stays_in_sight():
    def position(**mobile):
        found = in_app.elements({"mobileParameters": mobile})
        assert found[in_app.OVERLAY]["enabled"] is False
        return found[in_app.CONTAINER]["style"]["position"]

    assert position() == "relative"
    assert position(verticalAlign="bottom") == "fixed"


def test_web_parameters_win_where_they_are_complete():
    mobile = {"uiTakeover": True}
    web = {in_app.CONTAINER: {"style": {"color": "red"}, "params": {"parentElement": "#here"}},
           in_app.OVERLAY: {"style": {}, "params": {"enabled": False}}}

    found = in_app.elements({"webParameters": web, "mobileParameters": mobile})
    assert found[in_app.CONTAINER] == {
        "style": {"color": "red"}, "enabled": True, "parent": "#here", "insert": "appendChild",
    }
    assert found[in_app.OVERLAY]["enabled"] is False

    half = {in_app.CONTAINER: web[in_app.CONTAINER]}
    found = in_app.elements({"webParameters": half, "mobileParameters": mobile})
    assert found[in_app.OVERLAY]["enabled"] is True


def test_a_message_that_does_not_say_how_is_not_shown():
    assert in_app.elements({}) is None
