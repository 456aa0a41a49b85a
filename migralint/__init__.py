"""Static analyser and safe pruner for Alembic migration directories."""

from __future__ import annotations

__version__ = "0.2.0"

TYPE_CHECKING = False  # type checkers know the name; `typing` would be a third of the time of a repeated `check`
if TYPE_CHECKING:
    from typing import Any

    from migralint.api import InputError as InputError
    from migralint.api import Listener as Listener
    from migralint.api import Project as Project
    from migralint.api import Step as Step
    from migralint.api import apply_prune as apply_prune
    from migralint.api import check as check
    from migralint.api import create as create
    from migralint.api import draw as draw
    from migralint.api import drift as drift
    from migralint.api import guard as guard
    from migralint.api import load as load
    from migralint.api import plan_prune as plan_prune
    from migralint.api import rebase as rebase
    from migralint.api import recover_prune as recover_prune
    from migralint.api import rescue as rescue
    from migralint.api import review as review
    from migralint.api import rollback_prune as rollback_prune
    from migralint.api import verify as verify
    from migralint.api import verify_release as verify_release

_API = frozenset(
    (
        "InputError",
        "Listener",
        "Project",
        "Step",
        "apply_prune",
        "check",
        "create",
        "draw",
        "drift",
        "guard",
        "load",
        "plan_prune",
        "rebase",
        "recover_prune",
        "rescue",
        "review",
        "rollback_prune",
        "verify",
        "verify_release",
    )
)


def __getattr__(name: str) -> Any:
    """Import the API when it is used: `import migralint` and the command line do without it (PEP 562)."""
    if name not in _API:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("migralint.api"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_API})
