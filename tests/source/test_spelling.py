"""The nearest right word."""

from __future__ import annotations

from migralint.source.spelling import did_you_mean, nearest


def test_of_equally_near_words_the_one_with_letters_in_the_same_places_is_meant() -> None:
    assert nearest("ml1o1", ["ml110", "ml101", "ml211"], cutoff=0.5) == "ml101"
    assert nearest("ml11", ["ml211", "ml110"], cutoff=0.5) == "ml110"


def test_nothing_near_is_nothing() -> None:
    assert nearest("zebra", ["heads", "bases"], cutoff=0.5) is None
    assert did_you_mean("zebra", ["heads"]) == ""
    assert did_you_mean("fail_on", ["fail-on", "ignore"]) == 'did you mean "fail-on"?'
