"""The allow list parts differences, and tells what it did not need."""

from __future__ import annotations

import pytest

from migralint.schema.compare import AllowEntry, Difference, apply_allow

EMAIL = Difference("column-type", "users", "email", "VARCHAR(320)", "VARCHAR(255)")
VIEW = Difference("view", None, "active_users", None, "VIEW AS SELECT 1")
ROWS = Difference("rows", "auth.roles", None, "no rows", "2 rows")


@pytest.mark.parametrize(
    ("entry", "accepted"),
    [
        (AllowEntry("column-type", "r", "users", "email"), (EMAIL,)),
        (AllowEntry("ML511", "r"), (EMAIL,)),
        (AllowEntry("column-*", "r", "user?"), (EMAIL,)),
        (AllowEntry("*", "r"), (EMAIL, VIEW, ROWS)),
        (AllowEntry("view", "r", object="active_*"), (VIEW,)),
        (AllowEntry("rows", "r", "auth.*"), (ROWS,)),
        (AllowEntry("rows", "r", "roles"), ()),
        (AllowEntry("view", "r", "users"), ()),
        (AllowEntry("COLUMN-TYPE", "r"), ()),
    ],
)
def test_an_entry_accepts_what_all_its_patterns_fit(entry: AllowEntry, accepted: tuple[Difference, ...]) -> None:
    result = apply_allow((EMAIL, VIEW, ROWS), (entry,))
    assert tuple(difference for difference, _ in result.accepted) == accepted
    assert result.remaining == tuple(d for d in (EMAIL, VIEW, ROWS) if d not in accepted)
    assert result.unused == (() if accepted else (entry,))


def test_the_first_entry_that_fits_is_the_reason_and_the_others_are_used_too() -> None:
    first, second = AllowEntry("rows", "seeds are made by the application"), AllowEntry("*", "all", "auth.*")
    result = apply_allow((ROWS,), (first, second))
    assert result.accepted == ((ROWS, first),)
    assert result.unused == ()
