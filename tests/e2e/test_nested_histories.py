"""A folder stands for all histories in it: a configuration at its top hides none, and what is left out is named."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support.command_line import Finished, migralint
from tests.support.trees import revision_file, write_tree

ROOT = {
    ".git/": "",
    "alembic.ini": "[alembic]\nscript_location = %(here)s/db\n",
    "db/env.py": "",
    "db/versions/a1.py": revision_file("a1"),
}
BILLING = {
    "services/billing/alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n",
    "services/billing/migrations/env.py": "",
    "services/billing/migrations/versions/b1.py": revision_file("b1"),
    "services/billing/migrations/versions/b2.py": revision_file("b2", "b1"),
    "services/billing/migrations/versions/b3.py": revision_file("b3", "b1"),
}
SHARED = {
    "services/reports/alembic.ini": "[alembic]\nscript_location = %(here)s/../../db\n"
    "version_locations = %(here)s/versions\n",
    "services/reports/versions/r1.py": revision_file("r1"),
}
BARE = {"jobs/migrations/env.py": "", "jobs/migrations/versions/j1.py": revision_file("j1", "gone")}


def checked(folder: Path, *arguments: str) -> Finished:
    return migralint("check", "--no-cache", "--format", "json", *arguments, cwd=folder)


def heads(done: Finished) -> set[str]:
    return {head for history in json.loads(done.stdout)["histories"] for head in history["heads"]}


def test_check_takes_every_history_below_a_configured_root(tmp_path: Path) -> None:
    write_tree(tmp_path, {**ROOT, **BILLING, **SHARED, **BARE})
    done = checked(tmp_path)
    assert done.code == 1
    assert heads(done) == {"a1", "b2", "b3", "r1", "j1"}
    assert {finding["code"] for finding in json.loads(done.stdout)["findings"]} >= {"ML101", "ML102"}


@pytest.mark.parametrize("arguments", [("-n", "alembic"), ("-c", "alembic.ini"), ("db",), ("alembic.ini",)])
def test_who_names_one_history_gets_that_one(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    write_tree(tmp_path, {**ROOT, **BILLING})
    assert heads(checked(tmp_path, *arguments)) == {"a1"}


@pytest.mark.parametrize("command", [("prune",), ("verify",), ("rescue", "x1"), ("env", "list")])
def test_other_commands_list_the_candidates(tmp_path: Path, command: tuple[str, ...]) -> None:
    write_tree(tmp_path, {**ROOT, **BILLING, **SHARED})
    done = migralint(*command, cwd=tmp_path)
    assert done.code == 2
    for place in ("db/versions (by alembic.ini", "services/billing/migrations", "services/reports/versions"):
        assert place in done.stderr
    assert "-c FILE" in done.stderr


def test_a_second_configuration_of_the_same_history_is_no_second_history(tmp_path: Path) -> None:
    write_tree(tmp_path, {**ROOT, "db/alembic.ini": "[alembic]\nscript_location = %(here)s\n"})
    assert len(json.loads(checked(tmp_path).stdout)["histories"]) == 1


def test_a_template_without_revisions_is_no_candidate(tmp_path: Path) -> None:
    template = {"templates/app/migrations/env.py": "", "templates/app/migrations/script.py.mako": ""}
    write_tree(tmp_path, {**ROOT, **template, "new/migrations/env.py": "", "new/migrations/versions/": ""})
    assert "script directories found" not in migralint("prune", cwd=tmp_path).stderr
    done = migralint("check", "--no-cache", "-v", cwd=tmp_path)
    assert "passed over: templates/app/migrations: it has no revisions" in done.stderr
    assert len(json.loads(checked(tmp_path).stdout)["histories"]) == 1


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("env/pyvenv.cfg", "env: it is a virtual environment"),
        ("node_modules/x", "node_modules: it holds installed packages"),
        (".hidden/x", ".hidden: it is hidden"),
        ("worktree/.git", "worktree: it is a worktree or a submodule"),
        ("clone/.git/HEAD", "clone: it is a separate repository"),
        ("build/x", "build: it is build output"),
    ],
)
def test_folders_of_others_are_passed_over_and_named(tmp_path: Path, mark: str, reason: str) -> None:
    top = mark.split("/")[0]
    write_tree(tmp_path, {**ROOT, mark: "", f"{top}/db/env.py": "", f"{top}/db/versions/x1.py": revision_file("x1")})
    done = migralint("check", "--no-cache", "-v", cwd=tmp_path)
    assert f"passed over: {reason}" in done.stderr
    assert heads(checked(tmp_path)) == {"a1"}


def test_a_broken_configuration_further_down_is_passed_over_with_its_reason(tmp_path: Path) -> None:
    write_tree(tmp_path, {**ROOT, "old/alembic.ini": "[alembic]\nscript_location = %(here)s/gone\n"})
    for _ in range(2):
        done = migralint("check", cwd=tmp_path)
        assert "old/alembic.ini" in done.stderr and "is not a folder" in done.stderr
    assert heads(checked(tmp_path)) == {"a1"}


def test_a_tree_too_large_to_search_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tmp_path, {**ROOT, **BILLING})
    monkeypatch.setattr("migralint.loading.config.search.FOLDERS_LIMIT", 2)
    done = migralint("check", cwd=tmp_path)
    assert "passed over: deeper folders" in done.stderr


INI = """\
[alembic]
script_location = %(here)s/db
[billing]
script_location = %(here)s/billing
[reports]
script_location = %(here)s/db
version_locations = %(here)s/reports
"""


def test_every_advised_section_chooses(tmp_path: Path) -> None:
    sections = {
        "alembic.ini": INI,
        "billing/env.py": "",
        "billing/versions/b1.py": revision_file("b1"),
        "reports/r1.py": revision_file("r1"),
        "other.ini": "[other]\nscript_location = %(here)s/billing\n",
    }
    write_tree(tmp_path, {"sub/" + name: text for name, text in {**ROOT, **sections}.items()})
    for path in ("sub", "."):
        listed = migralint("prune", path, cwd=tmp_path)
        names = set(re.findall(r"alembic\.ini \[(\w+)\]", listed.stderr))
        assert names == {"alembic", "billing", "reports"}
        for name in names:
            chosen = migralint("prune", path, "-n", name, "--no-verify", cwd=tmp_path)
            assert "script directories found" not in chosen.stderr, name


def test_the_cache_sees_a_history_that_comes_later(tmp_path: Path) -> None:
    write_tree(tmp_path, ROOT)
    first = migralint("check", "--format", "json", cwd=tmp_path)
    write_tree(tmp_path, BILLING)
    second = migralint("check", "--format", "json", cwd=tmp_path)
    assert (heads(first), heads(second)) == ({"a1"}, {"a1", "b2", "b3"})


@pytest.mark.parametrize("option", ["-p", "--project", "--path"])
@pytest.mark.parametrize("command", [("check",), ("prune",), ("verify",), ("rescue", "x1"), ("env", "list")])
def test_path_has_its_earlier_spellings(tmp_path: Path, option: str, command: tuple[str, ...]) -> None:
    by_option = migralint(*command, option, "nowhere", cwd=tmp_path)
    by_argument = migralint(*command, "nowhere", cwd=tmp_path)
    assert (by_option.code, by_option.stderr) == (by_argument.code, by_argument.stderr) != (0, "")
    shown = migralint(*command[:2] if command[0] == "env" else command[:1], "--help", cwd=tmp_path).stdout
    assert re.search(rf"(?<!\S){option}[ ,]", shown) is None


def test_path_is_given_once(tmp_path: Path) -> None:
    done = migralint("prune", "one", "--path", "two", cwd=tmp_path)
    assert (done.code, "given twice" in done.stderr) == (2, True)


# "no revisions found" names the reason

EMPTY = {"alembic.ini": "[alembic]\nscript_location = %(here)s/my db\n", "my db/env.py": ""}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (
            {"my db/versions/a1.py": revision_file("a1")}
            | {"alembic.ini": EMPTY["alembic.ini"] + "version_locations = %(here)s/my db/versions\n"},
            ["split at the space", "path_separator"],
        ),
        (
            {"alembic.ini": EMPTY["alembic.ini"] + "version_locations = elsewhere/versions\n"},
            ["'elsewhere/versions'", "does not exist", "version_locations"],
        ),
        (
            {"my db/versions/r1/a1.py": revision_file("a1"), "my db/versions/r2/b/a2.py": revision_file("a2", "a1")},
            ["my db/versions/r1", "my db/versions/r2/b", "recursive_version_locations"],
        ),
        ({"my db/old/a1.py": revision_file("a1"), "my db/versions/": ""}, ["my db/old", "version_locations"]),
        ({"my db/script.py.mako": ""}, ["there is no folder", "my db/versions"]),
    ],
    ids=["cut", "missing", "further down", "beside", "no folder"],
)
@pytest.mark.parametrize("command", ["check", "prune"])
def test_no_revisions_says_why(tmp_path: Path, files: dict[str, str], words: list[str], command: str) -> None:
    write_tree(tmp_path, {**EMPTY, **files})
    done = migralint(command, cwd=tmp_path)
    assert done.code == 2
    assert "no revisions found in" in done.stderr
    assert [word for word in words if word not in done.stderr] == []


def test_a_history_that_is_mostly_unread_is_no_clean_one(tmp_path: Path) -> None:
    below = {f"db/versions/{name}/{name}.py": revision_file(name) for name in ("x1", "x2", "x3")}
    write_tree(tmp_path, {**ROOT, **below})
    for _ in range(2):
        done = migralint("check", cwd=tmp_path)
        assert (
            "not read, because Alembic's configuration does not name them: the revision files in db/versions/x1"
            in done.stderr
        )
