"""GitLab's component, the problem matcher and the errorformat: what others read, held against what we write."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from migralint import __version__
from tests.support.command_line import migralint
from tests.support.trees import revision_file, write_tree

ROOT = Path(__file__).parents[2]
HOSTILE = "$(touch pwned) `touch pwned`; touch pwned #\"' $CI_JOB_TOKEN"
FILES = {
    "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n",
    "migrations/env.py": "",
    "migrations/versions/a1a1a1_start.py": revision_file("a1a1a1"),
    "migrations/versions/b2b2b2_x.py": revision_file("b2b2b2", "a1a1a1"),
    "migrations/versions/c3c3c3_y.py": revision_file("c3c3c3", "a1a1a1"),
}


def component(**inputs: str) -> dict[str, Any]:
    """The job as GitLab makes it: values are put into the parsed document, inputs checked against their options."""
    header, job = yaml.safe_load_all((ROOT / "templates/check.yml").read_text())
    given = {name: one["default"] for name, one in header["spec"]["inputs"].items()} | inputs
    filled = re.sub(
        r'"\$\[\[ inputs\.([\w-]+) \]\]"', lambda found: json.dumps(str(given[found[1]])), json.dumps(job["migralint"])
    )
    assert "$[[" not in filled
    result: dict[str, Any] = json.loads(filled)
    return result


@pytest.mark.parametrize(("path", "status"), [(".", 1), (HOSTILE, 2), ("--exit-zero", 2)])
def test_the_job_of_the_component(tmp_path: Path, path: str, status: int) -> None:
    write_tree(tmp_path / "project", FILES)
    programs = tmp_path / "bin"
    programs.mkdir()
    # pip is not asked to install anything: the environment of the tests has it.
    (programs / "python3").write_text('#!/bin/sh\necho "$@" >>installed\n')
    (programs / "migralint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m migralint "$@"\n')
    for program in programs.iterdir():
        program.chmod(0o755)
    job = component(path=path, version=HOSTILE)
    variables = {name: value["value"] if isinstance(value, dict) else value for name, value in job["variables"].items()}
    assert not [name for name, value in job["variables"].items() if isinstance(value, dict) and value["expand"]]
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])],
        cwd=tmp_path / "project",
        env={**variables, "PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    assert (tmp_path / "project/installed").read_text() == f"-m pip install --quiet migralint=={HOSTILE}\n"
    assert not list(tmp_path.rglob("pwned*"))
    if status == 1:
        reports = job["artifacts"]["reports"]
        codes = {one["check_name"] for one in json.loads((tmp_path / "project" / reports["codequality"]).read_text())}
        assert "multiple-heads" in codes
        assert (tmp_path / "project" / reports["junit"]).is_file()


def test_the_component_installs_the_version_that_it_comes_with() -> None:
    header, _ = yaml.safe_load_all((ROOT / "templates/check.yml").read_text())
    assert header["spec"]["inputs"]["version"]["default"] == __version__


def pattern() -> dict[str, Any]:
    matcher, _infos = json.loads((ROOT / "integrations/problem-matcher.json").read_text())["problemMatcher"]
    (one,) = matcher["pattern"]
    result: dict[str, Any] = one
    return result


def test_the_problem_matcher_takes_a_line_apart() -> None:
    found = re.match(pattern()["regexp"], "db/versions/a b.py:12:3: warning ML301 NOT NULL without a default: users.x")
    assert found is not None
    fields = {name: found[group] for name, group in pattern().items() if isinstance(group, int)}
    assert fields == {
        "file": "db/versions/a b.py", "line": "12", "column": "3", "severity": "warning", "code": "ML301",
        "message": "NOT NULL without a default: users.x",
    }  # fmt: skip


def test_every_line_of_the_concise_format_is_matched(tmp_path: Path) -> None:
    write_tree(tmp_path, FILES)
    done = migralint("check", "--format", "concise", cwd=tmp_path)
    if done.code == 2:
        pytest.skip("this version writes no concise format")
    lines = [line for line in done.stdout.splitlines() if " ML" in line and ": info " not in line]
    assert lines
    assert [line for line in lines if not re.match(pattern()["regexp"], line)] == []
