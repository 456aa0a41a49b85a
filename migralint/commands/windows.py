"""Selects the part of a history for a picture: revisions by id, prefix or label; suggests a name for a wrong one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

from msgspec import Struct

from migralint.drawing.picture import View
from migralint.history.history import History
from migralint.history.ledger import Ledger
from migralint.source.errors import InputError

_NEAREST = 4
_LISTED = 6


class Window(Struct, frozen=True):
    """The part of the history to draw; empty: all."""

    last: int | None = None
    """The number of revisions from the heads down."""
    around: tuple[str, ...] = ()
    """The rows close to these revisions."""
    branch: str | None = None
    """The revisions with this branch label, as Alembic spreads it."""
    start: str | None = None
    """This revision and its descendants."""
    end: str | None = None
    """This revision and its ancestors."""


def chosen(window: Window, histories: Sequence[History], *, unknown_hint: Callable[[str], str]) -> list[View | None]:
    """The selected revisions by history; None if it has none that the window names.

    Raises InputError for a name that no history has, an ambiguous one, and a window without revisions.
    """
    views = [_view(window, history) for history in histories]
    if any(view is not None for view in views):
        if all(view is None or view.only == frozenset() for view in views):
            raise InputError(
                "no revision is in this range", hint="--from must be the older revision, --to the newer one"
            )
        return [view if view is not None and view.only != frozenset() else None for view in views]
    for option, name in _named(window):
        if not any(_resolved(history, name, option) for history in histories):
            raise InputError(
                f"{option} {name}: there is no such {'branch label' if option == '--branch' else 'revision'}",
                hint=unknown_hint(name) or _near(name, histories, labels_only=option == "--branch"),
            )
    raise InputError("no single history contains all the named revisions", hint="choose one of them")


def pruned_hint(name: str, ledgers: Iterable[Ledger]) -> str:
    """A hint about a revision that was pruned; empty if it was not."""
    pruned = any(name in ledger.pruned for ledger in ledgers)
    return f"it was pruned: `migralint rescue {name}` shows where it is kept" if pruned else ""


def _named(window: Window) -> list[tuple[str, str]]:
    pairs = [("--around", name) for name in window.around]
    options = (("--branch", window.branch), ("--from", window.start), ("--to", window.end))
    return pairs + [(option, name) for option, name in options if name is not None]


def _view(window: Window, history: History) -> View | None:
    names: dict[str, str] = {}
    for option, name in _named(window):
        resolved = _resolved(history, name, option)
        if resolved is None:
            return None
        names[name] = resolved
    inside: frozenset[str] | None = None
    if window.branch is not None:
        inside = frozenset(node for node in history.revisions if window.branch in history.branch_labels(node))
    if window.start is not None:
        start = names[window.start]
        inside = _both(inside, history.descendants([start], with_dependencies=False) | {start})
    if window.end is not None:
        end = names[window.end]
        inside = _both(inside, history.ancestors([end], with_dependencies=False) | {end})
    return View(last=window.last, around=tuple(names[name] for name in window.around), only=inside)


def _both(first: frozenset[str] | None, second: frozenset[str]) -> frozenset[str]:
    return second if first is None else first & second


def _resolved(history: History, name: str, option: str) -> str | None:
    if option == "--branch":
        return history.labels.get(name)
    resolved = history.resolve(name)
    if resolved is not None or not name:
        return resolved
    longer = [node for node in history.revisions if node.startswith(name)]
    if len(longer) > 1:
        listed = ", ".join(longer[:_LISTED]) + (f" and {len(longer) - _LISTED} more" if len(longer) > _LISTED else "")
        raise InputError(f"{option} {name}: several revisions begin like this", hint=f"write one of {listed} in full")
    return longer[0] if longer else None


def _near(name: str, histories: Sequence[History], *, labels_only: bool) -> str:
    known = [label for history in histories for label in history.labels]
    if labels_only and not known:
        return "the history has no branch labels"
    if not labels_only:
        known += [node for history in histories for node in history.revisions]
    near = _nearest(name, dict.fromkeys(known))
    if near:
        return f"the nearest: {', '.join(near)}"
    listed = ", ".join([*dict.fromkeys(known)][:_LISTED])
    return f"the labels are {listed}" if labels_only else "write an id, the beginning of one, or a branch label"


def _nearest(name: str, known: Iterable[str]) -> list[str]:
    """The most similar names, those with a common prefix first: users often know the start of an id."""
    from difflib import get_close_matches

    known = list(known)
    shared = {
        one: sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(name, one, strict=False))) for one in known
    }
    alike = sorted((one for one in known if shared[one] > 1), key=lambda one: -shared[one])[:_NEAREST]
    return alike or get_close_matches(name, known, n=_NEAREST, cutoff=0.5)
