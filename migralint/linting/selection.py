"""Which rules run, and how severe they are: turns codes, prefixes and names into rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from migralint.findings.rule import FileRule, GraphRule, Rule
from migralint.findings.severity import Severity
from migralint.source.errors import InputError
from migralint.source.spelling import nearest

ALL = "ALL"
_PREFIX = re.compile(r"ML\d{0,3}")
_UNSELECTED = -1


class Selection(Struct, frozen=True):
    """The rules that the settings and options select from the catalogue."""

    rules: tuple[Rule, ...]
    """The rules that run, in the catalogue's order."""
    severities: Mapping[str, Severity]
    """Severity of every rule of the catalogue by code."""
    catalog: tuple[Rule, ...]
    """All rules, for the names in comments."""
    named: frozenset[str] = frozenset()
    """The codes whose severity the settings name."""
    merged: Mapping[str, Severity] = field(default_factory=dict)
    """The severity in merged files, for rules that have a special one, unless the settings name the rule."""

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the rules that run."""
        return frozenset(rule.code for rule in self.rules)


def choose_rules(
    catalog: Sequence[Rule],
    *,
    select: Sequence[str] | None = None,
    extend_select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    severity: Mapping[str, Severity] | None = None,
) -> Selection:
    """Choose rules by codes, prefixes (`ML1`), names or `ALL`; without `select`, the rules that run by default.

    The longer name wins, so `--select ML101 --ignore ML1` runs only ML101 of its family; of equally long ones, `ignore`
    wins. Raises InputError for a name that no rule has; its hint names the nearest one.
    """
    severity = severity or {}
    selected = _ranks(catalog, [*(select or ()), *extend_select])
    ignored = _ranks(catalog, ignore)
    rules = []
    for rule in catalog:
        exactness = selected.get(rule.code, 0 if select is None and rule.default else _UNSELECTED)
        if exactness > ignored.get(rule.code, _UNSELECTED):
            rules.append(rule)
    severities = {rule.code: rule.severity for rule in catalog}
    # From the least exact name to the most exact one, so that the latter overwrites the former.
    for name, level in sorted(severity.items(), key=lambda item: _rank(item[0])):
        for code in codes_named(catalog, name):
            severities[code] = level
    named = {code for name in severity for code in codes_named(catalog, name)}
    merged = {
        rule.code: rule.merged
        for rule in catalog
        if isinstance(rule, FileRule | GraphRule) and rule.merged is not None and rule.code not in named
    }
    return Selection(tuple(rules), severities, tuple(catalog), frozenset(named), merged)


def codes_named(catalog: Iterable[Rule], name: str) -> tuple[str, ...]:
    """Return the codes that a code, prefix, name or `ALL` stands for; raises InputError if there are none."""
    rules = tuple(catalog)
    word = name.strip()
    upper = word.upper()
    if upper == ALL:
        return tuple(rule.code for rule in rules)
    codes: tuple[str, ...] = ()
    if _PREFIX.fullmatch(upper):
        codes = tuple(rule.code for rule in rules if rule.code.startswith(upper))
    if not codes:
        codes = tuple(rule.code for rule in rules if rule.name == word.lower())
    if not codes:
        raise InputError(f"there is no rule {name!r}", hint=_nearest(rules, word))
    return codes


def _nearest(rules: Sequence[Rule], name: str) -> str:
    names = {rule.code.lower(): f"{rule.code} ({rule.name})" for rule in rules}
    names |= {rule.name: f"{rule.name} ({rule.code})" for rule in rules}
    near = nearest(name.lower(), names, cutoff=0.5)
    listing = "`migralint rules` lists them all"
    return f"did you mean {names[near]}? {listing}" if near else listing


def _ranks(catalog: Sequence[Rule], names: Iterable[str]) -> dict[str, int]:
    ranks: dict[str, int] = {}
    for name in names:
        for code in codes_named(catalog, name):
            ranks[code] = max(ranks.get(code, _UNSELECTED), _rank(name))
    return ranks


def _rank(name: str) -> int:
    """Return how exact a name is: `ALL` least, then prefixes by their length, a rule's own name most."""
    upper = name.strip().upper()
    if upper == ALL:
        return 1
    return len(upper) if _PREFIX.fullmatch(upper) else len("ML000")
