"""Clicks on content that was shown. PERS-70 to PERS-72, CMD-40."""

from instance_kit import make, result_of
from offer_kit import item, offering, proposition, view, viewed


def shown(host, number=0):
    """What the page was told to track with an action: the key it tells on clicks."""
    return host.rendered[number]["track"]["key"]


def fact(*keys, label=None, token=None, matches=()):
    return {"keys": list(keys), "label": label, "token": token, "matches": list(matches)}


def click(host, *facts, path=()):
    host.click_facts = list(facts)
    before = len(host.beacons)
    host.tell("click", list(path))
    sent = host.beacons[before:]
    assert len(sent) <= 1, "one click, one event"
    return sent[0].body["events"][0]["xdm"] if sent else None


def rendered(*propositions, config=None):
    instance, host = make(config, known=True)
    host.on_send = offering(*propositions)
    result_of(instance.execute("sendEvent", {"renderDecisions": True}))
    return instance, host


LINK = [{
    "tag": "A", "href": "/buy", "url": "https://www.example.com/buy", "protocol": "https:",
    "onclick": False, "type": "", "src": "", "download": "", "id": "", "role": "", "ariaLabel": "",
}]


def test_offers_of_journey_optimizer_are_tracked_and_those_of_target_are_not():
    instance, host = rendered(
        proposition("AJO:1", item("1", label="Hero"), provider="AJO"), proposition("AT:1"),
    )

    assert host.rendered[0]["track"]["label"] == "Hero"
    assert "track" not in host.rendered[1]


def test_a_click_on_tracked_content_is_an_interaction():
    instance, host = rendered(proposition("AJO:1", item("7"), provider="AJO"))

    xdm = click(host, fact(shown(host), label="Hero", token="t1"))

    assert xdm["eventType"] == "decisioning.propositionInteract"
    assert xdm["_experience"] == {"decisioning": {
        "propositions": [{"id": "AJO:1", "scope": "__view__", "items": [{"id": "7"}],
                          "scopeDetails": {"decisionProvider": "AJO"}}],
        "propositionEventType": {"interact": 1},
        "propositionAction": {"label": "Hero", "tokens": ["t1"]},
    }}


def test_a_click_elsewhere_is_nothing():
    instance, host = rendered(proposition("AJO:1", provider="AJO"))

    assert click(host) is None


def test_items_of_one_proposition_stand_together():
    instance, host = rendered(proposition("AJO:1", item("1"), item("2"), provider="AJO"))

    xdm = click(host, fact(shown(host, 0)), fact(shown(host, 1), shown(host, 0)))

    told = xdm["_experience"]["decisioning"]
    assert [one["items"] for one in told["propositions"]] == [[{"id": "1"}, {"id": "2"}]]
    assert "propositionAction" not in told


def test_content_that_is_told_only_where_it_is_decorated_needs_a_label_or_token():
    config = {"autoCollectPropositionInteractions": {"TGT": "decoratedElementsOnly"}}
    instance, host = rendered(proposition("AT:1"), config=config)

    assert click(host, fact(shown(host))) is None
    assert click(host, fact(shown(host)), fact(label="Buy")) is not None


def test_keys_of_another_instance_are_left_alone():
    instance, host = rendered(proposition("AJO:1", provider="AJO"))

    assert click(host, fact("someone-else:0")) is None


def test_the_same_content_shown_again_keeps_its_key():
    instance, host = rendered(view("AJO:1", "cart", provider="AJO"))
    result_of(instance.execute("sendEvent", viewed("cart")))
    result_of(instance.execute("sendEvent", viewed("cart")))

    assert shown(host, 0) == shown(host, 1)
    xdm = click(host, fact(shown(host)))
    assert xdm["web"]["webPageDetails"]["viewName"] == "cart"


def test_click_metrics_work_whatever_the_configuration_says():
    instance, host = rendered(
        proposition("AT:1", item("1", type="click", selector="#buy", label="Buy")),
        proposition("AT:2", item("1", type="click", selector="#buy")),
        proposition("AT:3", item("1", type="click", selector="#other")),
    )

    xdm = click(host, fact(matches=[0]))

    assert xdm["_experience"]["decisioning"] == {
        "propositions": [
            {"id": "AT:1", "scope": "__view__", "scopeDetails": {"decisionProvider": "TGT"}},
            {"id": "AT:2", "scope": "__view__", "scopeDetails": {"decisionProvider": "TGT"}},
        ],
        "propositionEventType": {"interact": 1},
        "propositionAction": {"label": "Buy"},
    }


def test_the_selector_of_a_click_metric_counts_once_for_a_click():
    instance, host = rendered(proposition("AT:1", item("1", type="click", selector="div")))

    xdm = click(host, fact(matches=[0]), fact(matches=[0]))

    assert len(xdm["_experience"]["decisioning"]["propositions"]) == 1


def test_a_link_in_tracked_content_is_one_event_that_tells_both():
    instance, host = rendered(proposition("AJO:1", provider="AJO"))
    host.link_texts = {0: {"text": "Buy now", "unsupported": False, "texts": [], "alts": [],
                           "titles": [], "values": [], "srcs": [], "labels": [], "names": []}}

    xdm = click(host, fact(shown(host)), path=LINK)

    assert xdm["eventType"] == "decisioning.propositionInteract"
    assert xdm["web"]["webInteraction"]["name"] == "Buy now"
    assert [one["id"] for one in xdm["_experience"]["decisioning"]["propositions"]] == ["AJO:1"]


def test_a_filter_that_takes_its_time_does_not_turn_the_interaction_into_a_link():
    async def wanted(details):
        return True

    instance, host = rendered(
        proposition("AJO:1", provider="AJO"), config={"clickCollection": {
            "filterClickDetails": wanted,
        }},
    )
    host.link_texts = {0: {"text": "Buy now", "unsupported": False, "texts": [], "alts": [],
                           "titles": [], "values": [], "srcs": [], "labels": [], "names": []}}

    xdm = click(host, fact(shown(host)), path=LINK)

    assert xdm["eventType"] == "decisioning.propositionInteract"
