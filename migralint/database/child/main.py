"""The sequence of the child: the declarations of env.py, then for each target create_all and the full upgrade."""

from __future__ import annotations

import faulthandler
import gc
import os
import platform
import re
import signal
import sqlite3
import sys
from typing import Any

from .base.channel import Channel
from .base.orphan import Parent
from .base.request import Request, read_request

AGAIN = "--online-first"
"""The second argument of a child that has replaced itself because importing the models failed half-way."""


def main(request_file: str) -> None:
    """Process the request file; every outcome is a message, and the exit status has no meaning."""
    request = read_request(request_file)
    parent = Parent(request)
    try:
        _carry_out(request, Channel(request.channel, request.seal), parent, request_file)
    finally:
        parent.clean_up_if_ended()
    _leave()


def _carry_out(request: Request, channel: Channel, parent: Parent, request_file: str) -> None:
    again = AGAIN in sys.argv
    _watch(request)
    sys.path[:0] = request.sys_path
    if request.root not in sys.path:
        sys.path.append(request.root)  # at the end: it hides no module, and a package beside alembic.ini is found
    arguments, sys.argv = sys.argv, ["alembic", "upgrade", "heads"]
    gc.disable()  # while the libraries are imported: their objects stay, and collecting takes a sixth of the time
    try:
        import sqlalchemy

        too_old = _too_old("SQLAlchemy", sqlalchemy.__version__, (1, 4))
        if not too_old:
            import alembic

            too_old = _too_old("Alembic", alembic.__version__, (1, 8))
    except ImportError as error:
        _send_not_loaded(channel, error)
        return
    if too_old:  # a newer Alembic cannot even be imported with an old SQLAlchemy
        channel.send("failure", stage="start-up", types=["TooOldError"], error=too_old)
        return
    channel.send(
        "environment",
        python=platform.python_version(),
        executable=sys.executable,
        sqlalchemy=sqlalchemy.__version__,
        alembic=alembic.__version__,
        sqlite=sqlite3.sqlite_version,
    )
    from .base.error_details import StageError
    from .env.environment import FreshStartError
    from .tasks.building import Building
    from .tasks.creation import Creation
    from .tasks.database_task import drop_left_over
    from .tasks.hooks import Hooks
    from .tasks.moving import Moving
    from .tasks.on_request import Standing
    from .tasks.released import Released
    from .tasks.rendering import Rendering
    from .tasks.scripts import Scripts
    from .tasks.verification import Verification

    gc.freeze()
    gc.enable()  # project code runs with the usual setting
    os.set_inheritable(request.questions, False)
    try:
        if request.only == "drop":
            drop_left_over(request)
        elif request.only == "create":
            Creation(request, channel, online_first=again).run()
        elif request.only == "hooks":
            Hooks(request, channel).run()
        else:
            kinds: dict[str, Any] = {
                "build": Building,
                "move": Moving,
                "release": Released,
                "render": Rendering,
                "scripts": Scripts,
                "stand": Standing,
            }
            kind = kinds.get(request.only, Verification)
            work = kind(request, channel, online_first=again)
            parent.watch(work.drop_left_over)
            work.run()
        channel.send("done")
    except StageError as error:
        channel.send("failure", **error.fields)
        channel.send("done")
    except FreshStartError:
        sys.stdout.flush()
        os.set_inheritable(request.channel, True)
        os.set_inheritable(request.questions, True)
        os.execv(sys.executable, [sys.executable, *_script(arguments), request_file, AGAIN])


def _send_not_loaded(channel: Channel, error: ImportError) -> None:
    """Send which package is missing, or which two packages are incompatible."""
    if isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] in ("sqlalchemy", "alembic"):
        channel.send("failure", stage="start-up", missing_module=error.name, error=str(error), types=["ImportError"])
        return
    from importlib.metadata import PackageNotFoundError, version

    there = []
    for name in ("Alembic", "SQLAlchemy"):
        try:
            there.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            there.append(name)
    message = f"{' and '.join(there)}, which do not load together ({error})"
    channel.send("failure", stage="start-up", types=["TooOldError"], error=message)


def _too_old(name: str, version: str, least: tuple[int, int]) -> str:
    """Return the unsupported version and the required one; empty if the version is supported."""
    if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) >= least:
        return ""
    return f"{name} {version}, but verify needs {name} {least[0]}.{least[1]} or newer"


def _script(arguments: list[str]) -> list[str]:
    return [os.path.abspath(arguments[0])]


def _watch(request: Request) -> None:
    """Make the interpreter write its stack after a crash, on request (SIGUSR1), and on timeout.

    This works in C, so also in an endless loop. If the parent is gone, the timeout ends this process.
    """
    stream = open(request.stack_file, "w")  # noqa: SIM115 -- it has to stay open
    faulthandler.enable(stream)
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, stream, all_threads=False)
    faulthandler.dump_traceback_later(request.time_limit, exit=True, file=stream)


def _leave() -> None:
    """End without waiting for threads or exit handlers of the project: all messages have been sent."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            continue
    os._exit(0)
