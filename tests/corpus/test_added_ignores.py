"""`check --add-ignores` on real projects: the code stays what it is, and a second run is clean."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import pytest

from tests.support.command_line import migralint
from tests.support.corpus import PACKAGES, corpus_folder, installed, script_directories

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize("package", PACKAGES)
def test_comments_accept_what_is_found(package: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    for number, script in enumerate(script_directories(installed(package, corpus_folder(tmp_path_factory)))):
        project = tmp_path / str(number)
        shutil.copytree(script.path, project)
        before = {path: ast.dump(ast.parse(path.read_bytes())) for path in project.rglob("*.py")}
        options = ("--select", "ALL", "--ignore", "ML005", "--format", "json", "--no-cache")
        first = migralint("check", *options, cwd=project)
        if first.code == 2:  # a folder that is read only through the package's own configuration
            continue
        done = migralint("check", *options, "--add-ignores", cwd=project)
        findings = json.loads(done.stdout)["findings"]
        assert len(findings) == len(json.loads(first.stdout)["findings"])
        left = [one for one in findings if one["suppressed"] is None and one["path"] is not None]
        assert [one["path"] for one in left if one["path"].endswith(".py")] == []
        assert {path: ast.dump(ast.parse(path.read_bytes())) for path in project.rglob("*.py")} == before
