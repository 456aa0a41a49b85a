"""Frozen classes of values, as `dataclass(frozen=True, slots=True)` makes them, but free until they are used.

`dataclasses` imports `inspect` and compiles six functions for each class as it is defined: for the seventy classes on
the path of `check`, a fifth of its first run. Here only `__init__` is compiled, and only for a class that is
instantiated; all else is shared. So it is with `verify`; what is off the paths of both uses `dataclasses`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, cast, dataclass_transform

T = TypeVar("T")
_MISSING: Any = object()


class _Field(NamedTuple):
    default: Any = _MISSING
    default_factory: Callable[[], Any] | None = None
    compare: bool = True
    repr: bool = True


def field(
    *,
    default: Any = _MISSING,
    default_factory: Callable[[], Any] | None = None,
    compare: bool = True,
    repr: bool = True,
) -> Any:
    """Say more of a field than its default: as `dataclasses.field`."""
    return _Field(default, default_factory, compare, repr)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Make the class, by its annotations, a frozen one with slots, equality by all fields, hash and repr.

    Fields come in order of definition, after those of the bases, and may be given by position or name. A class with a
    `cached_property` gets the `__dict__` that this needs; what the class itself defines (`__eq__`) stays.
    """
    namespace = dict(cls.__dict__)
    inherited: dict[str, _Field] = {}
    for base in reversed(cls.__mro__[1:]):
        inherited |= base.__dict__.get("__frozen_fields__", {})
    names = tuple(cls.__annotations__)
    fields = inherited | {name: _as_field(namespace.pop(name, _MISSING)) for name in names}
    namespace.pop("__dict__", None)
    namespace.pop("__weakref__", None)
    slots = [name for name in names if name not in inherited]
    if any(type(member) is cached_property for member in namespace.values()):
        slots.append("__dict__")
    namespace["__slots__"] = tuple(slots)
    namespace["__frozen_fields__"] = fields
    namespace["__match_args__"] = tuple(fields)
    namespace["__init__"] = _init_when_first_used
    compared = [name for name, one in fields.items() if one.compare]
    namespace["__frozen_key__"] = staticmethod(attrgetter(*compared) if compared else _nothing)
    for name, method in _SHARED.items():
        namespace.setdefault(name, method)
    metaclass: Any = type(cls)
    return cast("type[T]", metaclass(cls.__name__, cls.__bases__, namespace))


def replace(instance: T, **changes: object) -> T:
    """Return a value of the same class with some fields changed; raises TypeError for a field it does not have."""
    kind: Any = type(instance)
    return cast("T", kind(**{name: getattr(instance, name) for name in kind.__frozen_fields__} | changes))


def field_names(kind: type[object]) -> tuple[str, ...]:
    """The fields that count when two values are compared, in order."""
    fields: Mapping[str, _Field] = getattr(kind, "__frozen_fields__")  # noqa: B009
    return tuple(name for name, one in fields.items() if one.compare)


def as_dict(instance: object) -> dict[str, Any]:
    """Return a value's fields by name, values inside tuples and mappings likewise."""
    fields: Mapping[str, _Field] = getattr(type(instance), "__frozen_fields__")  # noqa: B009
    return {name: _plain(getattr(instance, name)) for name in fields}


def _plain(held: Any) -> Any:
    if hasattr(type(held), "__frozen_fields__"):
        return as_dict(held)
    if isinstance(held, tuple | list):
        return type(held)(_plain(one) for one in held)
    if isinstance(held, dict):
        return {key: _plain(one) for key, one in held.items()}
    return held


def _as_field(default: Any) -> _Field:
    return default if type(default) is _Field else _Field(default)


def _nothing(_: object) -> tuple[()]:
    return ()


def _init_when_first_used(self: Any, *arguments: Any, **named: Any) -> None:
    for cls in type(self).__mro__:
        if cls.__dict__.get("__init__") is _init_when_first_used:
            cls.__init__ = _compiled_init(cls)  # type: ignore[misc]
            break
    self.__init__(*arguments, **named)


def _compiled_init(cls: Any) -> Any:
    fields: dict[str, _Field] = cls.__frozen_fields__
    names: dict[str, Any] = {"_missing": _MISSING}
    parameters, lines = [], []
    for name, one in fields.items():
        names[f"_set_{name}"] = getattr(cls, name).__set__
        given = name
        if one.default_factory is not None:
            names[f"_make_{name}"] = one.default_factory
            parameters.append(f"{name}=_missing")
            given = f"_make_{name}() if {name} is _missing else {name}"
        elif one.default is not _MISSING:
            names[f"_default_{name}"] = one.default
            parameters.append(f"{name}=_default_{name}")
        else:
            parameters.append(name)
        lines.append(f" _set_{name}(self, {given})\n")
    exec(f"def __init__(self, {', '.join(parameters)}):\n{''.join(lines) or ' pass'}", names)
    names["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return names["__init__"]


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self is other or self.__frozen_key__(self) == self.__frozen_key__(other)


def _hash(self: Any) -> int:
    return hash(self.__frozen_key__(self))


def _repr(self: Any) -> str:
    shown = (f"{name}={getattr(self, name)!r}" for name, one in self.__frozen_fields__.items() if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_set(self: object, name: str, _: object) -> None:
    raise AttributeError(f"cannot assign to field {name!r} of a {type(self).__name__}: it is a value")


def _refuse_delete(self: object, name: str) -> None:
    raise AttributeError(f"cannot delete field {name!r} of a {type(self).__name__}: it is a value")


def _reduce(self: Any) -> tuple[Any, tuple[Any, ...]]:
    return type(self), tuple(getattr(self, name) for name in self.__frozen_fields__)


class _AsDataclass:
    """Lets `dataclasses.replace`, `fields` and `asdict` take a value, for those who have them imported anyway."""

    def __get__(self, _: object, cls: Any) -> Any:
        import dataclasses  # whoever asks has imported it

        def as_theirs(one: _Field) -> Any:
            said: dict[str, Any] = {"compare": one.compare, "repr": one.repr}
            if one.default is not _MISSING:
                said["default"] = one.default
            if one.default_factory is not None:
                said["default_factory"] = one.default_factory
            return dataclasses.field(**said)

        fields = [(name, Any, as_theirs(one)) for name, one in cls.__frozen_fields__.items()]
        return dataclasses.make_dataclass(cls.__name__, fields).__dataclass_fields__  # type: ignore[attr-defined]


_SHARED = {
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse_set,
    "__delattr__": _refuse_delete,
    "__reduce__": _reduce,
    "__dataclass_fields__": _AsDataclass(),
}
