"""The tests of every project's migrations; each raises AssertionError with a readable message, or returns."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from migralint.commands.stages import BuildFailedError, Move
from migralint.reporting.segments import plain
from migralint.testing.database import MigrationDatabase, failed
from migralint.testing.seeds import Function, run_seeds

if TYPE_CHECKING:
    from migralint.testing.target import Target


def check(target: Target) -> None:
    """Fail on findings at or above the setting `fail-on`."""
    from migralint.api import Project
    from migralint.api import check as lint
    from migralint.linting.sources import Sources
    from migralint.reporting.findings.request import Request
    from migralint.reporting.findings.text import text_lines
    from migralint.rules.catalog import CATALOG

    report = lint(Project(target.options))
    if report.fails(target.stages.settings.fail_on):
        rules = {rule.code: rule for rule in CATALOG}
        request = Request(report, sources=Sources(), folder=os.getcwd(), rules=rules)
        raise AssertionError("\n".join(plain(text_lines(request))))


def one_head(target: Target) -> None:
    """Fail if there are more heads than the setting `heads` allows, one by default."""
    allowed = target.stages.settings.heads
    for piece in target.stages.history.pieces():
        heads = sorted(head for head in target.stages.history.heads() if head in piece)
        if len(heads) > allowed:
            raise AssertionError(f"{len(heads)} heads, but only {allowed} allowed: {', '.join(heads)}")


def verify(target: Target) -> None:
    """Fail unless create_all and the migrations build the same schema and rows, on each database."""
    from migralint.commands.verify import verify_on
    from migralint.reporting.verify.text import verify_lines

    from migralint.commands.listener import SILENT  # isort: skip

    result = verify_on(target.databases(), target.stages.script, target.stages.options, SILENT)
    if result.status != "match":
        raise AssertionError("\n".join(plain(verify_lines(result, folder=os.getcwd()))))


def up_down_up(target: Target) -> None:
    """Fail unless all downgrades run and an upgrade after them gives the same result, on each database."""
    from migralint.schema.compare import compare

    for name in target.databases():
        site = target.site(name)
        with target.stages.database(site, target.new_folder()) as database:
            try:
                first = database.move_and_read(Move())
            except BuildFailedError as error:
                raise failed(error) from None
            try:
                database.move(Move(("base",), down=True))
            except BuildFailedError as error:
                raise failed(error, "downgrade") from None
            try:
                second = database.move_and_read(Move())
            except BuildFailedError as error:
                raise failed(error, "second upgrade") from None
        differences = [
            one for one in compare(first, second, project_dialect=target.stages.options.dialect) if not one.note
        ]
        if differences:
            lines = [
                f"  {one.kind} {one.table or ''}{'.' + one.object if one.object else ''}: "
                f"{one.models or 'missing'} at first, {one.migrations or 'missing'} after downgrade and upgrade"
                for one in differences
            ]
            raise AssertionError("\n".join([f"{site.kind}: the second upgrade gives a different result", *lines]))


def with_seeds(target: Target, functions: list[Function]) -> None:
    """Fail unless the full upgrade runs on the seeds and yields the rows that they expect, on each database."""
    for name in target.databases():
        with MigrationDatabase(target, name) as databases:
            run_seeds(functions, target, databases)
