"""One file with chosen features: what was chosen is there, and what was not is told by its name."""

import pytest

from alloy_web.buildtools.environment import ROOT
from tests import drafts
from tests.browser.pages import direct_page
from tests.browser.test_ways_to_load import script

COMMANDS = {
    "advertising": [],
    "brandConcierge": ["sendConversationEvent"],
    "mediaAnalyticsBridge": ["getMediaAnalyticsTracker"],
    "pushNotifications": ["sendPushSubscription"],
    "rulesEngine": ["evaluateRulesets", "subscribeRulesetItems"],
    "streamingMedia": ["createMediaSession", "sendMediaEvent"],
}
RARE = sorted(name for names in COMMANDS.values() for name in names)
# A build takes long.
CHOICES = [[], *(pytest.param([name], marks=pytest.mark.full) for name in COMMANDS)]


@pytest.mark.parametrize("features", CHOICES)
def test_what_was_chosen_is_there_and_the_rest_is_told_by_name(visit, dist, tmp_path, features):
    files = drafts.compiled_files(ROOT, tmp_path, features)
    visit.open(direct_page(script(files["alloy.js"].decode()), script=None))
    visit.ready()

    assert not any("extras" in name for name in files)
    there = visit.alloy("getLibraryInfo")["libraryInfo"]["commands"]
    chosen = sorted(name for feature in features for name in COMMANDS[feature])
    assert [name for name in RARE if name in there] == chosen
    for name in set(RARE) - set(chosen):
        said = visit.alloy(name)["rejected"]["message"]
        assert f'The command "{name}" is not there, because this version goes without' in said
    assert visit.page.evaluate(
        "performance.getEntriesByType('resource').filter(({name}) => /extras/.test(name)).length"
    ) == 0
