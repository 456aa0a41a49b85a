"""One run of env.py with our own `configure()` and `run_migrations()`."""

from __future__ import annotations

import inspect
import io
from contextlib import nullcontext
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

from ..base.declared import OF_THE_CONNECTION, Declared, as_metadata
from ..base.dialect import backend
from ..base.session import path_at_connect, steps_of
from ..guard.engines import scratch_engine
from ..guard.guard import Guard, Mode
from ..guard.redirected_engines import migrated

CONFIGURE = inspect.signature(EnvironmentContext.configure)


class EnvRun:
    """Runs env.py once: offline without connections, or online with connections to scratch databases in memory."""

    def __init__(
        self, config: Config, script: ScriptDirectory, guard: Guard, path: str, *, offline: bool, with_connection: bool
    ) -> None:
        """`with_connection` passes env.py a connection in `config.attributes`, as in Alembic's cookbook."""
        self._config = config
        self._script = script
        self._guard = guard
        self._path = path
        self._offline = offline
        self._with_connection = with_connection
        self.targets: list[Declared] = []
        """The targets of its configure() calls, even if it failed afterwards."""
        self.error: BaseException | None = None
        """The error that stopped env.py; None: it ran to its end."""
        self.bound: list[Declared] = []
        """The value of target_metadata in its module when it stopped; empty if that has no table."""

    def run(self) -> None:
        """Run env.py without raising its errors, not even its `sys.exit()`."""
        self._guard.mode = Mode.FORBIDDEN if self._offline else Mode.LED
        self._guard.env_file = self._path if self._offline else None
        connection = scratch_engine().connect() if self._with_connection else None
        if connection is not None:
            self._config.attributes["connection"] = connection
        try:
            self._run()
        except BaseException as error:
            self.error = error
            self.bound = self._bound_target(error)
        finally:
            self._guard.env_file = None
            if connection is not None:
                del self._config.attributes["connection"]
                connection.close()

    def _run(self) -> None:
        environment = EnvironmentContext(
            self._config, self._script, fn=lambda rev, context: [], as_sql=self._offline, destination_rev="heads"
        )
        configure, begin = environment.configure, environment.begin_transaction
        connections: list[Any] = []
        versions: list[Any] = []

        def record(*args: Any, **kwargs: Any) -> None:
            arguments = dict(CONFIGURE.bind_partial(environment, *args, **kwargs).arguments)
            arguments.update(arguments.pop("kw", {}))
            del arguments["self"]
            self.targets.append(_declared(arguments))
            connections[:] = [arguments.get("connection")]
            _note_configured(arguments)
            arguments["output_buffer"] = io.StringIO()
            try:
                configure(**arguments)
            except Exception:  # a dialect that is not installed, or no URL at all: the declared target is already known
                arguments.update(url=None, connection=None, dialect_name="sqlite", dialect_opts=None)
                configure(**arguments)
            versions[:] = [_shape(environment)]

        def run_migrations(**kwargs: Any) -> None:
            if self.targets:
                target = self.targets[-1]
                target.upgrade_arguments = kwargs
                _observe_session(target, connections[0])
                if _shape(environment) != versions[0]:
                    target.version = environment.get_context()._version

        def begin_transaction() -> Any:
            try:
                return begin()
            except Exception:
                return nullcontext()

        environment.configure = record  # type: ignore[method-assign]
        environment.run_migrations = run_migrations  # type: ignore[method-assign]
        environment.begin_transaction = begin_transaction  # type: ignore[method-assign]
        with environment:
            self._script.run_env()

    def _bound_target(self, error: BaseException) -> list[Declared]:
        step = error.__traceback__
        while step is not None:
            frame = step.tb_frame
            if frame.f_code.co_filename == self._path and frame.f_code.co_name == "<module>":
                try:
                    target = Declared(as_metadata(frame.f_globals.get("target_metadata")))
                except Exception:
                    return []
                return [target] if target.tables else []
            step = step.tb_next
        return []


def _note_configured(arguments: dict[str, Any]) -> None:
    """Record the database that env.py migrates: engines that revisions open on it are redirected to this upgrade."""
    migrated.configure(arguments.get("url"))
    engine = getattr(arguments.get("connection"), "engine", None)
    place = getattr(engine, "__dict__", {}).get("migralint_place")
    if place is not None:
        migrated.configured.add(place)


def _observe_session(target: Declared, connection: Any) -> None:
    """Record the statements on the connection before the migrations run on it."""
    if connection is None:
        return
    target.session = steps_of(connection, target.version_table)
    default = getattr(getattr(connection, "dialect", None), "default_schema_name", None)
    target.default_schema = default if default not in (None, "main") else path_at_connect(connection)
    try:
        target.translate = dict(connection.get_execution_options().get("schema_translate_map") or {})
    except AttributeError:  # env.py may pass any object as its connection
        target.translate = {}


def _shape(environment: EnvironmentContext) -> list[tuple[str, str, bool | None]]:
    """Return the present columns of the context's version table: env.py may change it after configure()."""
    return [(column.name, repr(column.type), column.nullable) for column in environment.get_context()._version.columns]


def _declared(arguments: dict[str, Any]) -> Declared:
    try:
        metadata = as_metadata(arguments.get("target_metadata"))
    except TypeError:
        metadata = ()
    options = {name: value for name, value in arguments.items() if name not in OF_THE_CONNECTION}
    return Declared(metadata, options, dialect=arguments.get("dialect_name") or backend(arguments.get("url") or ""))
