"""Nothing of one visitor reaches another, however many there are at once."""

import asyncio

from tests.unit.server import crossing


def test_visits_in_one_loop_keep_to_themselves():
    assert asyncio.run(crossing.in_one_loop(300, seed=7)) == []


def test_visits_in_threads_keep_to_themselves():
    assert crossing.in_threads(300, seed=7) == []


def test_the_count_counts_what_is_anothers():
    """Were it blind, the tests above would say nothing."""
    alloy = crossing.alloy_of(7)
    visitor, visit, options = crossing.begin(alloy, 1)
    answer = visit.event_sync(options)
    alloy.close()

    assert crossing.crossed(visitor, visit, answer) is None
    assert crossing.crossed("v000002x", visit, answer) == ("v000002x", ["v000001x"])
