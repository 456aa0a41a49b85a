"""The common part of all tasks that build scratch databases: one target after another, on files or on a server."""

from __future__ import annotations

from alembic.config import Config
from alembic.script import ScriptDirectory

from ..base.channel import Channel
from ..base.declared import Declared
from ..base.error_details import StageError
from ..base.request import Request
from ..guard.guard import Guard, Mode
from ..scratch.schemas import needed_schemas
from ..scratch.scratch import Scratch
from ..scratch.server import Server
from ..scratch.sqlite_scratch import SqliteScratch
from .answers import answer_questions
from .project_task import ProjectTask


class DatabaseTask(ProjectTask):
    """Builds databases for every target, waits until they are read, and removes them; `_build` decides which ones."""

    def __init__(self, request: Request, channel: Channel, *, online_first: bool) -> None:
        super().__init__(request, channel, online_first=online_first)
        self._on_server: Server | None = None
        self._databases: dict[str, Scratch] = {}
        """By name; on SQLite only databases about which questions are asked."""

    def run(self) -> None:
        """Execute the task. Raises StageError for a failure that concerns all targets, and FreshStartError."""
        config, script, targets = self.declared()
        self._guard.mode = Mode.CLOSED
        paths = self._revisions(script)
        server = self._server()
        if server is None:
            self._build_all(config, script, targets, paths)
        else:
            server.run(lambda: self._build_all(config, script, targets, paths))

    def drop_left_over(self) -> None:
        """Remove every scratch database on the server, at any point of the work."""
        server = self._on_server
        if server is not None:
            server.run(server.drop_left_over)

    def _server(self) -> Server | None:
        """Return the server of the request; None: SQLite files."""
        request = self._request
        if request.server is None:
            return None
        try:
            server = self._on_server = Server(request.server, request.token, self._guard)
        except BaseException as error:
            raise StageError("server", error, request.root) from error
        return server

    def _build_all(self, config: Config, script: ScriptDirectory, targets: list[Declared], paths: list[str]) -> None:
        """Build the databases of every target, answer questions if they are on a server, and remove them."""
        try:
            for index, target in enumerate(targets):
                try:
                    self._build(config, script, index, target, paths)
                except StageError as error:
                    if error.fields["stage"] == "server":
                        raise
                    self._raise_if_unreachable(error)
                    self._channel.send("target-failure", target=target.name, **error.fields)
            if self._on_server is not None:
                self._channel.send("ready")
                answer_questions(self._request.questions, self._channel, self._databases)
        finally:
            if self._on_server is not None:
                self._discard(self._on_server)

    def _build(self, config: Config, script: ScriptDirectory, index: int, target: Declared, paths: list[str]) -> None:
        """Build the databases of one target. Raises StageError."""
        raise NotImplementedError

    def _raise_if_unreachable(self, error: StageError) -> None:
        """Raise an error about the server if it no longer answers: then the failure is not the project's fault."""
        server = self._on_server
        if server is not None and not server.answers():
            error.fields.update(stage="server", gone=True, left_behind=server.databases)
            raise error

    def _discard(self, server: Server) -> None:
        for scratch in self._databases.values():
            try:
                scratch.discard()
            except Exception:  # the server is gone, or refuses to drop it; the earlier failure is what counts
                continue
        if server.databases and server.answers():
            self._channel.send(
                "notice", text=f"left on the server, because it refused to drop them: {', '.join(server.databases)}"
            )

    def _scratch(self, name: str, schemas: set[str]) -> Scratch:
        if self._on_server is None:
            self._databases[name] = SqliteScratch(self._request.scratch, name, schemas)
            return self._databases[name]
        try:
            scratch = self._databases[name] = self._on_server.scratch(name, schemas)
        except BaseException as error:
            raise StageError("server", error, self._request.root) from error
        return scratch

    def _schemas(self, target: Declared, paths: list[str]) -> set[str]:
        return needed_schemas(target.metadata, paths, [*target.schemas, *self._request.schemas])


def drop_left_over(request: Request) -> None:
    """Remove the databases that an earlier child with the same token left on the server. Raises StageError."""
    assert request.server is not None
    try:
        server = Server(request.server, request.token, Guard(request.scratch, request.root, lambda **_: None))
        server.run(server.drop_left_over)
    except BaseException as error:
        raise StageError("server", error, request.root) from error
