"""A verification as text: differences by table, models and migrations side by side, and how to fix each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from migralint.database.result import Emulated, Failure, Status, TargetResult, Verification
from migralint.reporting.counted import counted
from migralint.reporting.segments import Line, line, visible, width
from migralint.schema.compare import Difference
from migralint.schema.compare.difference import Kind
from migralint.source.paths import shortest

_STYLES = {Status.MATCH: "bold green", Status.DRIFT: "bold red", Status.FAILED: "bold red"}
Sides = tuple[str, str]
"""The names of the two sides."""
_GUTTER = "      "
_LABELS = len("migrations")
_INDENT = len(_GUTTER) + _LABELS + 2
_NAMED = 6
"""The maximum number of tables that a line names."""


def verify_lines(verification: Verification, *, folder: str, verbose: bool = False) -> Iterator[Line]:
    """Yield the report; its last line is the verdict. Files are named relative to `folder`.

    With `verbose` every order of columns, emulation and accepted difference is listed, and the traceback of a failure
    shown.
    """
    for target in verification.targets:
        several = len(verification.targets) > 1
        yield from _target(target, folder, verbose, several=several, sides=verification.sides)
    for notice in verification.notices:
        yield line(("note ", "cyan"), visible(notice))
    for entry in verification.unused_allow:
        words = [f"aspect {entry.aspect}", f"table {entry.table}", f"object {entry.object}"]
        yield line(("warning ", "bold yellow"), f"an allow entry matches no difference: {visible(', '.join(words))}")
    if verbose and verification.output.strip():
        yield line(("output of the project:", "dim"))
        for output_line in verification.output.rstrip().split("\n"):
            yield line("  ", (visible(output_line), "dim"))
    yield from _verdict(verification)


def _target(target: TargetResult, folder: str, verbose: bool, *, several: bool, sides: Sides) -> Iterator[Line]:
    if several and (target.differences or target.failure or target.emulated or target.refused or target.accepted):
        yield line((f"{_named(target)}{target.database}", "bold"))
        yield line("")
    orders = [one for one in target.differences if one.kind == Kind.COLUMN_ORDER.word and not verbose]
    shown = [one for one in target.differences if one not in orders]
    for table, group in groupby(shown, key=lambda difference: difference.table):
        yield line((visible(table) if table is not None else "(the database)", "bold underline"))
        for difference in group:
            yield from difference_lines(difference, sides)
        yield line("")
    if orders:
        yield from _column_orders([one.table or "" for one in orders])
    if target.failure is not None:
        yield from _failure(target.failure, folder, verbose)
    yield from _emulated(target.emulated, verbose)
    for refusal in target.refused:
        where = f" ({visible(shortest(refusal.path, folder))}:{refusal.line})" if refusal.path else ""
        yield line(("refused ", "yellow"), f"{visible(refusal.what)}{where}")
    if target.accepted:
        yield line(("accepted ", "dim"), counted(len(target.accepted), "difference"))
        for difference, entry in target.accepted if verbose else ():
            name = visible(" ".join(filter(None, (difference.kind, difference.table, difference.object))))
            yield line(f"  {name}: {visible(entry.reason)}")


def difference_lines(difference: Difference, sides: Sides) -> Iterator[Line]:
    """Yield one difference, with one side below the other; also for other commands that show differences."""
    style = "cyan" if difference.note else "bold red"
    name = f"  {visible(difference.object)}" if difference.object is not None else ""
    yield line(
        ("  note " if difference.note else "  drift", style),
        "  ",
        (f"{difference.code} {difference.kind}", "bold"),
        name,
    )
    yield from _side(sides[0], difference.models, "green")
    yield from _side(sides[1], difference.migrations, "red")
    if difference.reason:
        yield line((f"{_GUTTER}{'because'.ljust(_LABELS)}  ", "dim"), visible(difference.reason))
    kept = difference.models_mend if sides[0] == "models" else ""  # an earlier chain cannot be changed
    yield from _fix("fix models", kept)
    yield from _fix("or migrate" if kept else "fix", difference.mend)


def _fix(label: str, source: str) -> Iterator[Line]:
    """Python code, with `label` before its first line."""
    for text in source.split("\n") if source else ():
        yield line((f"{_GUTTER}{label.ljust(_LABELS)}  ", "dim"), (visible(text), "dim" if text[:1] == "#" else ""))
        label = ""


def _column_orders(tables: list[str]) -> Iterator[Line]:
    """All column orders in one line: most projects have many, each is long, and none matters to SQL that names
    columns."""
    names = ", ".join(map(visible, tables[:_NAMED])) + (", …" if len(tables) > _NAMED else "")
    yield line(
        ("note ", "cyan"),
        (f"{Kind.COLUMN_ORDER.code} {Kind.COLUMN_ORDER.word}", "bold"),
        f"  differs in {counted(len(tables), 'table')}: {names} (--verbose shows how)",
    )


def _side(label: str, text: str | None, style: str) -> Iterator[Line]:
    lines = ["(nothing)"] if text is None else text.split("\n")
    for number, side_line in enumerate(lines):
        head = visible(label) if number == 0 else ""
        yield line((f"{_GUTTER}{head.ljust(_LABELS)}  ", "dim"), (visible(side_line), "dim" if text is None else style))


def _failure(failure: Failure, folder: str, verbose: bool) -> Iterator[Line]:
    yield line(("failed ", "bold red"), (failure.kind.value, "bold"), f"  {visible(failure.explanation)}")
    if failure.revision is not None:
        yield line((f"{_GUTTER}revision    ", "dim"), visible(failure.revision))
    if failure.path is not None:
        at = f":{failure.line}" if failure.line is not None else ""
        yield line((f"{_GUTTER}at          ", "dim"), f"{visible(shortest(failure.path, folder))}{at}")
    for label, text in (("error", failure.error), ("sql", failure.sql or "")):
        for number, text_line in enumerate(text.strip().split("\n") if text else ()):
            head = label if number == 0 else ""
            yield line((f"{_GUTTER}{head.ljust(_LABELS)}  ", "dim"), visible(text_line))
    for number, text_line in enumerate(failure.setup.split("\n") if failure.setup else ()):
        yield line((f"{_GUTTER}{'settings' if number == 0 else ''}".ljust(_INDENT), "dim"), visible(text_line))
    if verbose and failure.traceback:
        for text_line in failure.traceback.rstrip().split("\n"):
            yield line(f"{_GUTTER}{visible(text_line)}")
    yield line("")


def _emulated(emulated: tuple[Emulated, ...], verbose: bool) -> Iterator[Line]:
    if not emulated:
        return
    if not verbose:
        counts = Counter[str]()
        for one in emulated:
            counts[one.cls] += one.count
        summary = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items()))
        yield line(("emulated ", "dim"), f"what SQLite lacks: {summary} (--verbose lists all)")
        return
    yield line(("emulated ", "dim"), "what SQLite lacks:")
    widest = max(width(visible(one.what)) for one in emulated)
    for one in emulated:
        where = f"revision {visible(one.revision)}" if one.revision is not None else "create_all"
        pad = " " * (widest - width(visible(one.what)))
        yield line(f"  {visible(one.what)}{pad}  ", (one.cls, "dim"), f"  {where}, {counted(one.count, 'time')}")


def _verdict(verification: Verification) -> Iterator[Line]:
    for target in verification.targets:
        drift = sum(not difference.note for difference in target.differences)
        notes = len(target.differences) - drift
        parts = [counted(drift, "difference")] if drift else []
        parts += [counted(notes, "note")] if notes else []
        details = f" ({', '.join(parts)})" if parts else ""
        inexact = ""
        if target.status is Status.MATCH and not target.exact:
            inexact = ", but not exact: SQLite cannot represent everything in the migrations"
        ran = f"{counted(target.revisions, 'revision')} on {_named(target)}{target.database}: "
        yield line(ran, (target.status.value, _STYLES[target.status]), f"{details}{inexact}")


def _named(target: TargetResult) -> str:
    """The engine of a multidb env.py and a preposition; empty if the project has only one database."""
    return f"{visible(target.name)} on " if target.name != "default" else ""
