"""Migrations under test: `from migralint.testing import *` in a test module, or `pytest --migralint`.

The fixture `migration_database` comes with the pytest plugin; this module adds `seed` and ready-made tests. Nothing is
imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from migralint.testing.database import MigrationDatabase as MigrationDatabase
    from migralint.testing.database import MigrationFailedError as MigrationFailedError
    from migralint.testing.database import ScratchDatabase as ScratchDatabase
    from migralint.testing.ready_made import test_migrations_check as test_migrations_check
    from migralint.testing.ready_made import test_migrations_have_one_head as test_migrations_have_one_head
    from migralint.testing.ready_made import test_migrations_up_down_up as test_migrations_up_down_up
    from migralint.testing.ready_made import test_migrations_verify as test_migrations_verify
    from migralint.testing.ready_made import test_migrations_with_seeds as test_migrations_with_seeds
    from migralint.testing.seeds import seed as seed

_MODULES = {
    "MigrationDatabase": "database",
    "MigrationFailedError": "database",
    "ScratchDatabase": "database",
    "seed": "seeds",
    "test_migrations_check": "ready_made",
    "test_migrations_have_one_head": "ready_made",
    "test_migrations_up_down_up": "ready_made",
    "test_migrations_verify": "ready_made",
    "test_migrations_with_seeds": "ready_made",
}

__all__ = [  # noqa: PLE0604 -- resolved by __getattr__
    "MigrationDatabase",
    "MigrationFailedError",
    "ScratchDatabase",
    "seed",
    "test_migrations_check",
    "test_migrations_have_one_head",
    "test_migrations_up_down_up",
    "test_migrations_verify",
    "test_migrations_with_seeds",
]


def __getattr__(name: str) -> Any:
    """Import a name on first use (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
