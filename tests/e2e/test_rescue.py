"""`migralint rescue` as a user has it: a database left behind by a prune comes up again."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from hashlib import sha256
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from alembic.util import CommandError

from tests.support.git import commit_all, git
from tests.support.stranded import StrandedProject, line, revision, schema, stranded_project

pytestmark = pytest.mark.slow

IDS = ("aa11", "bb22", "cc33", "dd44", "ee55")
SCHEMA = json.loads((resources.files("migralint") / "json_schemas" / "rescue.schema.json").read_text("utf-8"))


@pytest.fixture
def project(tmp_path: Path) -> StrandedProject:
    return stranded_project(tmp_path / "shop", line(*IDS))


def shell(project: StrandedProject, command: str, database: Path) -> None:
    """Run a command line that rescue printed, in a process of its own."""
    environment = {**os.environ, "STRANDED_URL": f"sqlite:///{database}"}
    whole = f"{sys.executable} -m {command}"
    done = subprocess.run(whole, shell=True, cwd=project.root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_stranded_database_ends_as_one_that_took_the_old_chain(project: StrandedProject, tmp_path: Path) -> None:
    behind, healthy = tmp_path / "behind.db", tmp_path / "healthy.db"
    project.upgrade(behind, "bb22")
    project.upgrade(healthy, "heads")
    project.prune("dd44")
    assert sorted(path.name for path in project.versions.glob("*.py")) == ["dd44.py", "ee55.py"]
    with pytest.raises(CommandError, match="Can't locate revision identified by 'bb22'"):
        project.upgrade(behind, "heads")

    done = project.run("rescue", "bb22", "--write", "../rescue")
    assert (done.code, done.stderr) == (0, "")
    commands = re.findall(r"^ +(alembic .*)$", done.stdout, re.MULTILINE)
    assert commands == ["alembic -c ../rescue/alembic.ini upgrade dd44", "alembic upgrade heads"]
    for command in commands:
        shell(project, command, behind)
    assert schema(behind) == schema(healthy)
    assert (project.run("check", "--select", "ML1,ML2,ML4").code, git(project.root, "status", "--short")) == (0, "")


def test_what_is_known_of_a_pruned_revision(project: StrandedProject) -> None:
    git(project.root, "tag", "v1.0")
    project.prune("dd44")
    manifest = project.root / "migrations" / "migralint-environments.toml"
    manifest.write_text(
        manifest.read_text() + '[environments.fleet]\ncounts = { aa11 = 3, bb22 = 2, ee55 = 7, "" = 1 }\n'
        "[environments.ci]\ncreate-all = true\n"
    )
    done = project.run("rescue", "bb22", "--format", "json")
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    found = document["rescue"]
    assert done.code == 0
    assert found["id"] == "bb22"
    (source,) = found["sources"]
    assert (source["kind"], source["tags"]) == ("git-commit", ["v1.0"])
    assert source["command"] == "git show v1.0:migrations/versions/bb22.py"
    assert git(project.root, *source["command"].split()[1:]) == revision("bb22", "aa11").strip()
    assert [(one["name"], one["need"], one["databases"]) for one in found["environments"]] == [
        ("fleet", "stamped", 2),
        ("fleet", "pending", 3),
        ("fleet", "unstamped", 1),
    ]
    assert (found["floor"], found["steps"]) == (["dd44"], ["cc33", "dd44"])
    assert found["commands"]["there"] == ["alembic -c DIR/alembic.ini upgrade dd44"]
    assert all(one["available"] for one in found["files"])
    text = project.run("rescue", "bb22").stdout
    assert "2 databases are stamped at it" in text
    assert "migralint rescue bb22 --write DIR" in text


def test_the_list_of_what_was_pruned(project: StrandedProject) -> None:
    assert project.run("rescue").stdout == "nothing was pruned here\n"
    project.prune("cc33")
    project.prune("dd44")
    done = project.run("rescue", "--format", "json")
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    assert [[one["id"] for one in prune["removed"]] for prune in document["prunes"]] == [["aa11", "bb22"], ["cc33"]]
    text = project.run("rescue", ".").stdout
    assert list(re.findall(r"^  (\w{4})  make", text, re.MULTILINE)) == ["cc33", "aa11", "bb22"]
    assert text.endswith("3 pruned revisions in 2 prunes by migrations/migralint-pruned.json\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("rescue", "zz99"), "was never pruned here"),
        (("rescue", "aa12"), 'did you mean "aa11"?'),
        (("rescue", "dd44"), "its file is in the directory"),
        (("rescue", "--write", "out"), "--write requires the pruned revision"),
        (("rescue", "aa11", "--archive", "nowhere.tar.gz"), "there is no such archive"),
        (("rescue", "aa11", "--archive", "alembic.ini"), "is not a readable archive"),
        (("rescue", "aa11", "--write", "migrations"), "is the live script directory"),
        (("rescue", "aa11", "--write", "migrations/versions/old"), "lies in the version location"),
        (("rescue", "aa11", "--write", "link/old"), "lies in the version location"),
        (("rescue", "aa11", "--write", "alembic.ini"), "already exists and is not a folder"),
        (("rescue", "aa11", "--write", "full"), "is not empty"),
    ],
)
def test_wrong_usage_writes_nothing(project: StrandedProject, arguments: tuple[str, ...], words: str) -> None:
    project.prune("dd44")
    (project.root / "link").symlink_to(project.versions)
    (project.root / "full").mkdir()
    (project.root / "full" / "x").touch()
    before = sorted(project.root.rglob("*"))
    done = project.run(*arguments)
    assert (done.code, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert [path for path in sorted(project.root.rglob("*")) if ".cache" not in path.parts] == before


def test_the_beginning_of_an_id_is_enough_where_it_is_the_only_one(project: StrandedProject) -> None:
    project.write({"ab77.py": revision("ab77", "ee55"), "ff66.py": revision("ff66", "ab77")})
    project.prune("ff66")
    assert project.run("rescue", "c").stdout.startswith("cc33 (make cc33), pruned on")
    done = project.run("rescue", "a")
    assert (done.code, "aa11, ab77" in done.stderr) == (2, True)


def test_every_file_comes_back_byte_for_byte(tmp_path: Path) -> None:
    files = line(*IDS)
    odd: dict[str, str | bytes] = {
        "aa11.py": files["aa11.py"].replace("\n", "\r\n").encode(),
        "bb22.py": b"\xef\xbb\xbf" + files["bb22.py"].encode(),
        "cc 33:x.py": "# -*- coding: latin-1 -*-\n# caf\xe9\n".encode("latin-1") + files["cc33.py"].encode(),
        "dd44.py": files["dd44.py"].replace('"bb', "'bb") + "\f# the end",
        "ee55.py": files["ee55.py"],
    }
    project = stranded_project(tmp_path / "shop", odd)
    project.prune("dd44")
    project.write({"ff66.py": revision("ff66", "ee55")})
    project.prune("ff66")
    assert sorted(path.name for path in project.versions.glob("*.py")) == ["ff66.py"]
    assert project.run("rescue", "aa11", "--write", "../rescue").code == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "rescue" / "versions").glob("*.py")}
    assert written.pop("ff66.py") == revision("ff66", "ee55").encode()
    assert written == {name: text if isinstance(text, bytes) else text.encode() for name, text in odd.items()}


def test_git_may_keep_other_line_ends_than_the_disk(tmp_path: Path) -> None:
    files = {name: text.replace("\n", "\r\n") for name, text in line(*IDS).items()}
    project = stranded_project(tmp_path / "shop", {}, in_git=True)
    (project.root / ".gitattributes").write_text("*.py text eol=crlf\n")
    project.write(files)
    project.prune("dd44")
    assert "\r" not in git(project.root, "cat-file", "-p", "HEAD~1:migrations/versions/aa11.py")
    assert project.run("rescue", "aa11", "--write", "../rescue").code == 0
    assert (tmp_path / "rescue/versions/aa11.py").read_bytes() == files["aa11.py"].encode()


def test_found_after_a_rebase_a_squash_merge_and_a_clean_up(project: StrandedProject, tmp_path: Path) -> None:
    root = project.root
    git(root, "tag", "v1")
    git(root, "checkout", "-qb", "cut")
    project.prune("dd44")
    git(root, "checkout", "-q", "main")
    (root / "README").touch()
    commit_all(root, "elsewhere")
    git(root, "checkout", "-q", "cut")
    git(root, "rebase", "-q", "main")
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--squash", "cut")
    git(root, "commit", "-qm", "prune, squashed")
    # then the whole history is thrown away but for the tag
    git(root, "checkout", "-q", "--orphan", "fresh")
    git(root, "commit", "-qm", "a new beginning")
    git(root, "branch", "-D", "main", "cut")
    git(root, "reflog", "expire", "--expire=now", "--all")
    git(root, "gc", "-q", "--prune=now")
    done = project.run("rescue", "aa11", "--write", "../rescue")
    assert done.code == 0
    assert "in the tag v1" in done.stdout
    assert (tmp_path / "rescue/versions/aa11.py").read_text() == line(*IDS)["aa11.py"]

    git(root, "tag", "-d", "v1")
    found = project.run("rescue", "aa11")
    assert (found.code, "no branch or tag contains it" in found.stdout) == (0, True)
    git(root, "gc", "-q", "--prune=now")
    lost = project.run("rescue", "aa11", "--write", "../again")
    assert (lost.code, (tmp_path / "again").exists()) == (1, False)
    assert "nothing was written: 4 files cannot be recovered" in lost.stderr
    for name in ("aa11", "bb22", "cc33", "dd44"):
        assert f"versions/{name}.py" in lost.stdout


def test_from_an_archive_without_version_control(tmp_path: Path) -> None:
    project = stranded_project(tmp_path / "shop", line(*IDS), in_git=False)
    project.prune("dd44", archive=project.root / "pruned-1.tar.gz")
    project.prune("ee55", archive=project.root / "pruned-2.tar.gz")
    assert project.run("rescue", "aa11", "--write", "../one").code == 0  # both lie where the ledger's names are tried
    assert (tmp_path / "one/versions/aa11.py").read_text() == line(*IDS)["aa11.py"]
    (project.root / "pruned-1.tar.gz").rename(tmp_path / "elsewhere.tar.gz")
    lost = project.run("rescue", "aa11")
    assert (lost.code, "pruned-1.tar.gz was not found (pass it with --archive)" in lost.stdout) == (1, True)
    named = project.run("rescue", "aa11", "--archive", "../elsewhere.tar.gz", "--write", "../two")
    assert (named.code, "archive ../elsewhere.tar.gz: versions/aa11.py" in named.stdout) == (0, True)
    assert {path.name for path in (tmp_path / "two/versions").iterdir()} == {f"{id}.py" for id in IDS}


def test_a_file_that_is_not_what_was_pruned_is_not_taken(project: StrandedProject, tmp_path: Path) -> None:
    project.prune("dd44")
    ledger = project.root / "migrations" / "migralint-pruned.json"
    right = sha256((line(*IDS)["bb22.py"]).encode()).hexdigest()
    ledger.write_text(ledger.read_text().replace(right, "0" * 64))
    done = project.run("rescue", "aa11", "--write", "../rescue")
    assert (done.code, (tmp_path / "rescue").exists()) == (1, False)
    assert "needed for the upgrade, but cannot be recovered: versions/bb22.py" in done.stdout


def test_refused_while_a_prune_is_unfinished(
    project: StrandedProject,
) -> None:
    project.prune("dd44")
    (project.root / "migrations" / "migralint-journal").mkdir()
    done = project.run("rescue", "aa11")
    assert (done.code, "was interrupted" in done.stderr) == (2, True)


def test_through_two_prunes_with_branches_merges_and_a_second_line(tmp_path: Path) -> None:
    """aa <- bb, aa <- cc, dd(bb, cc) <- ee <- ff; pp <- qq <- rr, qq depends on cc; labels on both bases."""
    project = stranded_project(
        tmp_path / "shop",
        {
            "aa.py": revision("aaaa", labels=("shop",)),
            "bb.py": revision("bbbb", "aaaa"),
            "cc.py": revision("cccc", "aaaa"),
            "dd.py": revision("dddd", "bbbb", "cccc"),
            "ee.py": revision("eeee", "dddd"),
            "pp.py": revision("pppp", labels=("plugin",)),
            "qq.py": revision("qqqq", "pppp", depends=("cccc",)),
            "rr.py": revision("rrrr", "qqqq"),
        },
    )
    ways = [["aaaa"], ["bbbb"], ["cccc", "pppp"], ["qqqq"], ["bbbb", "rrrr"], ["dddd"], ["pppp"]]
    behind = [tmp_path / f"{place}.db" for place in range(len(ways))]
    for database, targets in zip(behind, ways, strict=True):
        for target in targets:
            project.upgrade(database, target)
    project.prune("dddd", "qqqq")
    project.write({"ff.py": revision("ffff", "eeee"), "ss.py": revision("ssss", "rrrr", depends=("eeee",))})
    old = tmp_path / "chain"
    git(project.root, "worktree", "add", "-q", "-b", "old", str(old), "HEAD~3")
    for name in ("ff.py", "ss.py"):
        (old / "migrations" / "versions" / name).write_bytes((project.versions / name).read_bytes())
    project.prune("ffff", "rrrr")
    healthy = tmp_path / "healthy.db"
    StrandedProject(old).upgrade(healthy, "heads")

    for place, database in enumerate(behind):
        rows = schema(database)[1]
        stranded = [row for row in rows if project.run("rescue", row).code == 0]
        assert stranded, rows
        directory = f"../rescue{place}"
        done = project.run("rescue", stranded[0], "--write", directory)
        assert done.code == 0, done
        for floor in re.findall(r"alembic.ini upgrade (\w+)$", done.stdout, re.MULTILINE):
            project.upgrade(database, floor, config=f"{directory}/alembic.ini")
        project.upgrade(database, "heads")
        assert schema(database) == schema(healthy)


def test_revisions_that_import_pruned_ones_find_them(tmp_path: Path) -> None:
    files = line(*IDS)
    imports = "from migrations.versions.bb22 import revision as other\n"
    files["cc33.py"] = files["cc33.py"].replace("import sqlalchemy", imports + "import sqlalchemy")
    project = stranded_project(tmp_path / "shop", files)
    behind = tmp_path / "behind.db"
    shell(project, "alembic upgrade bb22", behind)
    project.prune("dd44")
    done = project.run("rescue", "bb22", "--write", "../rescue")
    assert (done.code, "note: env.py starts with lines" in done.stdout) == (0, True)
    for command in re.findall(r"^ +(alembic .*)$", done.stdout, re.MULTILINE):
        shell(project, command, behind)
    assert schema(behind)[1] == ["ee55"]


def test_an_id_in_use_again_is_said(project: StrandedProject) -> None:
    project.prune("dd44")
    project.write({"aa11_again.py": revision("aa11", "ee55")})
    done = project.run("rescue", "aa11", "--write", "../rescue")
    assert (done.code, "note: the id aa11 is now used again by aa11_again.py" in done.stdout) == (0, True)
    assert project.run("check", "--select", "ML254").code == 1
