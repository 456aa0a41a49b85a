"""The walk over a syntax tree, held equal to Python's own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from migralint.evaluation.nodes import walk

LIBRARY = Path(ast.__file__).parent
UNWALKED = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
EVERYTHING = """
@decorated
async def function(a, /, b: int = 1, *c, d=2, e, **f) -> None:
    global g
    async with x as (y, *z), w: await v
    async for i in j: yield {**k, "l": m}
    else: nonlocal_ = lambda *n, o=p: (q := r)
    try: del s[0], t.u
    except (A, B) as error: raise C from None
    match subject:
        case {"key": [1, *rest], **others} | Point(x=0) as point if point > 1: ...
        case None | -1 | str() | _: return f"{a!r:>{width}} {b}"
    assert not a < b <= c and d or e, [x async for x in y if z if w]
class K(Base, metaclass=M): attribute: int; a: str = yield; b += a if c else d @ e
import a.b as c, d
from ..e import f as g, h
while True: break
"""


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("[a-d]*.py")), ids=lambda path: path.name)
def test_the_library(path: Path) -> None:
    check(ast.parse(path.read_bytes()))


def test_every_kind_of_node() -> None:
    check(ast.parse(EVERYTHING))
    check(ast.parse("try: pass\nexcept* D as e: pass\n"))


def check(tree: ast.AST) -> None:
    assert [*map(id, walk(tree))] == [id(node) for node in ast.walk(tree) if not isinstance(node, UNWALKED)]
