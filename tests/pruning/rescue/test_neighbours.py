"""Revisions that import others still find them in a rescue directory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from migralint.pruning.rescue.neighbours import Import, imports, with_packages
from tests.support.trees import write_tree

STEM = "2020-09-28_b565_add_uuid"


@pytest.mark.parametrize(
    ("text", "package"),
    [
        ("import shop.versions.aa11", "shop.versions"),
        ("from shop.versions import aa11", "shop.versions"),
        ("from shop.versions.aa11 import upgrade", "shop.versions"),
        ("def upgrade():\n    from versions.aa11 import x as y", "versions"),
        ("import importlib\nm = importlib.import_module('shop.' 'versions.aa11')", "shop.versions"),
        ("import aa11", ""),
        ("path = 'versions/aa11.py'", ""),
    ],
)
def test_every_way_to_name_a_module(text: str, package: str) -> None:
    files = {"aa11.py": b"revision = 'aa11'", "bb22.py": text.encode()}
    (found,) = imports(files, ["aa11.py"])
    assert found == Import("bb22.py", text.count("\n") + 1, "aa11.py", package)


@pytest.mark.parametrize("text", ["down_revision = 'aa11'", "# shop.versions.aa11", "from shop import aa112", "(aa11"])
def test_what_names_no_module(text: str) -> None:
    assert imports({"bb22.py": text.encode()}, ["aa11.py"]) == ()


def test_a_revision_does_not_reach_itself() -> None:
    assert imports({"aa11.py": b"x = 'shop.versions.aa11'"}, ["aa11.py"]) == ()


@pytest.mark.parametrize(
    "env",
    [
        'print("env")\n',
        '"""Docstring."""\nfrom __future__ import annotations\n\nprint("env")\n',
        '# -*- coding: utf-8 -*-\r\n"""Docstring."""\r\n@print\r\ndef env(): ...\r\n',
    ],
)
@pytest.mark.parametrize("regular", [True, False])
def test_modules_are_found_in_the_package_and_beside_env_py(tmp_path: Path, env: str, regular: bool) -> None:
    changed = with_packages(env.encode(), ["shop.versions", "public", "shop.versions"])
    uses = f"import importlib\nimportlib.import_module('shop.versions.{STEM}')\nimport shop.versions.kept\n"
    assert env.encode().splitlines()[-1] in changed
    write_tree(
        tmp_path,
        {
            **({"shop/__init__.py": "", "shop/versions/__init__.py": ""} if regular else {}),
            "shop/versions/kept.py": "",
            f"rescue/versions/{STEM}.py": "print('found')\n",
            "rescue/env.py": changed + uses.encode(),
        },
    )
    done = subprocess.run(
        [sys.executable, "rescue/env.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "found"


def test_nothing_is_added_where_nothing_is_imported() -> None:
    assert with_packages(b"not python (", []) == b"not python ("
