"""Row heads at git tags, read from real repositories without a checkout."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from migralint.environments.environment import StampSet
from migralint.loading.records.manifest import load_manifest
from migralint.loading.records.tags import TagsError, read_tags, tag_resolver
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError
from tests.support.git import commit_all, git, repository


def write(folder: Path, revision: str, parent: str | None, extra: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{revision}.py").write_text(f'revision = "{revision}"\ndown_revision = {parent!r}\n{extra}\n')


def script_of(root: Path, **changes: bool) -> ScriptDirectory:
    folder = root / "migrations"
    return ScriptDirectory(str(folder), (str(folder / "versions"),), root=str(root), **changes)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """
    v1.0: a <- b
    v2.0: a <- b <- c, b <- d, d depends on nothing
    v2.1: as v2.0, and e: c d
    """
    root = tmp_path / "project"
    versions = root / "migrations" / "versions"
    write(versions, "a", None)
    write(versions, "b", "a")
    (versions / "__init__.py").write_text("import nothing")
    (versions / "README").write_text("not a revision")
    repository(root)
    git(root, "tag", "v1.0")
    write(versions, "c", "b")
    write(versions, "d", "b")
    commit_all(root)
    git(root, "tag", "-a", "v2.0", "-m", "annotated")
    (versions / "e.py").write_text("revision = 'e'\ndown_revision = ('c', 'd')\n")
    commit_all(root)
    git(root, "tag", "v2.1")
    return root


def heads(root: Path, glob: str) -> Mapping[str, set[str]]:
    return {one.tag: set(one.heads) for one in read_tags(script_of(root), glob)}


def test_each_tag_has_its_row_heads(root: Path) -> None:
    assert heads(root, "v*") == {"v1.0": {"b"}, "v2.0": {"c", "d"}, "v2.1": {"e"}}
    assert heads(root, "v2.*") == {"v2.0": {"c", "d"}, "v2.1": {"e"}}


def test_tags_sort_as_versions(root: Path) -> None:
    git(root, "tag", "v2.10")
    git(root, "tag", "v2.9")
    assert list(heads(root, "v2.*")) == ["v2.0", "v2.1", "v2.9", "v2.10"]


def test_nothing_is_checked_out(root: Path) -> None:
    (root / "migrations" / "versions" / "e.py").unlink()
    (root / "migrations" / "versions" / "a.py").write_text("broken(")
    assert heads(root, "v2.1") == {"v2.1": {"e"}}
    assert set(git(root, "status", "--porcelain").split()) == {
        *("M", "migrations/versions/a.py"),
        *("D", "migrations/versions/e.py"),
    }


def test_a_head_that_another_depends_on_is_no_row(root: Path) -> None:
    write(root / "migrations" / "versions", "x", None)
    write(root / "migrations" / "versions", "f", "e", "depends_on = 'x'")
    commit_all(root)
    git(root, "tag", "v3.0")
    assert heads(root, "v3*") == {"v3.0": {"f"}}


def test_folders_below_count_only_with_recursion(root: Path) -> None:
    write(root / "migrations" / "versions" / "old", "o", "e")
    commit_all(root)
    git(root, "tag", "v3.0")
    assert heads(root, "v3*") == {"v3.0": {"e"}}
    (recursive,) = read_tags(script_of(root, recursive=True), "v3*")
    assert recursive.heads == {"o"}


def test_the_manifest_gets_one_stamp_set_per_kind_of_tag(root: Path) -> None:
    git(root, "tag", "v2.1.1")
    manifest = root / "migrations" / "migralint-environments.toml"
    manifest.write_text('version = 1\n[environments."supported releases"]\ngit-tags = "v2.*"\n')
    loaded = load_manifest(script_of(root))
    assert loaded is not None
    assert loaded.environments[0].stamp_sets == (
        StampSet(frozenset("e"), 2, ("v2.1", "v2.1.1")),
        StampSet(frozenset("cd"), 1, ("v2.0",)),
    )


def test_without_a_manifest_there_is_none_unless_the_settings_name_it(root: Path) -> None:
    assert load_manifest(script_of(root)) is None
    with pytest.raises(InputError, match="no such manifest"):
        load_manifest(script_of(root), str(root / "elsewhere.toml"))


@pytest.mark.parametrize(
    ("name", "text", "flaw"),
    [
        ("f.py", "revision = 'f'\ndown_revision = 'gone'\n", "has no file for gone, the parent of f"),
        ("f.py", "revision = 'f'\ndown_revision = compute()\n", "f.py, whose header cannot be read"),
        ("f.py", "revision = 'f'\ndown_revision = 'e'\ndepends_on = compute()\n", "f.py, whose header cannot be read"),
        ("f.py", "this is (not", "f.py, whose header cannot be read"),
        ("f.py", "x = 1", "f.py, whose header cannot be read"),
        ("a.py", "revision = 'a'\ndown_revision = 'e'\n", "has a cycle of revisions"),
    ],
)
def test_a_tag_that_cannot_be_understood_hides_the_whole_entry(root: Path, name: str, text: str, flaw: str) -> None:
    (root / "migrations" / "versions" / name).write_text(text)
    commit_all(root)
    git(root, "tag", "v2.2")
    flawed = next(one for one in read_tags(script_of(root), "v2.2"))
    assert flaw in flawed.flaw
    resolution = tag_resolver(script_of(root))("v2.*")
    assert resolution.stamp_sets == ()
    assert resolution.missing.startswith("the tag v2.2 ")


def test_a_tag_from_before_the_migrations_is_not_passed_over(root: Path) -> None:
    git(root, "checkout", "-q", "--orphan", "empty")
    git(root, "rm", "-rqf", ".")
    (root / "README").write_text("first")
    commit_all(root)
    git(root, "tag", "v0.1")
    git(root, "checkout", "-q", "main")
    assert (
        tag_resolver(script_of(root))("v*").missing
        == "the tag v0.1 has no revision files in the present version locations"
    )


def test_a_tag_of_a_file_is_not_passed_over(root: Path) -> None:
    git(root, "tag", "v9", git(root, "rev-parse", "HEAD:migrations/versions/a.py").strip())
    assert "has no revision files" in tag_resolver(script_of(root))("v9").missing


def test_no_tag_matches(root: Path) -> None:
    with pytest.raises(TagsError, match=r"no tag matches w\* in this repository"):
        read_tags(script_of(root), "w*")


def test_a_shallow_clone_may_lack_tags(root: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=1", "--no-tags", f"file://{root}", str(clone))
    with pytest.raises(TagsError, match="shallow clone, which may lack tags"):
        read_tags(script_of(clone), "v*")


def test_some_tags_in_a_shallow_clone_are_not_taken_for_all(root: Path, tmp_path: Path) -> None:
    git(root, "tag", "v99")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{root}", str(clone))
    assert "v99" in git(clone, "tag")
    with pytest.raises(TagsError, match=r"of the tags that match v\* are in this shallow clone, which may lack tags"):
        read_tags(script_of(clone), "v*")


def test_outside_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    with pytest.raises(TagsError, match="not in a git repository"):
        read_tags(script_of(tmp_path), "v*")


def test_a_version_location_elsewhere_cannot_be_read_at_a_tag(root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    script = ScriptDirectory(str(root / "migrations"), (str(elsewhere),), root=str(root))
    with pytest.raises(TagsError, match="is not in the repository"):
        read_tags(script, "v*")


def test_the_repository_itself_may_be_the_versions_folder(tmp_path: Path) -> None:
    write(tmp_path, "a", None)
    repository(tmp_path)
    git(tmp_path, "tag", "v1")
    script = ScriptDirectory(str(tmp_path), (str(tmp_path),), root=str(tmp_path))
    assert [one.heads for one in read_tags(script, "*")] == [{"a"}]


def test_a_star_import_that_the_settings_trust_hides_no_header_of_the_past(root: Path) -> None:
    versions = root / "migrations" / "versions"
    write(versions, "f", "e", extra="from peewee_of_nobody import *")
    commit_all(root)
    git(root, "tag", "v3.0")
    git(root, "rm", "-q", str(versions / "f.py"))
    assert "header cannot be read" in read_tags(script_of(root), "v3.0")[0].flaw
    trusting = replace(script_of(root), trusted_stars=("peewee_of_nobody",))
    assert read_tags(trusting, "v3.0")[0].heads == {"f"}
