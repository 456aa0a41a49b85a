"""The Python API: what the command line calls, as functions. Prints nothing and never exits.

Wrong usage and unreadable input raise `migralint.InputError`, whose `hint` says what to do next; flaws of the
migrations are part of the results. Functions that run project code say so. Progress goes to a `Listener`.

    >>> import migralint
    >>> project = migralint.load("examples/shop")
    >>> [history.heads() for history in project.histories]
    [('f3e1b7aa0d52',)]
    >>> migralint.plan_prune(project).status
    'ready'
"""

from __future__ import annotations

from migralint.api.databases import create, drift, verify, verify_release
from migralint.api.files import apply_prune, guard, plan_prune, rebase, recover_prune, rescue, rollback_prune
from migralint.api.project import Project, load
from migralint.api.reports import check, draw, review
from migralint.commands.listener import Listener, Step
from migralint.source.errors import InputError

__all__ = [
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
]
