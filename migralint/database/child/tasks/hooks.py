"""Runs the project's post_write_hooks on files, as `alembic revision` does on the one it has written."""

from __future__ import annotations

from typing import Any

from alembic.script import write_hooks

from ..base.channel import Channel
from ..base.request import Request
from ..env.configuration import make_config, make_scripts


class Hooks:
    """The hooks of the configuration; env.py is not run for them."""

    def __init__(self, request: Request, channel: Channel) -> None:
        self._request = request
        self._channel = channel

    def run(self) -> None:
        """Run all on each file; what goes wrong is a notice."""
        try:
            script = make_scripts(make_config(self._request), self._request)
            # Its name before Alembic 1.16 is the second.
            hooks: Any = getattr(script, "hooks", None) or getattr(script, "hook_config", None)
            for path in self._request.files if hooks else ():
                write_hooks._run_hooks(path, hooks)
        except (Exception, SystemExit) as error:
            self._channel.send("notice", text=f"{type(error).__name__}: {error}")
