"""Which rules run: codes, prefixes, names, and who wins."""

from __future__ import annotations

import pytest

from migralint.findings.severity import Severity
from migralint.linting.selection import choose_rules, codes_named
from migralint.rules.catalog import CATALOG
from migralint.source.errors import InputError

DEFAULT = {rule.code for rule in CATALOG if rule.default}


def chosen(**options: object) -> set[str]:
    return {rule.code for rule in choose_rules(CATALOG, **options).rules}  # type: ignore[arg-type]


def test_without_a_selection_the_defaults_run() -> None:
    assert chosen() == DEFAULT


def test_select_replaces_and_extend_select_adds() -> None:
    assert chosen(select=["ML101", "cycle"]) == {"ML101", "ML104"}
    assert chosen(extend_select=["older-than-parent"]) == DEFAULT | {"ML212"}


def test_a_prefix_stands_for_its_family() -> None:
    assert chosen(select=["ML1"]) == {code for code in DEFAULT if code.startswith("ML1")}


def test_all_runs_what_is_off_by_default_too() -> None:
    assert chosen(select=["ALL"]) == {rule.code for rule in CATALOG}


def test_of_two_names_the_longer_one_wins_and_of_equals_ignore() -> None:
    assert chosen(select=["ML101"], ignore=["ML1"]) == {"ML101"}
    assert "ML101" not in chosen(select=["ML1"], ignore=["ML101"])
    assert chosen(select=["ML101"], ignore=["multiple-heads"]) == set()
    assert chosen(ignore=["ML"]) == set()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ML199", "did you mean ML"),
        ("multipel-heads", "multiple-heads (ML101)"),
        ("", "migralint rules"),
        ("X", "rules"),
    ],
)
def test_an_unknown_name_is_an_error_that_names_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        codes_named(CATALOG, name)
    assert hint in caught.value.hint


def test_names_are_taken_in_any_case() -> None:
    assert codes_named(CATALOG, "ml101") == codes_named(CATALOG, "Multiple-Heads") == ("ML101",)


def test_the_more_exact_severity_has_the_last_word() -> None:
    severities = choose_rules(CATALOG, severity={"ML101": Severity.INFO, "ML1": Severity.WARNING}).severities
    assert severities["ML101"] is Severity.INFO
    assert severities["ML102"] is Severity.WARNING
    assert severities["ML201"] is Severity.ERROR
