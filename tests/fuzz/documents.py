"""Draws the record files of migralint: valid documents, bent by their grammar, then by their bytes."""

from __future__ import annotations

import copy
import json
import random
import sys
from typing import Any

WEIRD_TEXTS = (
    "",
    " ",
    "\0",
    "\n",
    "\r",
    "\u2028",
    "\x85",
    "\x1b[31m",
    "\ud800",
    "\udcff",
    "é" * 3,
    "../" * 20 + "x.py",
)
WEIRD_TEXTS += ("/etc/passwd", "~", "%", "%(here)s", "%(x)s", "a" * 5_000, "-", "--help", "1" * 5_000, "{", "[[", '"""')
WEIRD_TEXTS += ("postgresql://u:secret@h/d", "$HOME", "*", "**", "[", "\\", "'", '"', "\ufeff", "base", "head", "heads")
WEIRD_NUMBERS = (0, -1, 1, 2**31, 2**63, 2**64, 10**12, 10**300, 1.5, -0.0, float("inf"), float("nan"), 1e-320)
WEIRD: tuple[Any, ...] = (None, True, False, [], {}, [[]], [{}], {"": {}}, *WEIRD_TEXTS, *WEIRD_NUMBERS)

_FILE = {"path": "versions/a.py", "sha256": "0" * 64, "git_blob": "1" * 40}
_REVISION = {"id": "a", "file": _FILE, "down_revision": [], "depends_on": ["b"], "branch_labels": ["x"]}
LEDGER: Any = {
    "version": 1,
    "prunes": [
        {
            "pruned_at": "2026-11-20T10:00:00Z",
            "tool_version": "0.1.0",
            "commit": "2" * 40,
            "archive": "a.tgz",
            "new_bases": ["b"],
            "squashed_into": [],
            "verified": [{"database": "sqlite 3.40", "status": "match"}],
            "accepted_losses": ["rows of users"],
            "removed": [_REVISION | {"message": "start"}],
            "rewritten": [_REVISION | {"id": "b"}],
        }
    ],
}
BASELINE: Any = {
    "version": 2,
    "findings": [{"code": "ML101", "path": "a.py", "message": "x", "fingerprint": "0" * 16, "count": 1}],
}
MANIFEST = """version = 1
max-age-days = 30

[environments.production]
stamps = ["a1b2c3d4e5f6"]  # a comment
recorded-at = 2026-11-20T10:00:00Z
url-env = "PROD_URL"

[environments.fleet]
counts = { "a1b2c3d4e5f6" = 12, "b+c" = 3, "" = 1 }
url-env = "FLEET_URL"
query = "select 1"

[environments.inventory]
file = "stamps.csv"

[environments.tags]
git-tags = "v2.*"

[environments.new]
create-all = true
"""
SETTINGS = """paths = ["a", "b"]
config = "alembic.ini"
name = "alembic"
select = ["ML1"]
ignore = ["ML205"]
fail-on = "error"
baseline = "base.json"
heads = 2
dialect = ["postgresql"]
keep = 3
keep-since = 2025-01-01
protect-refs = ["origin/*"]
deep = false

[severity]
ML301 = "info"

[per-file-ignores]
"versions/old_*.py" = ["ML205"]

[verify]
databases = ["sqlite"]
metadata = "app.models:Base.metadata"
x = ["tenant=a"]
timeout = 600.0
strict = false

[verify.environment]
A = "b"

[verify.attributes]
n = 1

[[verify.allow]]
aspect = "column-type"
reason = "known"
table = "users"

[[verify.allow]]
aspect = "*"
reason = "known"
object = "ix_*"
"""
INI = """[DEFAULT]
a = 1

[alembic]
script_location = %(here)s/migrations
version_locations = %(here)s/a %(here)s/b
file_template = %%(rev)s_%%(slug)s
prepend_sys_path = .
sqlalchemy.url = sqlite:///x.db

[other]
script_location = other
b = %(a)s
"""
CSV = 'database,version_num,other\na,a1b2c3d4e5f6,1\nb,,\nc,b,x\nc,c,y\n"d",e,"z"\n'


def bent_json(draw: random.Random, document: Any) -> bytes:
    """Return a JSON document with up to a few values replaced, removed, repeated or nested."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)  # for the drawing alone: what is nested twice is deeper than Python copies
    try:
        bent = copy.deepcopy(document)
        for _ in range(draw.choice((0, 1, 1, 1, 2, 4))):
            bent = _bend(draw, bent)
        text = json.dumps(bent, ensure_ascii=draw.random() < 0.7)
    finally:
        sys.setrecursionlimit(limit)
    return maybe_damaged(draw, text.encode("utf-8", "surrogatepass"))


def bent_lines(draw: random.Random, text: str) -> bytes:
    """Return a document made of lines (TOML, ini, CSV) with lines and values changed, moved and repeated."""
    lines = text.split("\n")
    for _ in range(draw.choice((0, 1, 1, 2, 3, 6))):
        at = draw.randrange(len(lines))
        match draw.randrange(8):
            case 0:
                del lines[at]
                lines = lines or [""]
            case 1:
                lines.insert(draw.randrange(len(lines) + 1), lines[at])
            case 2:
                lines[at] = f"{lines[at].partition('=')[0]}= {toml_value(draw)}"
            case 3:
                lines[at] = lines[at].replace(draw.choice('=[]",.'), draw.choice(WEIRD_TEXTS), 1)
            case 4:
                lines.insert(at, f"{toml_key(draw)} = {toml_value(draw)}")
            case 5:
                lines.insert(at, f"[{toml_key(draw)}{draw.choice(('', '.x', ']', '[', '.'))}]")
            case 6:
                lines[at] = lines[at] * draw.choice((2, 50))
            case _:
                other = draw.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
    end = draw.choice(("\n", "\n", "\n", "\r\n", "\r", "\u2028"))
    return maybe_damaged(draw, end.join(lines).encode("utf-8", "surrogatepass"))


def toml_key(draw: random.Random) -> str:
    """A key, often one that means something."""
    known = ("version", "environments.production", "stamps", "keep", "verify", "verify.allow", "heads", "alembic", "x")
    return draw.choice((*known, json.dumps(draw.choice(WEIRD_TEXTS)), "é", "a.b.c", "", "'"))


def toml_value(draw: random.Random, depth: int = 0) -> str:
    """A value of any type, sometimes none."""
    match draw.randrange(11):
        case 0:
            return json.dumps(draw.choice(WEIRD_TEXTS))
        case 1:
            return str(draw.choice(WEIRD_NUMBERS))
        case 2:
            return "9" * draw.choice((1, 19, 5_000))
        case 3:
            return draw.choice(
                ("2026-01-01", "0000-00-00", "9999-12-31T23:59:60Z", "2026-01-01T00:00:00-23:59", "1e999")
            )
        case 4 if depth < 3:
            return f"[{', '.join(toml_value(draw, depth + 1) for _ in range(draw.randrange(4)))}]"
        case 5 if depth < 3:
            return f"{{ {', '.join(f'{toml_key(draw)} = {toml_value(draw, depth + 1)}' for _ in range(2))} }}"
        case 6:
            return draw.choice(("true", "false", "nan", "inf", "-inf", "0x_", "'''", '"""', "", "#"))
        case 7:
            return "[" * draw.choice((1, 3, 3_000))
        case 8:
            return "{a=" * draw.choice((1, 3, 3_000))
        case _:
            return draw.choice(("1", '"a"', '["a1b2c3d4e5f6"]', '{ "a" = 1 }'))


def maybe_damaged(draw: random.Random, data: bytes) -> bytes:
    """Return the bytes as they are, or with some of them changed, cut, inserted or repeated."""
    if draw.random() < 0.6:
        return data
    damaged = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 8))):
        at = draw.randrange(len(damaged) + 1)
        match draw.randrange(6):
            case 0:
                damaged[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                del damaged[at : at + draw.choice((1, 2, 40, len(damaged)))]
            case 2:
                damaged[at:at] = draw.choice((b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b"\xed\xa0\x80", b"%", b'"'))
            case 3:
                damaged[at:at] = draw.choice((b"[", b"{", b"(", b'{"a":', b"-")) * draw.choice((1, 20, 5_000))
            case 4:
                copied = damaged[at : at + draw.randrange(1, 60)]
                damaged[at:at] = copied * draw.choice((1, 3, 100))
            case _:
                damaged[at:at] = damaged[draw.randrange(len(damaged) + 1) :][:80]
    return bytes(damaged)


def _bend(draw: random.Random, value: Any) -> Any:
    """Return the value with one change somewhere in it."""
    if draw.random() < 0.25 or not value or not isinstance(value, dict | list):
        return _other(draw, value)
    if isinstance(value, dict):
        key = draw.choice(list(value))
        match draw.randrange(8):
            case 0:
                del value[key]
            case 1:
                value[draw.choice(WEIRD_TEXTS)] = copy.deepcopy(draw.choice(WEIRD))
            case _:
                value[key] = _bend(draw, value[key])
        return value
    at = draw.randrange(len(value))
    match draw.randrange(6):
        case 0:
            value.append(copy.deepcopy(value[at]))
        case 1:
            value += [copy.deepcopy(value[at]) for _ in range(draw.choice((1, 300)))]
        case _:
            value[at] = _bend(draw, value[at])
    return value


def _other(draw: random.Random, value: Any) -> Any:
    if draw.random() < 0.1:
        for _ in range(draw.choice((1, 30, 400))):
            value = [value] if draw.random() < 0.5 else {"a": value}
        return value
    return copy.deepcopy(draw.choice(WEIRD))  # what is bent once more must not be everybody's
