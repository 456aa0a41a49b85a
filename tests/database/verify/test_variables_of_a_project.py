"""What a project reads from its environment is said once, with the settings to paste."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from migralint.database.project.failures.variables import harmless_value
from migralint.database.project.variables import variables_read
from tests.support.small_projects import ENV, failure_of, small_project

SETTINGS = """\
import os
from pydantic_settings import BaseSettings, SettingsConfigDict

class Common(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="APP_")
    debug: bool = False
    secret_key: str
    token: str = Field(..., alias="TOKEN")

first = os.environ["FIRST"]
maybe = os.getenv("MAYBE")
other = os.environ.get("OTHER", "x")
KEY = config("KEY")
NOT = config("NOT", default="")
"""


def test_what_is_read_without_a_default(tmp_path: Path) -> None:
    (tmp_path / "env.py").write_text("from app.settings import first\n")
    (tmp_path / "app").mkdir()
    (tmp_path / "app/__init__.py").write_text("")
    (tmp_path / "app/settings.py").write_text(SETTINGS)
    read = variables_read([str(tmp_path / "env.py")], [str(tmp_path)])
    assert {one.name for one in read if one.required} == {"APP_SECRET_KEY", "TOKEN", "FIRST", "KEY"}
    assert {one.name for one in read if not one.required} == {"MAYBE"}


@pytest.mark.parametrize("kept", [False, True])
def test_all_variables_are_said_at_once(kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = small_project(tmp_path, env="import app\n" + ENV)
    (root / "app.py").write_text("import os\nkey = os.environ['SHOP_KEY']\nurl = os.environ['SHOP_URL']\n")
    secret = frozenset({"SHOP_URL"} if kept else ())
    if kept:
        monkeypatch.setenv("SHOP_URL", "postgresql://u:hunter2x@prod/shop")
    found = failure_of(root, secret_variables=secret)
    assert "SHOP_KEY" in found.explanation and "SHOP_URL" in found.explanation
    assert ("SHOP_URL was kept from the project" in found.explanation) == kept
    assert 'environment = { SHOP_KEY = "unused", SHOP_URL = "postgresql://localhost/unused" }' in found.setup
    assert "hunter2x" not in repr(found)


def test_an_application_that_a_revision_imports_is_named(tmp_path: Path) -> None:
    root = small_project(tmp_path)
    (root / "app.py").write_text("raise ImportError('no configuration')\n")
    revision = root / "migrations/versions/r1.py"
    revision.write_text(revision.read_text().replace("import sqlalchemy as sa", "import sqlalchemy as sa\nimport app"))
    explanation = failure_of(root).explanation
    assert "the revision file r1.py imports a module of the project that fails (app.py:1)" in explanation
    assert "migralint check" not in explanation


OPTIONAL = """\
import os
from contextlib import suppress

if "ASKED" in os.environ:
    asked = os.environ["ASKED"]
size = int(os.environ["SIZE"]) if os.getenv("SIZE") else None
try:
    caught = os.environ["CAUGHT"]
except KeyError:
    caught = "x"
os.environ.setdefault("OWN", "1")
own = os.environ["OWN"]
prefix = config.get("PREFIX")
try:
    needed = os.environ["NEEDED"]
except KeyError:
    raise SystemExit("NEEDED is not set")
count = int(os.environ["COUNT"])
"""


def test_what_the_project_does_without_is_not_required(tmp_path: Path) -> None:
    (tmp_path / "env.py").write_text(OPTIONAL)
    read = variables_read([str(tmp_path / "env.py")], [str(tmp_path)])
    assert {one.name: one.annotation for one in read if one.required} == {"NEEDED": "", "COUNT": "int"}
    assert "PREFIX" not in {one.name for one in read}


@pytest.mark.parametrize(
    ("name", "annotation", "value"),
    [
        ("DATA", "DirectoryPath", "."),
        ("WORKERS", "int", "1"),
        ("LEVEL", "Literal['debug', 'info']", "debug"),
        ("DEBUG", "bool", "false"),
        ("OWNER", "EmailStr", "nobody@example.org"),
        ("DATABASE_URL", "str", "postgresql://localhost/unused"),
        ("HOSTS", "list[str]", "[]"),
        ("HTTP_PORT", "", "1"),
        ("DATA_DIR", "str", "."),
        ("TOKEN", "str", "unused"),
    ],
)
def test_a_value_is_of_the_kind_that_is_asked_for(name: str, annotation: str, value: str) -> None:
    assert harmless_value(name, annotation) == value


def test_a_key_for_encryption_is_one() -> None:
    assert len(base64.urlsafe_b64decode(harmless_value("ENCRYPTION_KEY", "bytes"))) == 32
    assert len(harmless_value("SECRET_KEY", "str")) >= 32
