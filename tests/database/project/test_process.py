"""The child as a process: whatever project code does to it, there is an end and an account of it."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migralint.database.project.environment import child_environment
from migralint.database.project.process import Ended, Message, run_child

pytestmark = pytest.mark.slow

MATCH = Path(__file__).parents[3] / "fixtures" / "verify_match"


def run(
    folder: Path,
    tmp_path: Path,
    *,
    timeout: float = 60,
    meanwhile: Callable[[], object] = lambda: None,
    **more: Any,
) -> tuple[Ended, list[Message]]:
    scratch = tmp_path / "scratch"
    (scratch / "databases").mkdir(parents=True)
    request = {
        "scratch": str(scratch / "databases"),
        "script_location": str(folder / "migrations"),
        "version_locations": [str(folder / "migrations" / "versions")],
        "root": str(folder),
        "ini": str(folder / "alembic.ini"),
        **more,
    }
    messages: list[Message] = []
    ended = run_child(
        sys.executable,
        request,
        scratch=scratch,
        folder=str(folder),
        environment=child_environment(os.environ, (), {}),
        timeout=timeout,
        on_message=messages.append,
        meanwhile=meanwhile,
    )
    return ended, messages


def project(tmp_path: Path, *, first_line_of_env: str) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(MATCH, folder)
    env = folder / "migrations" / "env.py"
    env.write_text(first_line_of_env + "\n" + env.read_text())
    return folder


def kinds(messages: list[Message]) -> list[str]:
    return [message["message"] for message in messages]


def test_both_databases_are_built(tmp_path: Path) -> None:
    ended, messages = run(MATCH, tmp_path)
    assert ended.status == 0
    assert kinds(messages)[-2:] == ["built", "done"]
    built = messages[-2]
    assert built["heads"] == ["2b"]
    assert all(os.path.getsize(built[side]["path"]) for side in ("models", "migrations"))


def test_revisions_are_announced_in_their_order(tmp_path: Path) -> None:
    _, messages = run(MATCH, tmp_path)
    assert [message["revision"] for message in messages if "index" in message] == ["1a", "2b"]


def test_what_the_project_prints_does_no_harm(tmp_path: Path) -> None:
    lines = 'import sys\nprint("x" * 3_000_000)\nsys.stderr.write("last words")'
    ended, messages = run(project(tmp_path, first_line_of_env=lines), tmp_path)
    assert kinds(messages)[-1] == "done"
    assert ended.output.endswith("last words")
    assert len(ended.output) <= 64 * 1024


def test_what_the_project_writes_to_descriptors_that_are_not_its_own_does_no_harm(tmp_path: Path) -> None:
    lines = """import os
for descriptor in range(3, 20):
    for noise in (b"5\\n", b"{}\\n", b'{"message": "target"}\\n', b"no end of line"):
        try:
            os.write(descriptor, noise)
        except OSError:
            pass"""
    _, messages = run(project(tmp_path, first_line_of_env=lines), tmp_path)
    assert kinds(messages)[-2:] == ["built", "done"]
    assert all("target" in message for message in messages if message["message"] == "target")


def test_messages_do_not_go_into_a_file_that_got_the_descriptor_of_the_pipe(tmp_path: Path) -> None:
    lines = """import os, pathlib
os.closerange(3, 256)
log = pathlib.Path(__file__).with_name("log.txt")
kept = [log.open("a") for _ in range(20)]"""
    folder = project(tmp_path, first_line_of_env=lines)
    ended, messages = run(folder, tmp_path)
    assert "done" not in kinds(messages)
    assert ended.output.strip().endswith("closed all file descriptors, including migralint's pipe")
    assert (folder / "migrations" / "log.txt").read_text() == ""


def test_project_code_may_replace_what_the_pipe_needs(tmp_path: Path) -> None:
    lines = "import json, os\njson.dumps = os.write = os.getpid = lambda *args, **kwargs: 1 / 0"
    _, messages = run(project(tmp_path, first_line_of_env=lines), tmp_path)
    assert kinds(messages)[-1] == "done"


def test_os_exit_ends_without_a_last_message(tmp_path: Path) -> None:
    ended, messages = run(project(tmp_path, first_line_of_env="import os; os._exit(7)"), tmp_path)
    assert ended.status == 7
    assert "done" not in kinds(messages)


def test_a_segmentation_fault_leaves_a_stack(tmp_path: Path) -> None:
    lines = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    ended, _ = run(project(tmp_path, first_line_of_env=lines), tmp_path)
    assert ended.status == -11
    assert "env.py" in ended.stack


@pytest.mark.slow
def test_an_endless_loop_ends_with_its_time_and_says_where_it_was(tmp_path: Path) -> None:
    folder = project(tmp_path, first_line_of_env="import time\nwhile True: time.sleep(0.1)")
    ended, _ = run(folder, tmp_path, timeout=8)
    assert ended.timed_out
    assert f'{folder / "migrations" / "env.py"}", line 2' in ended.stack


def test_what_breaks_off_beside_the_child_ends_the_child(tmp_path: Path) -> None:
    pipe = tmp_path / "pid"
    os.mkfifo(pipe)
    endless = f"import os, time\nopen({str(pipe)!r}, 'w').write(str(os.getpid()))\nwhile True: time.sleep(0.1)"
    started: list[int] = []

    def interrupted() -> None:
        started.append(int(pipe.read_text()))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(project(tmp_path, first_line_of_env=endless), tmp_path, meanwhile=interrupted)
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)


@pytest.mark.parametrize(
    "start",
    [
        "subprocess.Popen(['sleep', '60'])",
        "os.fork() or time.sleep(60)",
        "subprocess.Popen(['sleep', '60'], start_new_session=True)",
        "subprocess.Popen(['sleep', '60'], start_new_session=True, env={})",
    ],
)
def test_processes_left_behind_are_ended_and_reported(start: str, tmp_path: Path) -> None:
    lines = f"import os, subprocess, time\n{start}"
    began = time.monotonic()
    ended, messages = run(project(tmp_path, first_line_of_env=lines), tmp_path)
    assert kinds(messages)[-1] == "done"
    assert kinds(messages).count("built") == 1
    assert ended.left_over
    assert time.monotonic() - began < 30


def test_an_exit_in_env_py_is_a_failed_stage(tmp_path: Path) -> None:
    _, messages = run(project(tmp_path, first_line_of_env="import sys; sys.exit('not today')"), tmp_path)
    failure = next(message for message in messages if message["message"] == "failure")
    assert (failure["types"][0], failure["error"]) == ("SystemExit", "not today")


def test_variables_that_lead_to_servers_are_taken_away() -> None:
    given = {"PGHOST": "db", "PGPASSWORD": "x", "MYSQL_PWD": "x", "PROD_URL": "x", "HOME": "/h", "PAGER": "less"}
    assert child_environment(given, {"PROD_URL"}, {"ADDED": "1"}) == {"HOME": "/h", "PAGER": "less", "ADDED": "1"}
