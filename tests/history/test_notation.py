"""The notation of the tests is tested too."""

from __future__ import annotations

import pytest

from migralint.history.revision import Revision
from tests.support.notation import parse_revisions


def test_every_statement() -> None:
    assert parse_revisions("a <- b <- c, a <- d\nm: c d; d depends b x; b label one two; z") == (
        Revision("a"),
        Revision("b", ("a",), (), ("one", "two")),
        Revision("c", ("b",)),
        Revision("d", ("a",), ("b", "x")),
        Revision("m", ("c", "d")),
        Revision("z"),
    )


def test_several_parents_by_several_arrows() -> None:
    assert parse_revisions("a <- m; b <- m")[1] == Revision("m", ("a", "b"))


@pytest.mark.parametrize("drawing", ["a <- <- b", "a b", "<- b"])
def test_anything_else_is_an_error(drawing: str) -> None:
    with pytest.raises(ValueError, match="not a revision id"):
        parse_revisions(drawing)
