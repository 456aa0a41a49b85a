"""The Python API gives what the command line gives, prints nothing, and imports no command line."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest

import migralint
from tests.support.command_line import migralint as run

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "bookshop"


@pytest.fixture
def bookshop(tmp_path: Path) -> Path:
    """A copy of the example, committed."""
    folder = tmp_path / "bookshop"
    shutil.copytree(EXAMPLE, folder)
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@example.invalid", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder


def test_a_project_gives_its_histories_as_graphs(bookshop: Path) -> None:
    project = migralint.load(str(bookshop))
    (history,) = project.histories
    graph = history.graph
    assert set(graph) == set(history.revisions)
    assert [node for node, degree in graph.out_degree() if degree == 0] == list(history.heads())


def test_check_reports_what_the_command_line_reports(bookshop: Path) -> None:
    report = migralint.check(migralint.load(str(bookshop)), select=["ALL"])
    document = json.loads(run("check", "--select", "ALL", "--format", "json", cwd=bookshop).stdout)
    assert [finding.code for finding in report.findings] == [one["code"] for one in document["findings"]]
    assert [one["revisions"] for one in document["histories"]] == [one.revisions for one in report.histories]


def test_a_plan_is_the_command_lines_plan_and_can_be_applied(bookshop: Path, capfd: pytest.CaptureFixture[str]) -> None:
    document = json.loads(run("prune", "--format", "json", cwd=bookshop).stdout)
    project = migralint.load(str(bookshop))
    plan = migralint.plan_prune(project)
    assert (plan.status, list(plan.removed)) == (document["status"], document["removed"])
    applied = migralint.apply_prune(plan)
    assert applied.status == "applied"
    assert set(migralint.load(str(bookshop)).histories[0].revisions).isdisjoint(plan.removed)
    found = migralint.rescue(project, plan.removed[0])
    assert found.rescue is not None
    assert capfd.readouterr() == ("", "")


def test_a_plan_without_an_environment_is_not_applied(bookshop: Path) -> None:
    project = migralint.load(str(bookshop))
    plan = migralint.plan_prune(project, without=["staging"])
    with pytest.raises(migralint.InputError, match="what-if"):
        migralint.apply_prune(plan)


def test_there_is_nothing_to_recover_in_a_sound_directory(bookshop: Path) -> None:
    project = migralint.load(str(bookshop))
    for leave in (migralint.recover_prune, migralint.rollback_prune):
        with pytest.raises(migralint.InputError):
            leave(project)


def test_verify_and_create_answer_with_values(bookshop: Path, tmp_path: Path) -> None:
    steps: list[migralint.Step] = []

    class Recorder:
        def note(self, text: str) -> None:
            steps.append(migralint.Step(text))

        def progress(self, step: migralint.Step) -> None:
            steps.append(step)

    project = migralint.load(str(bookshop))
    assert migralint.verify(project, ["sqlite"], listener=Recorder()).status == "match"
    assert any(step.total == 11 for step in steps)
    created = migralint.create(project, f"sqlite:///{tmp_path}/new.db", no_verify=True)
    assert type(created).__name__ == "Created"


def test_wrong_input_raises_with_what_to_do_next(tmp_path: Path) -> None:
    with pytest.raises(migralint.InputError) as raised:
        migralint.load(str(tmp_path / "missing"))
    assert str(raised.value)
    with pytest.raises(AttributeError):
        _ = migralint.no_such_function  # type: ignore[attr-defined]


@pytest.mark.slow
def test_importing_the_package_or_using_it_imports_no_command_line() -> None:
    code = (
        "import sys, migralint\n"
        "assert not {m for m in sys.modules if m.startswith('migralint.')}, 'the package alone is free'\n"
        f"migralint.check(migralint.load({str(EXAMPLE)!r}))\n"
        f"migralint.plan_prune(migralint.load({str(EXAMPLE)!r}))\n"
        "assert not {'typer', 'rich', 'click', 'alembic', 'sqlalchemy'} & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


SCRIPT = """
import migralint

project = migralint.load("examples/bookshop")
for history in project.histories:
    ids: tuple[str, ...] = history.heads()
report = migralint.check(project)
worst: list[str] = [f"{finding.code} {finding.message}" for finding in report.findings]
plan = migralint.plan_prune(project)
if plan.status == "ready":
    removed: tuple[str, ...] = migralint.apply_prune(plan, no_verify=False).removed
verification = migralint.verify(project, ["sqlite"])
match: bool = verification.status == "match"
moved = migralint.rebase(project, onto="origin/main", dry_run=True)
if moved.status == "refused":
    words: list[str] = [problem.message for problem in moved.reasons]
lines: list[str] = [moved.status, migralint.guard(project).guard]
live = migralint.drift(project, ["production"])
judged: list[str] = [live.status, *(one.entry for one in live.not_judged)]
"""


@pytest.mark.slow
def test_a_users_script_passes_mypy_strict(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(script)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_the_examples_of_the_documentation_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    shutil.copytree(EXAMPLE, tmp_path / "examples" / "bookshop")
    with chdir(tmp_path):
        exec(compile(code, "docs/api.md", "exec"), {"__name__": "example"})
    printed = capsys.readouterr().out
    assert "11 revisions, heads: b4fd1cf32c0b" in printed
    assert "match" in printed and "Longer author names" in printed and "upgrade" in printed
