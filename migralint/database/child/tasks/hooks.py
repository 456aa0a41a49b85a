"""Runs the project's post_write_hooks on files, as `alembic revision` does on the one it has written."""

from __future__ import annotations

from typing import Any

from alembic.script import write_hooks

from ..base.channel import Channel
from ..base.request import Request
from ..env.configuration import make_config, make_scripts


class Hooks:
    """Runs the hooks of the configuration, without running env.py."""

    def __init__(self, request: Request, channel: Channel) -> None:
        self._request = request
        self._channel = channel

    def run(self) -> None:
        """Run all hooks on each file; errors are sent as notices."""
        try:
            script = make_scripts(make_config(self._request), self._request)
            # Before Alembic 1.16 the second name is used.
            hooks: Any = getattr(script, "hooks", None) or getattr(script, "hook_config", None)
            for path in self._request.files if hooks else ():
                write_hooks._run_hooks(path, hooks)
        except (Exception, SystemExit) as error:
            self._channel.send("notice", text=f"{type(error).__name__}: {error}")
