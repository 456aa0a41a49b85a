"""Whatever a module does at its top level: a header value that is called known is the one that running it gives."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import textwrap
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.util import to_tuple
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.history.file import HeaderField
from migralint.loading.revisions.revision_file import read_revision_file
from tests.support import run_modules
from tests.support.random_modules import random_module
from tests.support.thorough import examples

NAMES = st.sampled_from(["down_revision", "depends_on", "x"])
# C() takes one of two ways, R() may raise, S() swallows what is raised inside of it, M() adds to a list: only running
# the file tells.
LEAVES = st.sampled_from(
    [
        "'a'",
        "'b'",
        "''",
        "None",
        "('a',)",
        "['a', 'b']",
        "()",
        "[]",
        "x",
        "down_revision",
        "depends_on",
        "i",
        "{'a'}",
        "1",
    ]
)
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} + {pair[1]})"),
        inner.map(lambda e: f"({e},)"),
        inner.map(lambda e: f"[*{e}]"),
        inner.map(lambda e: f"tuple({e})"),
        inner.map(lambda e: f"list({e})"),
        inner.map(lambda e: f"f'{{{e}}}z'" if "'" not in e and "[" not in e else e),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} if C() else {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} if x else {pair[1]})"),
    ),
    max_leaves=3,
)


def block(statements: list[str]) -> str:
    return textwrap.indent("\n".join(statements) or "pass", "    ")


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, max_size=3).map(block)
    maybe = st.one_of(st.just(""), body)
    return st.one_of(
        st.tuples(body, maybe).map(lambda p: f"if C():\n{p[0]}" + (f"\nelse:\n{p[1]}" if p[1] else "")),
        st.tuples(body, body).map(lambda p: f"if x:\n{p[0]}\nelse:\n{p[1]}"),
        st.tuples(body, body, maybe, maybe).map(
            lambda p: (
                f"try:\n{p[0]}\nexcept Exception:\n{p[1]}"
                + (f"\nelse:\n{p[2]}" if p[2] else "")
                + (f"\nfinally:\n{p[3]}" if p[3] else "")
            )
        ),
        body.map(lambda b: f"with S():\n{b}"),
        body.map(lambda b: f"for i in ('p', 'q'):\n{b}"),
        body.map(lambda b: f"for i in x or ():\n{b}"),
        body.map(lambda b: f"while C():\n{b}"),
    )


STATEMENTS = st.recursive(
    st.one_of(
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]} = {p[1]}"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]}: object = {p[1]}"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]} += {p[1]}"),
        st.tuples(NAMES, NAMES, EXPRESSIONS, EXPRESSIONS).map(lambda p: f"{p[0]}, {p[1]} = {p[2]}, {p[3]}"),
        st.tuples(NAMES, NAMES, EXPRESSIONS).map(lambda p: f"{p[0]} = {p[1]} = {p[2]}"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]}.append({p[1]})"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]}.extend({p[1]})"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"if ({p[0]} := {p[1]}):\n    pass"),
        NAMES.map(lambda name: f"del {name}"),
        NAMES.map(lambda name: f"{name}[0] = 'c'"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"def f():\n    global {p[0]}\n    {p[0]} = {p[1]}"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"def f():\n    {p[0]}.append({p[1]})"),
        st.sampled_from(["f()", "f and f()", "g = f", "g()", "def g():\n    f()", "class K:\n    f()"]),
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"M({p[0]}, {p[1]})"),
        st.tuples(NAMES, NAMES).map(lambda p: f"y = [{p[0]}, {p[1]}]"),
        st.sampled_from(["y[0].append('q')", "x = y[1]", "down_revision = y[0]", "for depends_on in y:\n    pass"]),
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"z = {p[0]}.append\nz({p[1]})"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"class K:\n    k = {p[1]}\n{p[0]} = K.k"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"K.k = {p[1]}\n{p[0]} = K.k"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"match {p[1]}:\n    case [*{p[0]}]:\n        pass"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"d = {{'k': {p[1]}}}\nd['k'] = 'e'\n{p[0]} = d['k']"),
        st.just("R()"),
        st.just("raise OSError"),
    ),
    compound,
    max_leaves=8,
)
MODULES = st.lists(STATEMENTS, min_size=1, max_size=6).map("\n".join)


class Stop(BaseException):
    """Ends a run that would go on for too long."""


def environment(bits: int) -> dict[str, object]:
    state = [bits, 0]

    def bit() -> bool:
        state[1] += 1
        if state[1] > 14:
            raise Stop
        value = state[0] & 1
        state[0] = (state[0] >> 1) | ((state[0] & 1) << 9)
        return bool(value)

    def raiser() -> None:
        if bit():
            raise OSError

    class Swallowing:
        def __enter__(self) -> None:
            pass

        def __exit__(self, *_: object) -> bool:
            return True

    def changer(value: object, more: object) -> None:
        if isinstance(value, list):
            value.append(more)

    return {"C": bit, "R": raiser, "S": Swallowing, "M": changer}


class Guarded(ast.NodeTransformer):
    """Puts `guard()` before every statement, so that values that double in loops end the run."""

    def visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list):
                guarded = [copy for statement in body for copy in (ast.parse("guard()").body[0], statement)]
                setattr(node, name, guarded)
        return node


def run(source: str, bits: int) -> types.ModuleType | None:
    module = types.ModuleType("m")
    module.__dict__.update(environment(bits))

    def guard() -> None:
        held = [module.__dict__.get(name) for name in ("x", "down_revision", "depends_on")]
        if any(isinstance(value, str | tuple | list) and len(value) > 200 for value in held):
            raise Stop

    module.__dict__["guard"] = guard
    tree = ast.fix_missing_locations(Guarded().visit(ast.parse(source)))
    try:
        exec(compile(tree, "m.py", "exec"), module.__dict__)
    except (Exception, Stop):
        return None  # Alembic could not load it
    return module


def values(module: types.ModuleType, name: str, normalise: Callable[..., object] = to_tuple) -> object:
    held = normalise(getattr(module, name, None), default=())
    if held == (None,):
        return ()
    return () if name == "depends_on" and held == ("",) else held


@settings(max_examples=examples(120), deadline=None)
@given(MODULES)
def test_a_known_value_is_the_true_one(body: str) -> None:
    source = "revision = 'r'\nx = ['a']\ndown_revision = 'a'\n" + body + "\n"
    file = read_revision_file("/versions/m.py", data=source.encode())
    loaded = [module for module in (run(source, bits) for bits in (0, 1023, 341, 682, 27, 990)) if module is not None]
    fields: dict[str, HeaderField] = {"down_revision": file.down_revision, "depends_on": file.depends_on}
    for module in loaded:
        for name, field in fields.items():
            if not field.unknown and (name == "depends_on" or hasattr(module, name)):
                assert field.values == values(module, name), (name, source)
            if not hasattr(module, name):
                assert field.unknown or field.location is None, (name, source)


SWITCHES = """\
state = [0, 0]

def start(bits):
    state[:] = [bits, 0]

def C():
    state[1] += 1
    if state[1] > 40:
        raise SystemExit
    bit = state[0] & 1
    state[0] = (state[0] >> 1) | (bit << 9)
    return bool(bit)

def R():
    if C():
        raise OSError

class S:
    def __enter__(self):
        return "entered"

    def __exit__(self, *_):
        return True

class Any:
    TYPE_CHECKING = True

def M(value, more):
    if isinstance(value, list):
        value.append(more)

def identity(value=None, *_, **__):
    return value
"""
BITS = (0, 1023, 341, 990)


def python_says(paths: list[Path]) -> Iterator[list[list[object]]]:
    """What each module binds, once for each of BITS with which it can be loaded."""
    command = [sys.executable, "-I", run_modules.__file__]
    given = "".join(json.dumps([str(path), bits]) + "\n" for path in paths for bits in BITS)
    answers = subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()
    assert len(answers) == len(paths) * len(BITS)
    loaded = [json.loads(answer) for answer in answers]
    for start in range(0, len(loaded), len(BITS)):
        yield [answer for answer in loaded[start : start + len(BITS)] if answer is not None]


def wrong(path: Path, loaded: list[list[object]]) -> str:
    """What the static reading is sure of, though it is not so; empty if there is nothing."""
    file = read_revision_file(str(path))
    fields = (file.revision, file.down_revision, file.depends_on, file.branch_labels)
    for name, field, *answers in zip(run_modules.HEADER, fields, *loaded, strict=True):
        if field.unknown or file.error.startswith("it raises"):
            continue
        known = None if field.location is None else [*field.values]
        if any(answer != known for answer in answers):
            return f"{name} is {answers}, not {known}:\n{path.read_text()}"
    return ""


def compare(folder: Path, seeds: range) -> tuple[list[str], int]:
    """What was read wrongly of the modules of these numbers, and how many of them Python loads."""
    (folder / "switches.py").write_text(SWITCHES)
    (folder / ".git").mkdir()
    paths = []
    for seed in seeds:
        module = random_module(seed, "near")
        place = folder / f"m{seed}"
        place.mkdir()
        (place / "m.py").write_text(module.text)
        for name, text in module.siblings.items():
            (place / f"{name}.py").write_text(text)
        paths.append(place / "m.py")
    answers = list(python_says(paths))
    found = [complaint for path, loaded in zip(paths, answers, strict=True) if (complaint := wrong(path, loaded))]
    return found, sum(map(bool, answers))


def test_what_python_binds_is_never_contradicted(tmp_path: Path) -> None:
    found, loaded = compare(tmp_path, range(400))
    assert found == []
    assert loaded > 80


@pytest.mark.slow
def test_what_python_binds_is_never_contradicted_by_many_modules(tmp_path: Path) -> None:
    count = int(os.environ.get("MIGRALINT_RANDOM_MODULES", "2000"))
    first = int(os.environ.get("MIGRALINT_RANDOM_SEED", "1000"))
    found, loaded = compare(tmp_path, range(first, first + count))
    assert found == []
    assert loaded > count // 5
