"""Seeds: rows that a test file inserts just before a revision, and what it expects of them afterwards."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

from migralint.commands.stages import Move

if TYPE_CHECKING:
    from migralint.testing.database import MigrationDatabase, ScratchDatabase
    from migralint.testing.target import Target

Function = Callable[["ScratchDatabase"], "Iterator[None] | None"]
_MARK = "__migralint_seed__"


def seed(revision: str) -> Callable[[Function], Function]:
    """Mark a function that inserts rows into the database just before `revision`, as real databases contain them.

    It gets the database. If it has a `yield`, the revision runs there, and the code after it checks the result; without
    one, it only inserts. The rows stay: later revisions run on them as well.
    """

    def mark(function: Function) -> Function:
        setattr(function, _MARK, revision)
        return function

    return mark


def seeds_in(module: ModuleType) -> list[Function]:
    """The marked functions of a module, in source order."""
    functions = [one for one in vars(module).values() if callable(one) and getattr(one, _MARK, None) is not None]
    return sorted(dict.fromkeys(functions), key=lambda one: inspect.unwrap(one).__code__.co_firstlineno)


def run_seeds(functions: Iterable[Function], target: Target, databases: MigrationDatabase) -> None:
    """Upgrade an empty database to its heads with every seed in its place.

    Raises InputError for a revision that does not exist, whatever a seed raises, and MigrationFailedError.
    """
    history = target.stages.history
    at: dict[str, list[Function]] = {}
    for function in functions:
        at.setdefault(target.stages.revision(getattr(function, _MARK)), []).append(function)
    order = [revision for revision in history.order if revision in at]
    database: ScratchDatabase | None = None
    for revision in order:
        if database is None:
            database = databases.at(revision)
        else:
            applied = history.ancestors_with_self(one for one in database.heads if one in history)
            if missing := tuple(one for one in target.stages.parents(revision) if one not in applied):
                database.move(Move(missing))
        waiting = [one for one in (function(database) for function in at[revision]) if inspect.isgenerator(one)]
        for generator in waiting:
            next(generator, None)
        database.upgrade(revision)
        for generator in waiting:
            _finish(generator)
    (database or databases.empty()).upgrade()


def _finish(generator: Any) -> None:
    """Run the code after the `yield`."""
    try:
        next(generator)
    except StopIteration:
        return
    raise TypeError(f"a seed has one yield: {generator.__qualname__}")
