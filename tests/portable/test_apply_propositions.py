"""`applyPropositions`: content that the page got itself, or held back. CMD-15, PERS-57, PERS-58."""

from instance_kit import make, result_of
from offer_kit import (
    DEFAULT,
    HTML,
    JSON,
    attempts,
    decisioning,
    item,
    offering,
    proposition,
    view,
    viewed,
)

PLACE = {"hero": {"selector": "#hero", "actionType": "setHtml"}}


def hero(*items):
    return proposition("AT:hero", *(items or [item("1", schema=HTML, content="<b>Hi</b>")]),
                       scope="hero")


def apply(instance, **options):
    return result_of(instance.execute("applyPropositions", options))


def test_html_is_shown_where_the_metadata_says():
    instance, host = make(known=True)

    result = apply(instance, propositions=[hero()], metadata=PLACE)

    assert attempts(result) == [("AT:hero", ["1"], True)]
    assert host.rendered[0]["selector"] == "#hero"
    assert host.rendered[0]["steps"] == [["insert", "all", "<b>Hi</b>"]]
    assert host.sent == []


def test_html_without_metadata_is_left_out():
    instance, host = make(known=True)

    assert apply(instance, propositions=[hero()])["propositions"] == []
    assert host.rendered == []


def test_what_an_event_showed_is_not_shown_again():
    instance, host = make(known=True)
    done = proposition("AT:1")
    done["renderAttempted"] = True

    assert apply(instance, propositions=[done])["propositions"] == []
    done["renderAttempted"] = False
    assert attempts(apply(instance, propositions=[done])) == [("AT:1", ["1"], True)]


def test_json_content_is_only_watched_for_clicks():
    instance, host = make({"autoCollectPropositionInteractions": {"TGT": "always"}}, known=True)
    offer = hero(item("1", schema=JSON, content={"color": "red"}))

    assert apply(instance, propositions=[offer], metadata=PLACE)["propositions"] == []
    result = apply(instance, propositions=[offer], metadata={
        "hero": {"selector": "#hero", "actionType": "collectInteractions"},
    })

    assert attempts(result) == [("AT:hero", ["1"], True)]
    assert host.rendered[0]["steps"] == [["collect"]]
    assert "key" in host.rendered[0]["track"]


def test_what_was_shown_is_reported_by_the_next_event_that_asks():
    instance, host = make(known=True)
    apply(instance, propositions=[hero()], metadata=PLACE)
    apply(instance, propositions=[proposition("AT:2", item("1", schema=DEFAULT))])

    result_of(instance.execute("sendEvent", {
        "personalization": {"includeRenderedPropositions": True},
    }))

    told = decisioning(host.sent[0])
    assert [one["id"] for one in told["propositions"]] == ["AT:hero", "AT:2"]
    assert told["propositionEventType"] == {"display": 1}


def test_a_view_name_shows_what_is_kept_for_that_view():
    instance, host = make(known=True)
    host.on_send = offering(view("AT:cart", "cart"))
    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert attempts(apply(instance, viewName="CART")) == [("AT:cart", ["1"], True)]
    assert len(host.rendered) == 1


def test_mistakes_are_a_warning_and_never_a_failure():
    for wrong in (
        {"propositions": []}, {"propositions": "AT:1"}, {"propositions": [{"id": "AT:1"}]},
        {"metadata": {"hero": 5}}, {"viewName": 5},
        {"propositions": [proposition("AT:1", provider=5)]},
    ):
        instance, host = make({"debugEnabled": True}, known=True)

        assert result_of(instance.execute("applyPropositions", wrong)) == {"propositions": []}
        assert "applyPropositions: " in " ".join(host.logged("warn")), wrong


def test_the_callers_propositions_are_left_as_they_were():
    instance, host = make(known=True)
    offer = hero()

    apply(instance, propositions=[offer], metadata=PLACE)

    assert offer["items"][0]["data"] == {"content": "<b>Hi</b>"}


def test_html_offers_with_the_same_item_id_are_all_shown_and_again_each_time():
    # Marks against repetition once stopped HTML offers altogether.
    instance, host = make(known=True)
    two = [hero(), proposition("AT:foot", item("1", schema=HTML, content="x"), scope="foot")]
    places = {"hero": PLACE["hero"], "foot": {"selector": "#hero", "actionType": "appendHtml"}}

    for _ in range(2):
        apply(instance, propositions=two, metadata=places)

    assert len(host.rendered) == 4
    assert ["once" in action for action in host.rendered] == [False] * 4


def test_insertions_of_views_are_marked_by_item_and_offer():
    instance, host = make(known=True)
    insertion = item("1", type="appendHtml", selector="#x", content="a")
    host.on_send = offering(view("AT:a", "cart", insertion), view("AT:b", "cart", insertion))

    result_of(instance.execute("sendEvent", viewed("cart")))

    assert [action["once"] for action in host.rendered] == [["1", "AT:a/1"], ["1", "AT:b/1"]]


def test_insertions_of_the_page_are_marked_where_event_asks_and_repeated_where_send_event_does():
    instance, host = make(known=True)
    insertion = item("1", type="appendHtml", selector="#x", content="a")
    host.on_send = offering(proposition("AT:a", insertion))

    result_of(instance.execute("event", {"type": "viewStart"}))
    result_of(instance.execute("sendEvent", {
        "renderDecisions": True, "personalization": {"defaultPersonalizationEnabled": True},
    }))

    assert ["once" in action for action in host.rendered] == [True, False]
