"""Findings of a plan, grouped by cause and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from migralint.findings.finding import Finding
from migralint.reporting.findings.summary import counted
from migralint.rules.catalog import CATALOG
from migralint.rules.prune_catalog import BUILT_UPON, PRUNE
from migralint.source.location import Location

_SHARED_HELP = {
    BUILT_UPON.code: "merge these branches first, rebase them afterwards, or keep the revisions that they build on "
    "with --protect-refs GLOB"
}
"""The solution for many findings of one rule, if each of them names its own."""
_NOT_KNOWN = {BUILT_UPON.code: "an open git branch, and what its revisions build on is not known"}
"""The text for many findings of one rule that name no revision, as it is not known."""


class Place(Struct, frozen=True):
    """The place of a finding."""

    at: Location | None
    words: str
    """The problem at that place; empty if the headline tells it."""


class Cause(Struct, frozen=True):
    """Findings with the same cause and the same solution."""

    finding: Finding
    """The first of them: it has the code, name and severity."""
    headline: str
    places: tuple[Place, ...]
    """The places of all findings, if there are several; for a single finding only its related places."""
    help: str

    @property
    def alone(self) -> bool:
        """Whether it is one finding, whose message tells its place."""
        return self.headline == self.finding.problem.message


def causes(findings: Iterable[Finding]) -> tuple[Cause, ...]:
    """Group findings by code and help; groups are in the order of their first findings."""
    groups: dict[tuple[str, int, str], list[Finding]] = {}
    for finding in findings:
        own = finding.problem.help
        way = _SHARED_HELP.get(finding.code, own) if finding.problem.revisions else own
        groups.setdefault((finding.code, int(finding.severity), way), []).append(finding)
    return tuple(_cause(group, way) for (_, _, way), group in groups.items())


def _cause(group: Sequence[Finding], way: str) -> Cause:
    first = group[0]
    if len(group) == 1:
        related = tuple(Place(one.location, one.message) for one in first.problem.related if one.message != "likewise")
        return Cause(first, first.problem.message, related, first.problem.help)
    places: list[Place] = []
    for finding in group:
        places.append(Place(finding.problem.location, finding.problem.message))
        places += [Place(one.location, one.message) for one in finding.problem.related]
    files = {place.at.path for place in places if place.at is not None}
    where = f" in {counted(len(files), 'file')}" if 0 < len(files) < len(group) else ""
    messages = {finding.problem.message for finding in group}
    what = first.problem.message if len(messages) == 1 else _summary(first)
    if len(messages) == 1:
        places = [Place(place.at, "") for place in places if place.at is not None]
    return Cause(first, f"{counted(len(group), 'time')}{where}: {what}", tuple(places), way)


def _summary(finding: Finding) -> str:
    """The subject of the rule, as the end of a sentence."""
    if finding.code in _NOT_KNOWN and not finding.problem.revisions:
        return _NOT_KNOWN[finding.code]
    rule = next(rule for rule in (*PRUNE, *CATALOG) if rule.code == finding.code)
    text = rule.documentation.summary.removesuffix(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
