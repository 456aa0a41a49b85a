"""Names are found as whole words, however they are made."""

from __future__ import annotations

import pytest

from migralint.pruning.repository.name_search import WordIndex

NAMES = ("a1b2", "a1b2_users", "v3.0.0", "add-users", "größe", "é", "0001")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see a1b2.", ("a1b2",)),
        ("import a1b2_users", ("a1b2_users",)),
        ("xa1b2 a1b22", ()),
        ("v3.0.0 but not v3.0.01", ("v3.0.0",)),
        ("v3.0.01", ()),
        ("versions/add-users.py, 'größe'", ("add-users", "größe")),
        ("0001 a1b2", ("a1b2", "0001")),
        ("caf\u00e9 \u00e9", ("é",)),
        ("", ()),
    ],
)
def test_whole_words(text: str, found: tuple[str, ...]) -> None:
    assert WordIndex(NAMES).occurring(text.encode()) == found
