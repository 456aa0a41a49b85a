"""One verification: imports the project once, then builds both databases of every target."""

from __future__ import annotations

import importlib
import warnings
from dataclasses import asdict
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory

from ..base import on_import
from ..base.channel import Channel
from ..base.declared import Declared, as_metadata, distinct
from ..base.dialect import backend
from ..base.raised import StageError
from ..base.request import Request
from ..emulation.record import EmulationLog
from ..env.application import push_application
from ..env.configuration import make_config, make_scripts
from ..env.environment import declared_targets
from ..env.from_models import built_from_models
from ..env.objects import named_object
from ..guard import engines
from ..guard.guard import Guard, Mode
from ..guard.shared import migrated
from ..scratch.schemas import needed_schemas
from ..scratch.scratch import Scratch
from ..scratch.server import Server
from ..scratch.sqlite_scratch import SqliteScratch
from .answers import answer_questions
from .create_all import build_models
from .included import left_out
from .upgrade import Upgrade


class Verification:
    """Carries one request through; everything it learns is sent as it becomes known."""

    def __init__(self, request: Request, channel: Channel, *, online_first: bool) -> None:
        """`online_first`: running env.py offline has failed already, in a process before this one."""
        self._request = request
        self._channel = channel
        self._online_first = online_first
        self._on_server: Server | None = None
        self._databases: dict[str, Scratch] = {}
        """By name; on SQLite only for those that questions are asked about."""
        self._guard = Guard(request.scratch, request.root, lambda **found: channel.send("refused", **found))

    def run(self) -> None:
        """Do it. Raises StageError for what no target could survive, FreshStartError."""
        config, script, targets = self.declared()
        self._guard.mode = Mode.CLOSED
        paths = self._revisions(script)
        server = self._server()
        if server is None:
            self._build_all(config, script, targets, paths)
        else:
            server.run(lambda: self._build_all(config, script, targets, paths))

    def declared(self) -> tuple[Config, ScriptDirectory, list[Declared]]:
        """Import the project with every way to a database closed, and return what it declares."""
        self._close_doors()
        self._stage("env")
        config, script = self._scripts()
        return config, script, self._targets(config, script)

    def _close_doors(self) -> None:
        warnings.simplefilter("ignore")
        self._guard.install()
        engines.install(self._guard)
        on_import.after("logging.config", _leave_logging_alone)

    def drop_left_over(self) -> None:
        """Remove every scratch database on the server, from whatever state the work is in."""
        server = self._on_server
        if server is not None:
            server.run(server.drop_left_over)

    def _server(self) -> Server | None:
        """The server that is asked for; None: SQLite files."""
        request = self._request
        if request.server is None:
            return None
        try:
            server = self._on_server = Server(request.server, request.token, self._guard)
        except BaseException as error:
            raise StageError("server", error, request.root) from error
        return server

    def _build_all(self, config: Config, script: ScriptDirectory, targets: list[Declared], paths: list[str]) -> None:
        """Build the databases of every target, have them read if that needs this process, and remove them."""
        try:
            for index, target in enumerate(targets):
                try:
                    self._build(config, script, index, target, paths)
                except StageError as error:
                    if error.fields["stage"] == "server":
                        raise
                    self._raise_if_gone(error)
                    self._channel.send("target-failure", target=target.name, **error.fields)
            if self._on_server is not None:
                self._channel.send("ready")
                answer_questions(self._request.questions, self._channel, self._databases)
        finally:
            if self._on_server is not None:
                self._discard(self._on_server)

    def _raise_if_gone(self, error: StageError) -> None:
        """What failed because the server is no longer there is not the project's fault."""
        server = self._on_server
        if server is not None and not server.answers():
            error.fields.update(stage="server", gone=True, left_behind=server.made)
            raise error

    def _discard(self, server: Server) -> None:
        for scratch in self._databases.values():
            try:
                scratch.discard()
            except Exception:  # the server is gone, or will not let go of it; what failed before is what counts
                continue
        if server.made and server.answers():
            self._channel.send("notice", text=f"left on the server, since it refused: {', '.join(server.made)}")

    def _scratch(self, name: str, schemas: set[str]) -> Scratch:
        if self._on_server is None:
            self._databases[name] = SqliteScratch(self._request.scratch, name, schemas)
            return self._databases[name]
        try:
            scratch = self._databases[name] = self._on_server.scratch(name, schemas)
        except BaseException as error:
            raise StageError("server", error, self._request.root) from error
        return scratch

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
                    f"env.py configures {len(target.tenants)} schemas that differ in nothing else; {target.tenants[0]} "
                    "stands for all"
                )
            self._channel.send("target", target=target.name, tables=target.tables, version_table=target.version_table)
        return targets

    def _application(self, script: ScriptDirectory) -> None:
        """Push the Flask application: the one that is named, else the one `flask` would find if env.py asks for it."""
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
            self._channel.send("notice", text=f"no Flask application was found: {error}")

    def _revisions(self, script: ScriptDirectory) -> list[str]:
        """Load all revision files, and say in which order they run."""
        try:
            steps = script._upgrade_revs("heads", ())  # type: ignore[arg-type]
        except BaseException as error:
            raise StageError("revisions", error, self._request.root) from error
        files = [{"revision": step.revision.revision, "path": step.revision.path} for step in steps]
        self._channel.send("revisions", files=files)
        return [file["path"] for file in files]

    def _build(self, config: Config, script: ScriptDirectory, index: int, target: Declared, paths: list[str]) -> None:
        request = self._request
        if target.tables == 0:
            raise StageError("env", None, request.root, models_empty=True, declared=bool(target.metadata))
        needed = self._schemas(target, paths)
        models = self._scratch(f"{index}-models", needed)
        migrations = self._scratch(f"{index}-migrations", needed)
        self._stage("create-all", target=target.name)
        log = EmulationLog()
        dialect = self._dialect(target, config)
        try:
            build_models(models, target, request, dialect, log)
            rows, versions = self._upgrade(config, script, target, migrations, dialect, log)
            models.take_schemas(migrations)
        except StageError as error:
            error.fields.update(dialect=dialect, left_out=[asdict(one) for one in log.left_out])
            raise
        finally:
            self._channel.send("emulated", target=target.name, entries=[asdict(entry) for entry in log.entries])
        self._stage("compare", target=target.name)
        self._channel.send(
            "built",
            target=target.name,
            models={**models.describe(), "name": f"{index}-models"},
            migrations={**migrations.describe(), "name": f"{index}-migrations"},
            version_table=target.version_table,
            version_table_schema=migrations.own_schema(target.version_table_schema),
            versions=versions,
            heads=rows,
            dialect=dialect,
            left_out=self._left_out(config, script, target, models, migrations),
        )

    def _schemas(self, target: Declared, paths: list[str]) -> set[str]:
        return needed_schemas(target.metadata, paths, [*target.schemas, *self._request.schemas])

    def _upgrade(
        self,
        config: Config,
        script: ScriptDirectory,
        target: Declared,
        scratch: Scratch,
        dialect: str | None,
        log: EmulationLog,
    ) -> tuple[list[str], dict[str, Any]]:
        def progress(**step: Any) -> None:
            self._stage("upgrade", target=target.name, **step)

        progress()
        run = Upgrade(config, script, self._guard, self._request, progress)
        with built_from_models(target.metadata, run.revision, self._notice):
            rows = run.run(scratch, target, dialect, log)
        if migrated.used:
            self._notice(
                "a revision opens an engine of its own on the configured database; it was led to the connection of the "
                "migration, which sees what is not committed yet; op.get_bind() is that connection everywhere"
            )
        if scratch.assumed is not None and scratch.assumed.names:
            names = ", ".join(sorted(scratch.assumed.names))
            self._notice(
                f"neither env.py nor a revision creates the schema {names}: it was created here on both sides, but "
                "`alembic upgrade` needs it to be there"
            )
        return rows, run.version_table

    def _dialect(self, target: Declared, config: Config) -> str | None:
        """What the project is written for: as set, as env.py configures, as its first engine, as the ini says."""
        asked_for = engines.backends[0] if engines.backends else None
        found = self._request.dialect or target.dialect or asked_for
        if found is None:
            try:
                found = backend(config.get_main_option("sqlalchemy.url") or "")
            except Exception:  # an interpolation that only env.py could have filled in
                return None
        return found

    def _left_out(
        self, config: Config, script: ScriptDirectory, target: Declared, models: Scratch, migrations: Scratch
    ) -> list[dict[str, Any]]:
        try:
            return left_out(config, script, target, models, migrations)
        except BaseException as error:
            raise StageError("include", error, self._request.root) from error

    def _notice(self, text: str) -> None:
        self._channel.send("notice", text=text)

    def _stage(self, stage: str, **fields: Any) -> None:
        self._channel.send("progress", stage=stage, **fields)


def _leave_logging_alone(module: Any) -> None:
    """Let fileConfig do nothing: env.py calls it with an ini that may not be there, and it would open log files."""
    module.fileConfig = lambda *args, **kwargs: None


def drop_left_over(request: Request) -> None:
    """Remove what an earlier child with the same token left on the server. Raises StageError."""
    assert request.server is not None
    try:
        server = Server(request.server, request.token, Guard(request.scratch, request.root, lambda **_: None))
        server.run(server.drop_left_over)
    except BaseException as error:
        raise StageError("server", error, request.root) from error
