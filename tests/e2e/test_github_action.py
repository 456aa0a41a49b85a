"""The steps of action.yml as a runner executes them, with a pull request whose texts try to be executed."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.trees import revision_file, write_tree

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
HOSTILE = "$(touch pwned) `touch pwned`; touch pwned #\"'\n::error::forged\n${{ github.token }}"
FILES = {
    "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n",
    "migrations/env.py": "",
    "migrations/versions/a1a1a1_start.py": revision_file("a1a1a1"),
}
TWO_HEADS = {
    "migrations/versions/b2b2b2_x.py": revision_file("b2b2b2", "a1a1a1"),
    "migrations/versions/@somebody $(touch pwned) `touch pwned` |<img>.py": revision_file("c3c3c3", "a1a1a1"),
}


class GitHub(ThreadingHTTPServer):
    """As much of GitHub's API as the action calls, over real HTTP."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.comments: list[dict[str, Any]] = []
        self.calls: list[tuple[str, str]] = []
        self.sarif: dict[str, Any] | None = None
        self.tokens: set[str] = set()
        self.refuses = False


class Answer(BaseHTTPRequestHandler):
    server: GitHub

    def _answer(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        sent = json.loads(self.rfile.read(size) or b"null")
        path, _, query = self.path.partition("?")
        self.server.calls.append((self.command, path))
        self.server.tokens.add(str(self.headers["Authorization"]))
        result: Any = {}
        if self.server.refuses:
            self.send_response(403)
        else:
            self.send_response(200)
            if path.endswith("/issues/7/comments") and self.command == "GET":
                page = int(re.findall(r"[?&]page=(\d+)", "?" + query)[0])
                result = self.server.comments[(page - 1) * 100 : page * 100]
            elif path.endswith("/issues/7/comments"):
                self.server.comments.append({"id": len(self.server.comments) + 1, "user": {"type": "Bot"}, **sent})
            elif self.command == "PATCH":
                number = int(path.rpartition("/")[2])
                next(one for one in self.server.comments if one["id"] == number).update(sent)
            elif path.endswith("/code-scanning/sarifs"):
                self.server.sarif = sent
        self.end_headers()
        self.wfile.write(json.dumps(result).encode())

    do_GET = do_POST = do_PATCH = _answer  # noqa: N815 -- the names that the server looks for

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class Runner:
    """Executes the composite steps: expressions become environment variables, `run` goes to bash as it stands."""

    def __init__(self, folder: Path, github: GitHub, event: dict[str, Any]) -> None:
        self.folder = folder
        self.project = folder / "project"
        self.temporary = folder / "temporary"
        self.temporary.mkdir(exist_ok=True)
        (folder / "event.json").write_text(json.dumps(event))
        self.summary = folder / "summary.md"
        self.github = github
        self.outputs: dict[str, str] = {}
        self.said = ""

    def run(self, install: bool = False, **inputs: str) -> int:
        values = {name: given.get("default", "") for name, given in ACTION["inputs"].items()} | {"token": "t0ken"}
        assert inputs.keys() <= values.keys()
        values |= inputs
        self.summary.write_text("")
        programs = self.temporary / "migralint/bin"
        if not install:  # as if it were installed: the environment of the tests has it
            programs.mkdir(parents=True, exist_ok=True)
            for name in ("python", "migralint"):
                (programs / name).unlink(missing_ok=True)
            (programs / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
            (programs / "migralint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m migralint "$@"\n')
            for name in ("python", "migralint"):
                (programs / name).chmod(0o755)
        for step in ACTION["runs"]["steps"]:
            if step["name"] == "Install" and not install:
                continue
            status = self._step(step, values)
            if status:
                return status
        return 0

    def _step(self, step: dict[str, Any], values: dict[str, str]) -> int:
        assert "${{" not in step["run"]
        output = self.folder / "output.txt"
        output.write_text("")
        given = {name: self._evaluated(text, values) for name, text in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.project,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.folder),
                "PYTHONPATH": str(ROOT),
                "RUNNER_TEMP": str(self.temporary),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
                "GITHUB_REPOSITORY": "shop/shop",
                "GITHUB_API_URL": f"http://127.0.0.1:{self.github.server_port}",
                "GITHUB_SHA": "0" * 40,
                "GITHUB_REF": "refs/pull/7/merge",
                "GITHUB_HEAD_REF": HOSTILE.replace("\n", " "),
                **given,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        self.said += done.stdout + done.stderr
        if "id" in step:
            for line in output.read_text().splitlines():
                name, _, value = line.partition("=")
                self.outputs[f"steps.{step['id']}.outputs.{name}"] = value
        return done.returncode

    def _evaluated(self, text: str, values: dict[str, str]) -> str:
        known = {f"inputs.{name}": value for name, value in values.items()}
        known |= {"github.action_path": str(ROOT), **self.outputs}
        return re.sub(r"\$\{\{ *([\w.]+) *\}\}", lambda found: known[found[1]], text)


PULL_REQUEST = {"pull_request": {"number": 7, "title": HOSTILE, "body": HOSTILE, "head": {"ref": HOSTILE}}}


def runner(tmp_path: Path, github: GitHub, files: dict[str, str], event: dict[str, Any] = PULL_REQUEST) -> Runner:
    write_tree(tmp_path / "project", files)
    return Runner(tmp_path, github, event)


def test_two_heads_fail_the_job_and_are_told_where_people_look(tmp_path: Path, github: GitHub) -> None:
    run = runner(tmp_path, github, {**FILES, **TWO_HEADS})
    assert run.run(sarif="true") == 1, run.said
    assert re.search(r"^::error .*ML101", run.said, re.MULTILINE)
    assert "ML101" in run.summary.read_text()
    (comment,) = github.comments
    assert "ML101" in comment["body"]
    assert github.sarif is not None
    sarif = json.loads(gzip.decompress(base64.b64decode(github.sarif["sarif"])))
    assert sarif["version"] == "2.1.0"
    assert github.tokens == {"Bearer t0ken"}


def test_nothing_of_a_hostile_pull_request_is_executed_or_repeated(tmp_path: Path, github: GitHub) -> None:
    run = runner(tmp_path, github, {**FILES, **TWO_HEADS})
    hostile = HOSTILE.replace("\n", " ")
    (run.project / "sub").mkdir()
    assert run.run(path=hostile, arguments=f"--ignore={hostile}\n--select=ML1\n") == 2
    assert run.run() == 1
    assert not list(tmp_path.rglob("pwned*"))
    assert "forged" not in github.comments[0]["body"]
    assert not re.search(r"^::error::forged", run.said, re.MULTILINE)
    assert "t0ken" not in run.said + run.summary.read_text()
    body = github.comments[0]["body"]
    assert "@somebody" not in body and "<img" not in body and "`touch" not in body
    table = [line for line in body.splitlines() if line.startswith("| ")]
    assert {line.count(" | ") for line in table} == {3}


def test_one_comment_is_brought_up_to_date(tmp_path: Path, github: GitHub) -> None:
    github.comments += [{"id": n, "user": {"type": "User"}, "body": "<!-- migralint . --> mine"} for n in range(1, 151)]
    run = runner(tmp_path, github, {**FILES, **TWO_HEADS})
    assert (run.run(), run.run(), len(github.comments)) == (1, 1, 151)
    for name in TWO_HEADS:
        (run.project / name).unlink()
    assert run.run() == 0, run.said
    assert "nothing to report" in github.comments[-1]["body"]
    assert {one["body"] for one in github.comments[:-1]} == {"<!-- migralint . --> mine"}


def test_a_clean_project_gets_no_comment(tmp_path: Path, github: GitHub) -> None:
    run = runner(tmp_path, github, FILES)
    assert (run.run(), github.comments) == (0, []), run.said


@pytest.mark.parametrize("event", [{"merge_group": {"head_ref": HOSTILE}}, {"ref": "refs/heads/main"}])
def test_a_merge_queue_and_a_push_have_nothing_to_comment_on(
    tmp_path: Path, github: GitHub, event: dict[str, Any]
) -> None:
    run = runner(tmp_path, github, {**FILES, **TWO_HEADS}, event)
    assert (run.run(), github.calls) == (1, [])


def test_a_token_that_may_not_write_is_a_notice(tmp_path: Path, github: GitHub) -> None:
    github.refuses = True
    run = runner(tmp_path, github, {**FILES, **TWO_HEADS})
    assert run.run() == 1
    assert "::notice title=migralint::the comment was left out: the token may not do that (HTTP 403)" in run.said


def test_nothing_to_check_fails_the_job(tmp_path: Path, github: GitHub) -> None:
    run = runner(tmp_path, github, {"README": "no migrations"})
    assert (run.run(), github.calls) == (2, [])


def test_it_installs_itself(tmp_path: Path, github: GitHub) -> None:
    run = runner(tmp_path, github, FILES)
    assert run.run(install=True, python=sys.executable) == 0, run.said


@pytest.mark.skipif(shutil.which("zizmor", path=str(Path(sys.executable).parent)) is None, reason="needs zizmor")
def test_zizmor_finds_nothing() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("zizmor")), "--offline", "--no-progress", "action.yml", ".github"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
