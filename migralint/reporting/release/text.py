"""A judgement about a release as text: breaking effects first, then unknown ones, then harmless ones."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.database.release.verdict import ReleaseEffect, ReleaseTarget, ReleaseVerification
from migralint.reporting.counted import counted
from migralint.reporting.segments import Line, line, visible
from migralint.source.paths import shortest

_STYLES = {"breaking": "bold red", "unknown": "bold yellow", "harmless": "green"}
_MOST = 20
"""The number of harmless effects that are listed one by one."""


def release_lines(verification: ReleaseVerification, *, folder: str, verbose: bool = False) -> Iterator[Line]:
    """Yield the report; paths are relative to `folder`. Verbose: all harmless effects."""
    ref = visible(verification.ref)
    new = counted(len(verification.new), "new revision")
    yield line(("Release", "bold underline"), f"  {ref} ({verification.commit[:12]}), {new} since")
    for notice in verification.notices:
        yield line(("note", "bold cyan"), f"  {visible(notice)}")
    for target in verification.targets:
        yield line("")
        yield from _target(target, folder, verbose=verbose)
    if verification.status != "failed":
        yield line("")
        yield line(("Not known", "bold underline"))
        for sentence in verification.not_known:
            yield line(f"  {visible(sentence)}")
    yield line("")
    yield line((_last(verification), "bold green" if verification.status == "harmless" else "bold red"))


def _last(verification: ReleaseVerification) -> str:
    ref = visible(verification.ref)
    match verification.status:
        case "failed":
            return f"It is not known whether {ref} still runs: failed"
        case "breaking":
            effects = {
                (one.kind, one.table, one.object)
                for target in verification.targets
                for one in target.effects
                if one.verdict == "breaking"
            }
            return f"{ref} no longer runs once these migrations are applied: {len(effects)} breaking"
    unknown = sum(one.verdict == "unknown" for target in verification.targets for one in target.effects)
    asks = f"; {counted(unknown, 'change')} for you to judge" if unknown else ""
    return f"The migrations do not remove or forbid anything that the models of {ref} use{asks}"


def _target(target: ReleaseTarget, folder: str, *, verbose: bool) -> Iterator[Line]:
    named = f"{visible(target.name)} on " if target.name != "default" else ""
    yield line((f"{named}{visible(target.database)}", "bold"))
    if target.failure is not None:
        failure = target.failure
        where = f"{shortest(failure.path, folder)}:{failure.line}: " if failure.path is not None else ""
        yield line(("  failed", "bold red"), f"  {visible(where + failure.explanation)}")
        if failure.error:
            yield line(f"          {visible(failure.error)}")
        return
    if not target.effects:
        yield line("  the schema does not change")
    harmless = 0
    for effect in target.effects:
        harmless += effect.verdict == "harmless"
        if verbose or effect.verdict != "harmless" or harmless <= _MOST:
            yield from _effect(effect, folder)
    if harmless > _MOST and not verbose:
        yield line(f"  and {harmless - _MOST} more harmless; --verbose lists all")


def _effect(effect: ReleaseEffect, folder: str) -> Iterator[Line]:
    place = ".".join(filter(None, (effect.table, effect.object))) or "-"
    yield line((f"  {effect.verdict:<8}", _STYLES[effect.verdict]), f"  {effect.kind}  {visible(place)}")
    was, becomes = ("nothing" if text is None else visible(text) for text in (effect.before, effect.after))
    if effect.verdict != "harmless":
        yield line(f"            {was} -> {becomes}")
    yield line(f"            {visible(effect.why)}")
    if effect.revision is not None and effect.verdict != "harmless":
        at = effect.location
        where = f"  {shortest(at.path, folder)}:{at.line}" if at is not None else ""
        yield line(f"            by {visible(effect.revision + where)}")
