"""Whatever branches and tags are called, and whatever is given as a REF: a report or one clean line, never a crash.

`MIGRALINT_FUZZ_COUNT` says how many names are drawn (100000 for a long run), `MIGRALINT_FUZZ_SEED` where they begin.
"""

from __future__ import annotations

import os
import random
import time
import unicodedata
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import pytest

from tests.fuzz.documents import WEIRD_TEXTS
from tests.support.command_line import Finished, migralint
from tests.support.git import git, repository
from tests.support.trees import revision_file, write_tree

pytestmark = pytest.mark.slow
COUNT = int(os.environ.get("MIGRALINT_FUZZ_COUNT", "1500"))
SEED = int(os.environ.get("MIGRALINT_FUZZ_SEED", "0"))
MOST_SECONDS = 10
REFS_AT_ONCE = 1000
_FORBIDDEN = frozenset(" ~^:?*[\\\x7f")  # man git-check-ref-format
_PARTS = (
    *("main", "v1", "v2.0.0-rc1", "HEAD", "head", "heads", "base", "a1a1", "refs", "tags", "stash", "origin"),
    *("\u2028", "\x85", "\u202e", "\u200b", "\ufeff", "é", "漢字", "\U0001f600", "-", "--help", "::error::x", "##[x]"),
    *("<img>", "&amp;", "`", "|", "'", '"', "$(x)", "${x}", "%", "%(refname)", "%00", "#1", "@octocat", ";", "!"),
    *("9" * 30, "n" * 200, "+", "=", ",", "{", "}", "]", "(", "_", "\xa0", "\xad"),
)
_EXPRESSIONS = ("^", "~1", "@{1}", "@{-1}", "@{u}", "^{commit}", "^{tree}", ":", ":/x", ":alembic.ini", "..", "...HEAD")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def drawn_name(draw: random.Random) -> str:
    """A name for a branch or tag, mostly one that git takes."""
    return draw.choice(("", "", "/", ".")).join(draw.choices(_PARTS, k=draw.randrange(1, 5)))


def is_allowed(name: str) -> bool:
    """Whether git takes it as the end of a ref's name."""
    parts = name.split("/")
    return (
        not _FORBIDDEN.intersection(name)
        and min(map(ord, name)) >= 32
        and ".." not in name
        and "@{" not in name
        and len(os.fsencode(name)) < 250
        and all(part and not part.startswith(".") and not part.endswith((".", ".lock")) for part in parts)
    )


def names(seed: int) -> Iterator[str]:
    """Names that git takes, none of which is a folder of another."""
    for number in count(seed):
        draw = random.Random(number)
        name = f"{number}{drawn_name(draw)}" if draw.random() < 0.5 else f"{drawn_name(draw)}/{number}"
        if is_allowed(name):
            yield name


def drawn_ref(draw: random.Random) -> str:
    """What somebody, or a CI server, may give as a REF."""
    if draw.random() < 0.2:
        return draw.choice([text for text in WEIRD_TEXTS if text not in ("\0", "\ud800")])  # no argument holds those
    name = draw.choice((drawn_name(draw), "main", "v1.0", "HEAD"))
    return name + draw.choice(("", "", *_EXPRESSIONS))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """a1a1 <- b2b2 <- c3c3, committed one by one, with a manifest that takes its stamps from all tags."""
    root = tmp_path_factory.mktemp("names") / "project"
    manifest = 'version = 1\n[environments.p]\nstamps = ["c3c3"]\n[environments.t]\ngit-tags = "*"\n'
    write_tree(
        root,
        {
            "alembic.ini": "[alembic]\nscript_location = migrations\n",
            "migrations/env.py": "",
            "migrations/migralint-environments.toml": manifest,
            "migrations/versions/a1a1.py": revision_file("a1a1"),
            "migrations/versions/b2b2.py": revision_file("b2b2", "a1a1"),
        },
    )
    repository(root)
    git(root, "tag", "v1.0")
    write_tree(root, {"migrations/versions/c3c3.py": revision_file("c3c3", "b2b2")})
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "third")
    return root


def assert_clean(done: Finished, what: object, started: float) -> None:
    assert time.monotonic() - started < MOST_SECONDS, what
    assert done.code in (0, 1, 2), (what, done.stderr)
    shown = [
        hex(ord(one)) for one in done.stdout + done.stderr if unicodedata.category(one) in _INVISIBLE and one != "\n"
    ]
    assert not shown, (what, shown)


def test_any_names_of_branches_and_tags(root: Path) -> None:
    ids = [git(root, "rev-parse", one).strip() for one in ("HEAD", "v1.0")]
    packed = root / ".git" / "packed-refs"
    before = packed.read_bytes() if packed.exists() else None
    drawn = islice(names(SEED), COUNT)
    while batch := list(islice(drawn, REFS_AT_ONCE)):
        kinds = ("refs/heads", "refs/tags", "refs/remotes/origin")
        rows = sorted((os.fsencode(f"{kinds[at % 3]}/{name}"), ids[at % 2].encode()) for at, name in enumerate(batch))
        packed.write_bytes(b"".join(b"%s %s\n" % (commit, name) for name, commit in rows))
        listed = git(root, "for-each-ref", "--format=%(objectname)").split()
        assert len(listed) >= len(batch), "git does not take these names"
        for command in (("prune",), ("check",), ("env", "list"), ("prune", "--format", "markdown")):
            started = time.monotonic()
            done = migralint(*command, cwd=root)
            assert_clean(done, (command, batch[0]), started)
            assert done.code in (0, 1), done.stderr
    packed.unlink()
    if before is not None:
        packed.write_bytes(before)


COMMANDS = (
    ("check", "--against", "{}"),
    ("check", "--since", "{}"),
    ("review", "--against", "{}"),
    ("rebase", "--onto", "{}", "--diff"),
    ("env", "from-tags", "{}"),
    ("prune", "--protect-refs", "{}"),
    ("prune", "--stamp", "x={}"),
    ("graph", "--around", "{}"),
)


def test_anything_given_as_a_ref(root: Path) -> None:
    status = git(root, "status", "--porcelain")
    codes = set()
    for seed in range(SEED, SEED + max(COUNT // 10, 1)):
        draw = random.Random(seed)
        ref = drawn_ref(draw)
        command = [part.format(ref) if part == "{}" or part == "x={}" else part for part in draw.choice(COMMANDS)]
        started = time.monotonic()
        done = migralint(*command, cwd=root, PYTHONDONTWRITEBYTECODE="1")  # review runs env.py, as Alembic would
        assert_clean(done, (seed, command), started)
        codes.add(done.code)
        assert git(root, "status", "--porcelain") == status, (seed, command)
    assert {0, 2} <= codes
