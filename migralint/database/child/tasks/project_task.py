"""The start of every task: block access to databases, import the project, read the declarations of env.py."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory

from ..base import on_import
from ..base.channel import Channel
from ..base.declared import Declared, as_metadata, distinct
from ..base.dialect import backend
from ..base.error_details import StageError
from ..base.request import Request
from ..env.application import push_application
from ..env.configuration import make_config, make_scripts
from ..env.environment import declared_targets
from ..env.objects import named_object
from ..guard import engines
from ..guard.guard import Guard, Mode


class ProjectTask:
    """One request about a project; all results are sent as soon as they are known."""

    def __init__(self, request: Request, channel: Channel, *, online_first: bool) -> None:
        """`online_first`: running env.py offline has already failed, in an earlier process."""
        self._request = request
        self._channel = channel
        self._online_first = online_first
        self._guard = Guard(request.scratch, request.root, lambda **details: channel.send("refused", **details))

    def run(self) -> None:
        """Execute the task. Raises StageError for a failure that concerns all targets, and FreshStartError."""
        raise NotImplementedError

    def drop_left_over(self) -> None:
        """Remove everything that was created outside this process, at any point of the work."""

    def declared(self) -> tuple[Config, ScriptDirectory, list[Declared]]:
        """Import the project without access to any database, and return what it declares."""
        self._close_doors()
        self._stage("env")
        config, script = self._scripts()
        return config, script, self._targets(config, script)

    def _close_doors(self) -> None:
        warnings.simplefilter("ignore")
        self._guard.install()
        engines.install(self._guard)
        on_import.after("logging.config", _leave_logging_alone)

    def _scripts(self) -> Any:
        try:
            config = make_config(self._request)
            return config, make_scripts(config, self._request)
        except BaseException as error:
            raise StageError("configuration", error, self._request.root) from error

    def _targets(self, config: Config, script: ScriptDirectory) -> list[Declared]:
        request = self._request
        self._application(script)
        targets = declared_targets(
            config,
            script,
            self._guard,
            request,
            online_first=self._online_first,
            notice=self._notice,
        )
        self._guard.mode = Mode.LED
        try:
            for module in request.imports:
                importlib.import_module(module)
        except BaseException as error:
            raise StageError("imports", error, request.root) from error
        if request.metadata is not None:
            try:
                metadata = as_metadata(named_object(request.metadata))
            except BaseException as error:
                raise StageError("metadata", error, request.root) from error
            for target in targets or [Declared(())]:
                target.metadata = metadata
                targets = targets or [target]
        targets = distinct(targets)
        if not targets:
            raise StageError("env", None, request.root, nothing_declared=True)
        for target in targets:
            if len(target.tenants) > 1:
                self._notice(
                    f"env.py configures {len(target.tenants)} schemas in the same way; only {target.tenants[0]} "
                    "is verified"
                )
            self._channel.send("target", target=target.name, tables=target.tables, version_table=target.version_table)
        return targets

    def _application(self, script: ScriptDirectory) -> None:
        """Push the Flask application of the request, or the one that `flask` finds if env.py needs one."""
        app = self._request.app
        if app is None:
            try:
                with open(f"{script.dir}/env.py", "rb") as stream:
                    if b"current_app" not in stream.read():
                        return
            except OSError:
                return
        self._guard.mode = Mode.LED
        try:
            push_application(app)
        except BaseException as error:
            if app is not None:
                raise StageError("application", error, self._request.root) from error
            lines = [one for one in str(error).split("\n") if one.strip()]
            summary = f"{lines[0]} {lines[-1].strip()}" if len(lines) > 1 else str(error)
            self._channel.send("notice", text=f"no Flask application was found: {summary}")

    def _revisions(self, script: ScriptDirectory) -> list[str]:
        """Load all revision files, and send the order in which they run."""
        try:
            steps = script._upgrade_revs("heads", ())  # type: ignore[arg-type]
        except BaseException as error:
            raise StageError("revisions", error, self._request.root) from error
        files = [{"revision": step.revision.revision, "path": step.revision.path} for step in steps]
        self._channel.send("revisions", files=files)
        return [file["path"] for file in files]

    def _dialect(self, target: Declared, config: Config) -> str | None:
        """Return the project's dialect: from the settings, configure(), env.py's first engine, or the configuration."""
        asked_for = engines.backends[0] if engines.backends else None
        dialect = self._request.dialect or target.dialect or asked_for
        if dialect is None:
            try:
                dialect = backend(config.get_main_option("sqlalchemy.url") or "")
            except Exception:  # only env.py can supply a value for its interpolation
                return None
        return dialect

    def _notice(self, text: str) -> None:
        self._channel.send("notice", text=text)

    def _stage(self, stage: str, **fields: Any) -> None:
        self._channel.send("progress", stage=stage, **fields)


def _leave_logging_alone(module: Any) -> None:
    """Disable fileConfig: env.py calls it with a configuration file that may not exist, and it would open log files."""
    module.fileConfig = lambda *args, **kwargs: None
