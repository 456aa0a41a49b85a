"""Python expressions for values that each run of a revision generates: UUIDs, times, accepted expressions."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from migralint.schema.opsource.layout import Call, Code, call, literal
from migralint.schema.squash.seeds.tokens import Identifier, Moment, Part

NOW = "now"
"""The variable that contains the time of the run."""
_RESERVED = frozenset({NOW, "sa", "op", "uuid", "datetime", "postgresql", "on_postgresql", *keyword.kwlist})
_ROOTS = {"s": "", "ms": " * 1000", "us": " * 1000000"}


class Fresh(Struct, frozen=True):
    """The expressions for the generated values of one revision."""

    variables: Mapping[str, str]
    """The variable of each UUID that occurs more than once, by its digits."""
    ranks: Mapping[tuple[datetime, timedelta], int]
    """By moment, the number of earlier moments of the same precision, so that order and equality are preserved."""

    def identifier(self, one: Identifier) -> str:
        """Return an expression for a UUID."""
        return self.variables.get(one.hex) or _uuid_call(one.is_by_time)

    def moment(self, one: Moment) -> str:
        """Return an expression for a time: a datetime, a time, or a number."""
        rank = self.ranks.get((one.instant, one.offset), 0)
        if one.offset and not one.zone and one.offset == _local_offset() and one.form == "isoformat" and not rank:
            local = f"{NOW}.astimezone().replace(tzinfo=None"
            return f"{local})" if one.digits else f"{local}, microsecond=0)"
        units = {"days": one.offset.days, "seconds": one.offset.seconds, "microseconds": rank}
        delta = ", ".join(f"{name}={count}" for name, count in units.items() if count)
        base = f"({NOW} + datetime.timedelta({delta}))" if delta else NOW
        if one.form in _ROOTS:
            number = f"{base}.timestamp(){_ROOTS[one.form]}"
            return number if one.digits else f"int({number})"
        if not one.digits:
            base = f"{base}.replace(microsecond=0)"
        elif delta and one.zone and one.form != "time":
            base = base[1:-1]
        if one.form == "time":
            return f"{base}.timetz()" if one.zone else f"{base}.time()"
        return base if one.zone else f"{base}.replace(tzinfo=None)"

    def text(self, parts: Sequence[Part]) -> str:
        """Return an expression for a text that contains such values."""
        return " + ".join(literal(one) if isinstance(one, str) else self._text(one) for one in parts)

    def _text(self, one: Identifier | Moment) -> str:
        if isinstance(one, Identifier):
            name = self.identifier(one)
            return {
                "dashed": f"str({name})",
                "DASHED": f"str({name}).upper()",
                "hex": f"{name}.hex",
                "HEX": f"{name}.hex.upper()",
                "bytes": f"{name}.bytes",
            }[one.form]
        expression = self.moment(one)
        if one.form in _ROOTS:
            return f"str({expression})"
        precision = {0: "seconds", 3: "milliseconds", 6: "microseconds"}[one.digits]
        separator = f'sep="{one.sep}", ' if one.form == "isoformat" and one.sep != "T" else ""
        bracketed = f"({expression})" if " + " in expression and expression.startswith(NOW) else expression
        written = f'{bracketed}.isoformat({separator}timespec="{precision}")'
        # isoformat() writes +00:00 for UTC.
        ends = {"": "", "+00:00": ""}
        return f"{written}{ends[one.zone]}" if one.zone in ends else f'{written}.replace("+00:00", "{one.zone}")'

    def assignments(self, used: Collection[str]) -> Iterator[Call]:
        """Yield the assignments of the variables in `used`."""
        if NOW in used:
            yield call(f"{NOW} = datetime.datetime.now", Code("datetime.timezone.utc"))
        for digits, name in self.variables.items():
            if name in used:
                yield call(f"{name} = {_uuid_call(Identifier(digits, '').is_by_time).removesuffix('()')}")


def _local_offset() -> timedelta | None:
    return datetime.now().astimezone().utcoffset()


def _uuid_call(by_time: bool) -> str:
    return "uuid.uuid1()" if by_time else "uuid.uuid4()"


def fresh_values(rows: Iterable[tuple[str, Sequence[tuple[str, Sequence[Part]]]]], reserved: Collection[str]) -> Fresh:
    """Return the expressions for the values in `rows`, each a table and its cells with their columns, keys first.

    `reserved`: variables of the module.
    """
    lines = list(rows)
    counted: Counter[str] = Counter()
    places: dict[str, str] = {}
    moments: dict[tuple[datetime, timedelta], None] = {}
    # A UUID is named after the primary key that contains it, not after columns that refer to it.
    for table, cells in (*((table, cells[:1]) for table, cells in lines), *lines):
        for column, parts in cells:
            for one in parts:
                if isinstance(one, Identifier):
                    places.setdefault(one.hex, f"{table}_{column}")
                elif isinstance(one, Moment) and one.digits == 6 and one.form in ("isoformat", "us"):
                    moments[one.instant, one.offset] = None
    for _, cells in lines:
        counted.update(one.hex for _, parts in cells for one in parts if isinstance(one, Identifier))
    linked = [name for name in places if counted[name] > 1]
    ordered = sorted(moments, key=lambda one: one[0] - one[1])
    distinct = sorted({instant - offset for instant, offset in ordered})
    ranks = {(instant, offset): distinct.index(instant - offset) for instant, offset in ordered}
    return Fresh(dict(_named(linked, places, reserved)), ranks)


def _named(linked: Sequence[str], places: Mapping[str, str], reserved: Collection[str]) -> Iterator[tuple[str, str]]:
    bases = Counter(places[name] for name in linked)
    used: set[str] = {*_RESERVED, *reserved}
    seen: Counter[str] = Counter()
    for digits in linked:
        place = places[digits]
        seen[place] += 1
        name = re.sub(r"\W", "_", place).lower() + (f"_{seen[place]}" if bases[place] > 1 else "")
        name = f"_{name}" if name[0].isdigit() else name
        while name in used or name.endswith("_type"):
            name += "_value"
        used.add(name)
        yield digits, name
