"""What the graph's rules cost grows with the history and with what they find: sizes that would never end otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migralint.findings.history_context import HistoryContext
from migralint.findings.rule import GraphRule
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.rules.catalog import CATALOG
from migralint.rules.reachability import Reachability
from tests.support.notation import parse_history

pytestmark = pytest.mark.slow

LAYERS = 45
COUNT = 3_000
NAMES = tuple(f"r{number}" for number in range(COUNT))


def layers() -> list[Revision]:
    """Every revision of a layer merges the whole layer below: 45 to the power of 45 ways."""
    made: list[Revision] = []
    below: tuple[str, ...] = ()
    for layer in range(LAYERS):
        own = tuple(f"l{layer}_{number}" for number in range(LAYERS))
        made += [Revision(name, below) for name in own]
        below = own
    return made


def line(depends: Callable[[int], tuple[str, ...]] = lambda _: (), *, labels: bool = False) -> list[Revision]:
    return [
        Revision(name, NAMES[number - 1 : number] if number else (), depends(number), (f"l{number}",) if labels else ())
        for number, name in enumerate(NAMES)
    ]


SHAPES = {
    "dense merges": layers(),
    "one wide merge": [Revision("a"), *(Revision(name, ("a",)) for name in NAMES), Revision("m", NAMES)],
    "parents that are ancestors": [Revision(n, NAMES[max(0, i - 20) : i]) for i, n in enumerate(NAMES)],
    "dependencies that are ancestors": line(lambda number: NAMES[max(0, number - 20) : number]),
    "one dependency of all": [*map(Revision, NAMES), Revision("z", (), NAMES)],
    "a label for each revision": line(labels=True),
    "one label for all": [Revision(name, (), (), ("x",)) for name in NAMES],
    "bases": [*map(Revision, NAMES)],
    "missing parents": [Revision(name, (f"x{name}",)) for name in NAMES],
    "missing dependencies": [Revision(name, (), (f"x{name}",)) for name in NAMES],
    "ids of one letter, two, three": [Revision("a" * (number + 1)) for number in range(1_000)],
    "one id for all": [Revision("a")] * COUNT,
    "one cycle": [Revision(name, (NAMES[number - 1],)) for number, name in enumerate(NAMES)],
    "two labelled revisions above a cycle": [
        Revision("a", ("b",)),
        Revision("b", ("a",)),
        Revision("c", ("b",), (), ("x",)),
        Revision("d", ("c",)),
    ],
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_every_rule_ends(shape: list[Revision]) -> None:
    subject = HistoryContext(History(shape))
    found = {rule.code: sum(1 for _ in rule.check(subject)) for rule in CATALOG if isinstance(rule, GraphRule)}
    assert found["ML105"] == bool(subject.history.duplicates)
    assert found["ML102"] == len(subject.history.missing_parents)


@pytest.mark.parametrize("drawing", ["a <- b <- c, a <- d; m: c d a b", "a <- b <- c; d depends a; m: a b c d"])
def test_sets_and_searches_agree(drawing: str) -> None:
    history = parse_history(drawing)
    everything = tuple(history.revisions)
    searching, knowing = Reachability(history), Reachability(history)
    for one in everything:
        for other in everything:
            if one != other:
                strict = one in history.ancestors([other])
                assert (searching.comes_before(one, [other]) is not None) == strict
    expected = [one for one in everything if any(one in history.ancestors([other]) for other in everything)]
    assert knowing.before_others(everything) == expected
    for one in everything:
        for other in everything:
            assert (knowing.comes_before(one, [other]) is not None) == (one in history.ancestors([other]))
