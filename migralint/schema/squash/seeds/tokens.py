"""Finds values in SQL literals that may differ in another run: random UUIDs and times near the run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from msgspec import Struct, field

from migralint.schema.squash.seeds.values import unquoted

_EDGE = r"(?<![0-9a-fA-F]){}(?![0-9a-fA-F])"
_UUID = _EDGE.format(r"(?:[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9a-fA-F]{32})")
_DAY = r"\d{4}-\d\d-\d\d"
_CLOCK = r"\d\d:\d\d:\d\d(?:\.\d{1,6})?"
_ZONE = r"Z|[+-]\d\d(?::?\d\d)?"
_TOKEN = re.compile(
    rf"(?P<uuid>{_UUID})|(?<!\d)(?P<day>{_DAY})(?P<sep>[ T])(?P<clock>{_CLOCK})(?P<zone>{_ZONE})?(?!\d)"
)
_RANDOM = re.compile(r"[0-9a-f]{12}[14][0-9a-f]{3}[89ab][0-9a-f]{15}")
_TIME = re.compile(rf"(?P<clock>{_CLOCK})(?P<zone>{_ZONE})?")
_EPOCH = re.compile(r"(?P<whole>\d{9,16})(?P<fraction>\.\d+)?")
_UNITS = ((1, "s"), (1000, "ms"), (1_000_000, "us"))
_ROUND = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=15))
_SLACK = timedelta(minutes=2)
"""The maximum difference between the clocks of two machines."""
_YEAR_0 = datetime(1970, 1, 1, tzinfo=UTC)


class Identifier(Struct, frozen=True):
    """A UUID that the run generated."""

    hex: str
    """32 lower-case digits."""
    form: str
    """The notation: "dashed", "hex", "DASHED", "HEX" or "bytes"."""

    @property
    def is_by_time(self) -> bool:
        """Whether it is a UUID of version 1; otherwise it has version 4."""
        return self.hex[12] == "1"


class Moment(Struct, frozen=True):
    """A time with a round distance from the run."""

    text: str
    """The text as it was read."""
    instant: datetime
    """In UTC; a time without a zone is treated as UTC."""
    offset: timedelta
    """The distance from the run, rounded."""
    form: str
    """The notation: "isoformat", "time", or the unit of a number ("s", "ms", "us")."""
    sep: str = " "
    digits: int = 0
    """The number of digits of the fraction of a second: 0, 3 or 6."""
    zone: str = ""
    """The zone as it was read: "Z", "+00", "+00:00"; empty: none."""


Part: TypeAlias = "str | Identifier | Moment"


class Window(Struct, frozen=True):
    """The time during which a database was built."""

    start: datetime
    end: datetime

    def joined(self, other: Window) -> Window:
        """Return the time from the earlier start to the later end."""
        return Window(min(self.start, other.start), max(self.end, other.end))

    def offset(self, instant: datetime) -> timedelta | None:
        """Return the distance of `instant` from the window, if exactly one round distance fits; otherwise None."""
        least, most = instant - self.end - _SLACK, instant - self.start + _SLACK
        if least <= timedelta(0) <= most:
            return timedelta(0)
        for unit in _ROUND:
            count = -(-least // unit)
            if count * unit <= most:
                return count * unit if (count + 1) * unit > most else None
        return None


class Recognizer(Struct):
    """Divides the literals of one database into constant texts and generated values."""

    window: Window
    stable: AbstractSet[str] = frozenset()
    """`key` of values that occur in every run, so that they are not generated."""
    _known: dict[tuple[str, str], tuple[Part, ...]] = field(default_factory=dict)

    def parts(self, literal: str, column_type: str) -> tuple[Part, ...]:
        """Return the content of the literal, divided into texts and generated values; one text if there are none."""
        about = (literal, column_type.partition("(")[0].strip().lower() if literal[:1] != "x" else "")
        if about not in self._known:
            self._known[about] = tuple(self._parts(*about))
        return self._known[about]

    def _parts(self, literal: str, kind: str) -> Iterator[Part]:
        content = unquoted(literal)
        if isinstance(content, bytes):
            identifier = _identifier(content.hex(), "bytes") if len(content) == 16 else None
            yield identifier if identifier is not None and key(identifier) not in self.stable else literal
            return
        whole = self._whole(literal if content is None else content, kind, number=content is None)
        if whole is not None:
            yield whole
            return
        if content is None:
            yield literal
            return
        start = 0
        for match in _TOKEN.finditer(content):
            token = _uuid(match["uuid"]) if match["uuid"] else self._moment(match, kind)
            if token is not None and key(token) not in self.stable:
                if match.start() > start:
                    yield content[start : match.start()]
                yield token
                start = match.end()
        if start < len(content) or not start:
            yield content[start:]

    def _whole(self, text: str, kind: str, *, number: bool) -> Moment | None:
        """Return the value as a number of seconds or as a time of day, if it is one."""
        moment = None
        if number and (match := _EPOCH.fullmatch(text)):
            moment = self._epoch(text, match)
        elif kind.startswith("time") and not kind.startswith("timestamp") and (match := _TIME.fullmatch(text)):
            moment = self._time(text, match, kind)
        return moment if moment is not None and key(moment) not in self.stable else None

    def _epoch(self, text: str, match: re.Match[str]) -> Moment | None:
        for factor, unit in _UNITS:
            seconds = float(text) / factor
            if seconds < 1e10 and (offset := self.window.offset(instant := _YEAR_0 + timedelta(seconds=seconds))) == (
                timedelta(0)
            ):
                return Moment(text, instant, offset, unit, digits=6 if match["fraction"] else 0)
        return None

    def _time(self, text: str, match: re.Match[str], kind: str) -> Moment | None:
        for day in (self.window.start, self.window.end):
            instant = _read(f"{day:%Y-%m-%d} {match['clock']}", _zone(match))
            if instant is not None and self.window.offset(instant) == timedelta(0):
                return Moment(
                    text, instant, timedelta(0), "time", digits=_digits(match["clock"], kind), zone=_zone(match)
                )
        return None

    def _moment(self, match: re.Match[str], kind: str) -> Moment | None:
        instant = _read(f"{match['day']} {match['clock']}", _zone(match))
        offset = None if instant is None else self.window.offset(instant)
        elsewhere = _zone(match).strip("+-0:Z") and not kind.startswith("time")
        if instant is None or offset is None or elsewhere:
            return None
        digits = _digits(match["clock"], kind)
        return Moment(match[0], instant, offset, "isoformat", match["sep"], digits, zone=_zone(match))


def keys(literal: str) -> Iterator[str]:
    """Yield `key` of each value in a literal that the run might have generated."""
    content = unquoted(literal)
    if isinstance(content, bytes):
        yield content.hex()
        return
    text = literal if content is None else content
    if _EPOCH.fullmatch(text) or _TIME.fullmatch(text):
        yield text
    for match in _TOKEN.finditer(text):
        yield match["uuid"].replace("-", "").lower() if match["uuid"] else match[0]


def key(token: Identifier | Moment) -> str:
    """Return a text that is equal for tokens of the same value."""
    return token.hex if isinstance(token, Identifier) else token.text


def _uuid(text: str) -> Identifier | None:
    form = "dashed" if "-" in text else "hex"
    if text != text.lower():
        if text != text.upper():
            return None
        form = form.upper()
    return _identifier(text.replace("-", "").lower(), form)


def _identifier(digits: str, form: str) -> Identifier | None:
    return Identifier(digits, form) if _RANDOM.fullmatch(digits) else None


def _zone(match: re.Match[str]) -> str:
    return match["zone"] or ""


def _digits(clock: str, kind: str) -> int:
    """Return 0, 3 or 6. PostgreSQL omits trailing zeros in a column of times, so that there fewer digits mean 6."""
    count = len(clock.partition(".")[2])
    return count if count == 0 or (count == 3 and not kind.startswith("time")) else 6


def _read(text: str, zone: str) -> datetime | None:
    form = "%Y-%m-%d %H:%M:%S.%f" if "." in text else "%Y-%m-%d %H:%M:%S"
    hours, minutes = (int(zone[:3]), int(zone[-2:])) if len(zone) > 3 else (int(zone[:3] if len(zone) == 3 else 0), 0)
    try:
        read = datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        return None
    return read - timedelta(hours=hours, minutes=-minutes if zone.startswith("-") else minutes)
