"""Tests to import: `from migralint.testing import *` puts them into a test module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from migralint.testing.target import Target


def test_migrations_check(_migralint_target: Target) -> None:
    """`migralint check` has nothing to report."""
    from migralint.testing.checks import check

    check(_migralint_target)


def test_migrations_have_one_head(_migralint_target: Target) -> None:
    """There are no more heads than allowed."""
    from migralint.testing.checks import one_head

    one_head(_migralint_target)


def test_migrations_verify(_migralint_target: Target) -> None:
    """create_all and the migrations build the same schema and rows."""
    from migralint.testing.checks import verify

    verify(_migralint_target)


def test_migrations_up_down_up(_migralint_target: Target) -> None:
    """All downgrades run, and an upgrade after them gives the same result."""
    from migralint.testing.checks import up_down_up

    up_down_up(_migralint_target)


def test_migrations_with_seeds(request: Any, _migralint_target: Target) -> None:
    """The full upgrade runs on the seeds of this module."""
    from migralint.testing.checks import with_seeds
    from migralint.testing.seeds import seeds_in

    functions = seeds_in(request.module)
    if not functions:
        pytest.skip("this module has no seeds")
    with_seeds(_migralint_target, functions)
