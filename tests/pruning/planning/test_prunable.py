"""What `check` says could go is what the plan would remove."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.findings.environment_context import EnvironmentContext
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.planning.plan import plan_prune
from migralint.pruning.planning.prunable import with_prunable
from tests.support.drawn_environments import drawn_environments
from tests.support.thorough import examples

SCRIPT = ScriptDirectory("/project/migrations", ("/project/migrations/versions",))
RECORDED = "recorded-at = 2026-11-20T10:00:00Z"


def planned(environments: EnvironmentContext) -> tuple[str, ...]:
    plan = plan_prune(environments, SCRIPT)
    return plan.removed if plan.status == "ready" else ()


@pytest.mark.parametrize(
    ("text", "prunable"),
    [
        (f"a <- b <- c\n[environments.x]\nstamps = ['c']\n{RECORDED}", ("a", "b")),
        (f"a <- b <- c\n[environments.x]\ncounts = {{ b = 1, c = 1 }}\n{RECORDED}", ("a",)),
        (f"a <- b <- c\n[environments.x]\nstamps = []\n{RECORDED}", ()),
        (f"a <- b <- c\n[environments.x]\nstamps = ['gone']\n{RECORDED}", ()),
        (f"a <- b <- c\n[environments.x]\ncounts = {{}}\n{RECORDED}", ()),
        (f"a <- b <- a\n[environments.x]\nstamps = ['b']\n{RECORDED}", ()),
        ("a <- b <- c\n[environments.x]\ncreate-all = true", ()),
    ],
)
def test_what_could_go(text: str, prunable: tuple[str, ...]) -> None:
    assert with_prunable(drawn_environments(text)).prunable == prunable == planned(drawn_environments(text))


@settings(max_examples=examples(60), deadline=None)
@given(
    edges=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=12),
    stamps=st.lists(st.integers(0, 8), min_size=1, max_size=3),
)
def test_the_plan_agrees(edges: list[tuple[int, int]], stamps: list[int]) -> None:
    drawing = "; ".join(["r0", *(f"r{min(a, b)} <- r{max(a, b)}" for a, b in edges if a != b)])
    entries = "".join(f"[environments.e{n}]\nstamps = ['r{one}']\n{RECORDED}\n" for n, one in enumerate(stamps))
    environments = drawn_environments(f"{drawing}\n{entries}")
    assert with_prunable(environments).prunable == planned(environments)
