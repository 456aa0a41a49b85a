"""Builds the state of a stamp set on scratch databases, one after another on request, and lets the parent read them."""

from __future__ import annotations

import json
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory

from ..base.declared import Declared
from ..base.error_details import StageError
from ..base.question_words import BUILD, DECLARED, FILTERS
from .answers import answer_questions
from .building import Building
from .included.live import left_out_of


class Standing(Building):
    """Builds databases as the questions of the parent require."""

    def _build_all(self, config: Config, script: ScriptDirectory, targets: list[Declared], paths: list[str]) -> None:
        """Answer questions until the other end of the pipe is closed, and remove what was built."""
        by_name = {target.name: target for target in targets}

        def answer(sql: str) -> Any:
            if sql == DECLARED:
                return [_declared(target) for target in targets]
            if sql.startswith(BUILD):
                return self._answer_build(config, script, by_name, paths, json.loads(sql[len(BUILD) :]))
            if sql.startswith(FILTERS):
                asked = json.loads(sql[len(FILTERS) :])
                try:
                    scratch = self._databases[asked["scratch"]]
                    return {"left_out": left_out_of(config, script, by_name[asked["target"]], scratch, asked["tables"])}
                except BaseException as error:
                    return {"failure": StageError("include", error, self._request.root).fields}
            return None

        try:
            self._channel.send("ready")
            answer_questions(self._request.questions, self._channel, self._databases, other=answer)
        finally:
            if self._on_server is not None:
                self._discard(self._on_server)

    def _answer_build(
        self,
        config: Config,
        script: ScriptDirectory,
        targets: dict[str, Declared],
        paths: list[str],
        asked: dict[str, Any],
    ) -> dict[str, Any]:
        target = targets[asked["target"]]
        build = {"name": asked["name"], "targets": asked["revisions"], "later": False, "downgrade": False}
        try:
            self._build_one(config, script, asked["name"], target, paths, build, self._dialect(target, config))
        except StageError as error:
            if error.fields["stage"] == "server":
                raise
            self._raise_if_unreachable(error)
            return {"failure": error.fields}
        scratch = self._databases[asked["name"]]
        return {"assumed": sorted(scratch.assumed.names) if scratch.assumed is not None else []}


def _declared(target: Declared) -> dict[str, Any]:
    path = next((step.path for step in reversed(target.session) if step.kind == "path"), [])
    options = target.options
    return {
        "name": target.name,
        "version_table": target.version_table,
        "version_table_schema": target.version_table_schema,
        "path": list(path),
        "filters": options.get("include_name") is not None or options.get("include_object") is not None,
    }
