"""What README and documentation show of commands is what these commands print.

`MIGRALINT_REWRITE=1 pytest tests/documentation` writes what they print now into the pages; look at the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.support.postgresql import new_database
from tests.support.stages import CORPUS, SLOW, STAGES
from tests.support.transcripts import REPOSITORY, Block, blocks, same, shortened

PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
SESSIONS = [
    pytest.param(
        page,
        stage,
        id=f"{page.relative_to(REPOSITORY)}-{stage}",
        marks=[pytest.mark.slow] * (stage in SLOW) + [pytest.mark.corpus] * (stage in CORPUS),
    )
    for page in PAGES
    for stage in sorted({block.stage for block in blocks(page.read_text("utf-8"))})
]


@pytest.mark.parametrize(("page", "stage"), SESSIONS)
def test_a_page_shows_what_its_commands_print(
    page: Path, stage: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):  # so that a commit has the same id in every run
        monkeypatch.setenv(name, "2026-11-20T10:00:00Z")
    text = page.read_text("utf-8")
    session = STAGES[stage](tmp_path)
    if stage.startswith("postgresql"):
        session.variables["DATABASE_URL"] = new_database(request.getfixturevalue("postgresql"), stage)
    stale: list[str] = []
    rewritten: list[tuple[Block, str]] = []
    for block in blocks(text):
        if block.stage != stage:
            continue
        lines: list[str] = []
        for place, step in enumerate(block.steps, start=1):
            printed, status = session.run(step.command)
            expected = block.status if place == len(block.steps) else 0
            assert status == expected, f"{step.command}: exit status {status}\n{printed}"
            fits = same(step.shown, printed)
            if not fits:
                stale.append(f"$ {step.command}\n{printed}")
            shown = step.shown if fits else shortened(printed)
            lines += ["$ " + step.command.replace("\n", "\n> "), *([shown, ""] if shown else [])]
        rewritten.append((block, "\n".join(lines).rstrip("\n") + "\n"))
    if stale and os.environ.get("MIGRALINT_REWRITE"):
        for block, body in reversed(rewritten):
            indented = "".join(block.indent * bool(line.strip()) + line for line in body.splitlines(keepends=True))
            text = text[: block.start] + indented + text[block.end :]
        page.write_text(text, "utf-8")
        return
    assert not stale, "MIGRALINT_REWRITE=1 writes this into the page:\n\n" + "\n\n".join(stale)


def test_ellipsis_stands_for_lines_and_volatile_parts_are_no_difference() -> None:
    assert same("one\n…\nfour", "one\ntwo\nthree\nfour")
    assert same("11 revisions on sqlite 3.40.1: match", "11 revisions on sqlite 3.45: match")
    assert same("", "")
    assert not same("", "something")
    assert not same("one\n…\nfour", "one\ntwo")
    assert not same("one", "one\ntwo")


def test_what_is_shown_as_output_was_printed() -> None:
    unmarked = re.compile(r"(?<!-->\n)^ *```console\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
    pages = {
        page.name
        for page in PAGES
        for body in unmarked.findall(page.read_text("utf-8"))
        if any(line.strip() and not line.lstrip().startswith(("$ ", "> ")) for line in body.splitlines())
    }
    assert pages == set()


MESSAGES = sorted(page for page in (REPOSITORY / "docs/messages").glob("*.md") if page.stem != "index")


@pytest.mark.parametrize("page", MESSAGES, ids=[page.stem for page in MESSAGES])
def test_alembic_says_the_title_of_a_page_about_a_message(page: Path) -> None:
    text = page.read_text("utf-8")
    title = text.removeprefix("# ").partition("\n")[0]
    first = blocks(text)[0].steps[-1]
    assert "alembic " in first.command
    assert title in first.shown.replace("\n", " ")
