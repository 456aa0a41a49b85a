"""A clone that names programs: no static command runs one of them. Real git, real repositories, real canaries."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.command_line import migralint
from tests.support.git import commit_all, git, repository
from tests.support.trees import revision_file, write_tree

pytestmark = pytest.mark.slow

COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check", "--no-cache"),
    "prune": ("prune",),
    "prune with a plan": ("prune", "--without", "lost"),
    "prune protecting branches": ("prune", "--protect-refs", "*"),
    "rescue": ("rescue", "0a0a"),
    "rescue an unknown revision": ("rescue", "dead"),
    "from-tags": ("env", "from-tags", "v1.*"),
    "list": ("env", "list"),
}
PRODUCTION = """\
version = 1

[environments.production]
stamps = ["c3c3"]
recorded-at = 2026-11-20T10:00:00Z
"""
MANIFEST = f"""\
{PRODUCTION}
[environments.lost]
stamps = ["dead"]
recorded-at = 2026-11-20T10:00:00Z

[environments.releases]
git-tags = "v1.*"
"""


@dataclass(frozen=True, slots=True)
class Trap:
    """A clone and a program that leaves a trace."""

    root: Path
    program: Path
    trace: Path

    def config(self, key: str, value: str) -> None:
        """Write into the repository's own configuration."""
        git(self.root, "config", key, value)


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    """A project with a tag, an open branch, a pruned revision, a deleted one and a file whose index entry is old."""
    root = write_tree(
        tmp_path / "clone",
        {
            "alembic.ini": "[alembic]\nscript_location = migrations\n",
            ".gitattributes": "*.py filter=evil diff=evil\n",
            "migrations/env.py": "",
            "migrations/migralint-environments.toml": PRODUCTION,
            "migrations/versions/0a0a.py": revision_file("0a0a"),
            "migrations/versions/a1a1.py": revision_file("a1a1", "0a0a"),
            "migrations/versions/b2b2.py": revision_file("b2b2", "a1a1"),
            "migrations/versions/c3c3.py": revision_file("c3c3", "b2b2"),
            "migrations/versions/gone.py": revision_file("dead", "c3c3"),
        },
    )
    repository(root)
    git(root, "tag", "old")
    (root / "migrations/versions/gone.py").unlink()
    commit_all(root)
    git(root, "tag", "v1.0")
    git(root, "checkout", "-q", "-b", "topic")
    write_tree(root, {"migrations/versions/d4d4.py": revision_file("d4d4", "b2b2")})
    commit_all(root)
    git(root, "checkout", "-q", "main")
    finished = migralint("prune", "--apply", "--no-verify", "--until", "a1a1", cwd=root)
    assert finished.code == 0, finished.stderr + finished.stdout
    write_tree(root, {"migrations/migralint-environments.toml": MANIFEST})
    commit_all(root)
    for path in (root / "migrations/versions").glob("*.py"):  # git has to look into each file again
        path.write_bytes(path.read_bytes())
    trace = tmp_path / "trace"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho \"$0 $@\" >> '{trace}'\nexit 1\n")
    program.chmod(0o755)
    return Trap(root, program, trace)


def programs_in_the_configuration(trap: Trap) -> None:
    for key in (
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.gitProxy",
        "core.askPass",
        "core.alternateRefsCommand",
        "credential.helper",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.clean",
        "filter.evil.smudge",
        "gpg.program",
        "pager.log",
        "pager.status",
        "interactive.diffFilter",
        "uploadpack.packObjectsHook",
        "sequence.editor",
    ):
        trap.config(key, str(trap.program))
    trap.config("filter.evil.required", "true")
    trap.config("log.showSignature", "true")
    for command in ("status", "log", "rev-parse", "for-each-ref", "cat-file", "ls-files"):
        trap.config(f"alias.{command}", f"!{trap.program}")


def a_filter_process(trap: Trap) -> None:
    trap.config("filter.evil.process", str(trap.program))
    trap.config("filter.evil.required", "true")


def a_filter_with_a_name_of_its_own(trap: Trap) -> None:
    trap.config("filter.e=v.i l.clean", str(trap.program))
    write_tree(trap.root, {".gitattributes": "*.py filter=e=v.i\n"})
    trap.config("filter.e=v.i.clean", str(trap.program))


def a_filter_of_an_included_file(trap: Trap) -> None:
    write_tree(trap.root, {"innocent.cfg": f'[filter "evil"]\n\tclean = {trap.program}\n'})
    trap.config("include.path", "../innocent.cfg")


def a_filter_of_the_work_tree(trap: Trap) -> None:
    trap.config("extensions.worktreeConfig", "true")
    git(trap.root, "config", "--worktree", "filter.evil.clean", str(trap.program))
    git(trap.root, "config", "--worktree", "core.fsmonitor", str(trap.program))


def hooks(trap: Trap) -> None:
    folder = trap.root / "hooks"
    folder.mkdir()
    for name in ("post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout", "pre-auto-gc"):
        (folder / name).write_bytes(trap.program.read_bytes())
        (folder / name).chmod(0o755)
        (trap.root / ".git" / "hooks" / name).write_bytes(trap.program.read_bytes())
        (trap.root / ".git" / "hooks" / name).chmod(0o755)
    trap.config("core.hooksPath", str(folder))


def a_bare_repository_among_the_files(trap: Trap, folder: str = "migrations") -> None:
    """Tracked files, so that any clone has them: `git` in that folder would take it for a repository."""
    config = (
        f"[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = {trap.root / folder}\n"
        f'\tfsmonitor = {trap.program}\n[filter "evil"]\n\tclean = {trap.program}\n'
    )
    inside = {"HEAD": "ref: refs/heads/main\n", "config": config, "objects/x": "", "refs/x": ""}
    write_tree(trap.root, {f"{folder}/{name}": text for name, text in inside.items()})
    write_tree(trap.root, {f"{folder}/.gitattributes": "*.py filter=evil\n"})


def a_bare_repository_in_the_version_location(trap: Trap) -> None:
    a_bare_repository_among_the_files(trap, "migrations/versions")


def a_submodule(trap: Trap) -> None:
    inner = trap.root / "migrations" / "versions" / "inner"
    write_tree(inner, {"x.py": "x = 1\n", ".gitattributes": "*.py filter=evil\n"})
    repository(inner)
    git(inner, "config", "filter.evil.clean", str(trap.program))
    git(inner, "config", "core.fsmonitor", str(trap.program))
    write_tree(trap.root, {".gitmodules": f'[submodule "inner"]\n\tpath = {inner}\n\tupdate = !{trap.program}\n'})
    trap.config("submodule.inner.update", f"!{trap.program}")
    trap.config("submodule.recurse", "true")
    trap.config("status.submoduleSummary", "true")
    subprocess.run(["git", "-c", "advice.addEmbeddedRepo=false", "add", "-A"], cwd=trap.root, check=False)
    write_tree(inner, {"x.py": "x = 2\n"})


def a_partial_clone_whose_remote_is_a_program(trap: Trap) -> None:
    """A missing object makes git fetch it, by whatever the configuration says."""
    trap.config("extensions.partialClone", "origin")
    trap.config("core.repositoryFormatVersion", "1")
    trap.config("remote.origin.promisor", "true")
    trap.config("remote.origin.url", f"ext::{trap.program}")
    trap.config("remote.origin.uploadpack", str(trap.program))
    trap.config("remote.origin.partialclonefilter", "blob:none")
    trap.config("protocol.ext.allow", "always")
    trap.config("protocol.allow", "always")
    for blob in ("old:migrations/versions/gone.py", "topic:migrations/versions/d4d4.py", "v1.0:migrations"):
        name = git(trap.root, "rev-parse", blob)
        (trap.root / ".git" / "objects" / name[:2] / name[2:]).unlink()


def a_git_file_that_points_elsewhere(trap: Trap) -> None:
    """As an unpacked archive may hold it."""
    evil = trap.root / "evil"
    (trap.root / ".git").rename(evil)
    (trap.root / ".git").write_text("gitdir: evil\n")
    for key in ("core.fsmonitor", "filter.evil.clean"):
        subprocess.run(["git", "config", "--file", str(evil / "config"), key, str(trap.program)], check=True)


def a_work_tree_elsewhere(trap: Trap) -> None:
    evil = repository(write_tree(trap.root.parent / "evil", {".gitattributes": "* filter=evil\n", "x.py": "x"}))
    git(evil, "config", "core.fsmonitor", str(trap.program))
    git(evil, "config", "filter.evil.clean", str(trap.program))
    trap.config("core.worktree", str(evil))
    trap.config("core.fsmonitor", str(trap.program))


def a_repository_among_the_files(trap: Trap) -> None:
    """As an unpacked archive may hold it; its own configuration counts as little as any clone's."""
    inner = repository(trap.root / "migrations")
    write_tree(inner, {".gitattributes": "*.py filter=evil\n"})
    for key in ("core.fsmonitor", "filter.evil.clean", "filter.evil.process", "diff.external"):
        git(inner, "config", key, str(trap.program))
    for path in inner.rglob("*.py"):
        path.write_bytes(path.read_bytes())


HOSTILE: list[Callable[[Trap], None]] = [
    programs_in_the_configuration,
    a_filter_process,
    a_filter_with_a_name_of_its_own,
    a_filter_of_an_included_file,
    a_filter_of_the_work_tree,
    hooks,
    a_bare_repository_among_the_files,
    a_bare_repository_in_the_version_location,
    a_submodule,
    a_partial_clone_whose_remote_is_a_program,
    a_git_file_that_points_elsewhere,
    a_work_tree_elsewhere,
    a_repository_among_the_files,
]


@pytest.mark.parametrize("make_hostile", HOSTILE, ids=lambda make: make.__name__)
def test_no_program_of_the_clone_runs(trap: Trap, make_hostile: Callable[[Trap], None]) -> None:
    make_hostile(trap)
    for arguments in COMMANDS.values():
        finished = migralint(*arguments, cwd=trap.root)
        assert finished.code in (0, 1, 2), finished.stderr
    assert not trap.trace.exists(), trap.trace.read_text()


def test_the_traps_are_real(trap: Trap) -> None:
    """Plain git falls into one: the canary does what it should where nothing holds it back."""
    a_filter_process(trap)
    trap.config("core.fsmonitor", str(trap.program))
    subprocess.run(["git", "status"], cwd=trap.root, capture_output=True, check=False)
    assert trap.trace.exists()


@pytest.mark.parametrize(
    "variable",
    ["GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_PAGER", "GIT_EDITOR", "GIT_PROXY_COMMAND", "GIT_ASKPASS"],
)
def test_no_program_of_the_environment_runs(trap: Trap, variable: str) -> None:
    for arguments in COMMANDS.values():
        migralint(*arguments, cwd=trap.root, **{variable: str(trap.program)})
    assert not trap.trace.exists()


@pytest.mark.parametrize(
    "variable",
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE"],
)
def test_the_environment_leads_to_no_other_repository(trap: Trap, tmp_path: Path, variable: str) -> None:
    other = repository(write_tree(tmp_path / "other", {"x": "x"}))
    before = migralint("env", "from-tags", "v1.*", cwd=trap.root)
    assert before.code == 0
    assert migralint("env", "from-tags", "v1.*", cwd=trap.root, **{variable: str(other / ".git")}) == before
