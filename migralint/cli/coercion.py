"""Avoids conversions of options that the command line does not need.

Recent versions of typer convert every option, also one that was not given, through pydantic, whose import takes longer
than most commands. Strings stay strings and absent options stay absent without it; everything else is typer's own.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

build_runtime_param: Callable[..., Any] | None
try:
    from typer._coercion import build_runtime_param
except ImportError:  # typer was imported before pydantic, or later: then there is nothing to save, or no known way
    build_runtime_param = None


class _PlainValue:
    """Replaces typer's own conversion of one parameter, and calls it if a value needs one."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value if it already has the type that the command expects."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        annotation = param.type_descriptor.annotation
        if isinstance(annotation, type) and isinstance(value, annotation):
            return value
        if isinstance(annotation, type) and issubclass(annotation, Enum) and isinstance(value, str):
            try:
                return annotation(value)
            except ValueError:
                pass  # typer has an error message for it
        if annotation == list[str] and all(isinstance(item, str) for item in value):
            return list(value)
        assert build_runtime_param is not None
        return build_runtime_param(param.type_descriptor).coerce(value, param=param, ctx=ctx)


def skip_pydantic_coercion(command: Any) -> None:
    """Use plain values in a command and its sub-commands, as far as this version of typer allows it."""
    if build_runtime_param is None:
        return
    own_params = command.get_params

    def get_params(ctx: Any) -> Any:
        params = own_params(ctx)  # with `--help`, which is only created now
        for param in params:
            if getattr(param, "_runtime_param", param) is None and hasattr(param, "type_descriptor"):
                param._runtime_param = _PlainValue()
        return params

    command.get_params = get_params
    for sub in getattr(command, "commands", {}).values():
        skip_pydantic_coercion(sub)
