"""Names, ids, messages and lines of files cannot steer what shows them: every hostile string in every format."""

from __future__ import annotations

import json
import re
import unicodedata
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.command_line import migralint
from tests.support.trees import write_tree

HOSTILE = {
    "escape": "\x1b[2J\x1b]0;evil\x07",
    "eight-bit escape": "\x9b31m",
    "bidi": "abc\u202edef\u2066ghi\u200f",
    "invisible": "a\u200bb\ufeffc\u00ad",
    "line ends": "x\n::stop-commands::t\r##[error]no\u2028::error::y\x85z",
    "github": "::set-output name=a::b",
    "old github": "text ##[add-mask]secret",
    "azure": "##vso[task.setvariable variable=a]b",
    "markup": "<img src=x onerror=alert(1)> & &amp; <!-- [[bold]]",
    "markdown": "`a` | b @octocat #12 [x](https://evil.example) **b**",
    "rich": "[bold red]x[/] [link=https://evil.example]y[/link]",
    "xml": "]]><evil/>\x00\ufffe",
}
CHECK_FORMATS = ("text", "concise", "github", "gitlab", "junit")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def project(folder: Path, hostile: str) -> Path:
    """A project whose docstrings, ids, parents, file names and labels are hostile."""
    name = hostile.replace("/", "").replace("\x00", "")
    header = {"revision": f"b2{hostile}", "down_revision": f"gone {hostile}", "branch_labels": hostile}
    text = f"{hostile!r}\n" + "".join(f"{key} = {value!r}\n" for key, value in header.items())
    base = f'"""{hostile!r}\n\nRevises: {name}\n"""\nrevision = "a1"\ndown_revision = None\n'
    return write_tree(
        folder,
        {
            "db/env.py": "",
            f"db/versions/{name}.py": text + "\ndef upgrade():\n    op.drop_table('x')\n",
            "db/versions/a1.py": base + "def upgrade():\n    pass\n",
        },
    )


def invisible(text: str) -> list[str]:
    """Characters that a terminal obeys or that nobody sees, but for the ends of lines."""
    return [hex(ord(each)) for each in text if unicodedata.category(each) in _INVISIBLE and each != "\n"]


def commands(text: str) -> list[str]:
    """Lines that a CI server would take for a command: GitHub's runner (blanks before do not matter) and Azure's."""
    return [each for each in text.split("\n") if each.lstrip().startswith("::") or "##[" in each or "##vso[" in each]


@pytest.mark.parametrize("format_", CHECK_FORMATS)
@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_check_shows_hostile_text_as_text(tmp_path: Path, hostile: str, format_: str) -> None:
    project(tmp_path, hostile)
    done = migralint("check", "--no-cache", "--format", format_, cwd=tmp_path)
    assert done.code == 1
    assert invisible(done.stdout) == []
    ours = tuple(f"::{word} " for word in ("error", "warning", "notice")) if format_ == "github" else ()
    assert [each for each in commands(done.stdout) if not each.startswith(ours or "\0")] == []
    if format_ == "gitlab":
        assert all(invisible(entry["description"]) == [] for entry in json.loads(done.stdout))
    if format_ == "junit":
        for element in ElementTree.fromstring(done.stdout).iter():
            assert element.tag in {"testsuites", "testsuite", "testcase", "failure", "system-out", "skipped"}
            assert invisible(element.text or "") == []
            assert commands(element.text or "") == []


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_colour_is_the_only_thing_that_a_terminal_obeys(tmp_path: Path, hostile: str) -> None:
    project(tmp_path, hostile)
    done = migralint("check", "--no-cache", "--color", "always", cwd=tmp_path)
    plain = migralint("check", "--no-cache", cwd=tmp_path)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    assert shown == plain.stdout
    assert commands(shown) == []


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_json_and_sarif_are_data(tmp_path: Path, hostile: str) -> None:
    project(tmp_path, hostile)
    for format_ in ("json", "sarif"):
        done = migralint("check", "--no-cache", "--format", format_, cwd=tmp_path)
        document = json.loads(done.stdout)
        if format_ == "json" and "\x00" not in hostile:
            assert any("b2" + hostile in finding["revisions"] for finding in document["findings"])


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "{}"),
        ("check", "--select", "{}"),
        ("check", "--output", "{}"),
        ("check", "--{}"),
        ("{}",),
        ("prune", "--until", "{}"),
        ("rescue", "{}"),
        ("rules", "{}"),
        ("env", "remove", "{}"),
        ("verify", "--database", "{}"),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_stderr_shows_hostile_text_as_text(tmp_path: Path, hostile: str, arguments: tuple[str, ...]) -> None:
    hostile = hostile.replace("\x00", "")
    project(tmp_path, "start")
    done = migralint(*(each.format(hostile) for each in arguments), cwd=tmp_path)
    assert done.code == 2
    assert invisible(done.stderr) == []
    assert commands(done.stderr) == []


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.scripts = 0
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.scripts += tag == "script"
        self.attributes += [name for name, _ in attrs if name.startswith("on") or name in ("src", "href")]


PRUNABLE = 'revision = "{id}"\ndown_revision = {parent!r}\n\ndef upgrade():\n    op.execute("x")\n'


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_plan_shows_hostile_text_as_text(tmp_path: Path, hostile: str, format_: str) -> None:
    shown = hostile.replace("\x00", "")
    toml = json.dumps(shown.replace("\x7f", "")).replace("\\/", "/")
    write_tree(
        tmp_path,
        {
            "db/env.py": "",
            "db/migralint-environments.toml": f'version = 1\n[environments.{toml}]\nstamps = ["b2"]\n',
            "db/versions/a1.py": f"{hostile!r}\n" + PRUNABLE.format(id="a1", parent=None),
            "db/versions/b2.py": f"{hostile!r}\n" + PRUNABLE.format(id="b2", parent="a1"),
        },
    )
    done = migralint("prune", "--format", format_, cwd=tmp_path)
    assert done.stdout, done.stderr
    ours = "\u200b" if format_ == "markdown" else ""  # behind the @ of what must notify nobody
    assert [each for each in invisible(done.stdout) if each != (hex(ord(ours)) if ours else "")] == []
    assert commands(done.stdout) == []
    if format_ == "html":
        tags, own = _Tags(), _Tags()
        tags.feed(done.stdout)
        own.feed((resources.files("migralint.drawing") / "page" / "page.html").read_text("utf-8"))
        assert not tags.seen & {"img", "evil"}
        assert (tags.scripts, sorted(tags.attributes)) == (own.scripts, sorted(own.attributes))
    if format_ == "markdown":
        prose = [line for line in done.stdout.split("\n") if not line.startswith(("    ", "`", "+", "-", " "))]
        text = "\n".join(prose)
        assert "<img" not in text and "@octocat" not in text and "https://evil" not in text
