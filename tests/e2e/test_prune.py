"""`migralint prune` as a process: the plan, its reasons, and its exit status."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.command_line import Finished, migralint
from tests.support.git import commit_all, git, repository
from tests.support.trees import revision_file, write_tree

REVISION = '''"""{message}

Revision ID: {id}
Revises: {revises}
Create Date: 2024-0{month}-01 10:00:00

"""
revision = "{id}"
down_revision = {down}
branch_labels = {labels}
depends_on = None


def upgrade():
    pass
'''


def revision(name: str, parent: str | None, message: str, month: int = 1, labels: str = "None") -> str:
    return REVISION.format(
        id=name,
        revises=parent or "",
        down=f'"{parent}"' if parent else None,
        message=message,
        month=month,
        labels=labels,
    )


SHOP = {
    "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n",
    "migrations/env.py": "raise RuntimeError('nobody runs this')\n",
    "migrations/versions/a1a1a1_start.py": revision("a1a1a1", None, "Start", 1),
    "migrations/versions/b2b2b2_users.py": revision("b2b2b2", "a1a1a1", "Users", 2),
    "migrations/versions/c3c3c3_orders.py": revision("c3c3c3", "b2b2b2", "Orders", 3),
    "migrations/versions/d4d4d4_prices.py": revision("d4d4d4", "c3c3c3", "Prices", 4),
    "migrations/versions/e5e5e5_stock.py": revision("e5e5e5", "d4d4d4", "Stock", 5),
    "migrations/migralint-environments.toml": """version = 1

[environments.production]
stamps = ["d4d4d4"]
recorded-at = 2024-06-20T10:00:00Z

[environments.partners]
counts = { "c3c3c3" = 2, "e5e5e5" = 40 }
recorded-at = 2024-06-20T10:00:00Z

[environments.ci]
create-all = true
""",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    write_tree(tmp_path, SHOP)
    return repository(tmp_path)


def prune(root: Path, *arguments: str) -> Finished:
    return migralint("prune", *arguments, cwd=root)


def document(root: Path, *arguments: str) -> dict[str, Any]:
    done = prune(root, "--format", "json", *arguments)
    assert done.stderr == ""
    found = json.loads(done.stdout)
    if "explanations" not in found:
        schema = json.loads((resources.files("migralint") / "json_schemas" / "prune.schema.json").read_text("utf-8"))
        jsonschema.validate(found, schema)
        assert done.code == (1 if found["status"] == "blocked" else 0)
    return dict(found)


def test_the_plan_for_people(shop: Path, snapshot: SnapshotAssertion) -> None:
    done = prune(shop)
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == snapshot


def test_the_plan_for_programs(shop: Path) -> None:
    found = document(shop)
    assert (found["status"], found["removed"], found["kept_count"]) == ("ready", ["a1a1a1", "b2b2b2"], 3)
    assert found["new_bases"] == ["c3c3c3"]
    (rewrite,) = found["rewrites"]
    assert rewrite["path"] == "migrations/versions/c3c3c3_orders.py"
    assert rewrite["down_revision"] == {"before": ["b2b2b2"], "after": []}
    production, partners = found["environments"]
    assert production["stamp_sets"] == [
        {"stamps": ["d4d4d4"], "databases": 1, "applied": 4, "pending": 1, "plan_unchanged": True}
    ]
    assert [one["databases"] for one in partners["stamp_sets"]] == [40, 2]
    assert found["leverage"] == [{"environment": "partners", "together_with": [], "move_to": "d4d4d4", "frees": 1}]


def test_nothing_is_written(shop: Path) -> None:
    prune(shop)
    assert git(shop, "status", "--porcelain", "--ignored") in ("", "!! .cache/", "?? .cache/")


def test_who_upgrades_empty_databases_is_the_first_warning(shop: Path) -> None:
    write_tree(
        shop,
        {
            "Dockerfile": 'CMD ["alembic", "upgrade", "head"]\n',
            "app.py": "from alembic import command\ncommand.upgrade(config, 'head')\n",
            "docs/deploy.md": "Run `alembic upgrade head`.\n",
            "aaa.yaml": "oldest: 'a1a1a1'\n",
            "tests/test_a1a1a1.py": "",
        },
    )
    commit_all(shop)
    done = prune(shop)
    assert done.code == 0
    warnings = done.stdout.partition("Warnings\n")[2]
    assert warnings.startswith(
        "  warning ML613 empty-databases-upgraded  app.py:2: 2 places upgrade a database (1 in application code, 1 in "
        "containers), which no longer works on an empty database after this prune: the first runs command.upgrade()\n"
        "      Dockerfile:1: runs alembic upgrade (containers)\n"
        "    = help "
    )
    assert "deploy.md" not in warnings
    assert "tests/test_a1a1a1.py:1: is named after a1a1a1, which would be removed" in warnings
    first, *others = document(shop)["warnings"]
    assert (first["code"], [one["path"] for one in first["related"]]) == ("ML613", ["Dockerfile"])
    assert [one["path"] for one in others] == ["aaa.yaml", "tests/test_a1a1a1.py"]


def test_why_a_revision_stays(shop: Path) -> None:
    done = prune(shop, "--explain", "c3c3c3", "--explain", "a1a1a1")
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == (
        "c3c3c3 (Orders) is kept: 2 databases of partners are stamped at it\n"
        "a1a1a1 (Start) is removed: every database has applied it and everything it needs, and none is stamped at it\n"
    )
    (explanation,) = document(shop, "--explain", "d4d4d4")["explanations"]
    assert explanation["goes"] is False
    assert [reason["kind"] for reason in explanation["reasons"]] == ["stamped-at", "not-applied"]


@pytest.mark.parametrize(
    ("options", "removed"),
    [
        (("--without", "partners"), ["a1a1a1", "b2b2b2", "c3c3c3"]),
        (("--until", "b2b2b2"), ["a1a1a1"]),
        (("--keep", "1"), ["a1a1a1"]),
        (("--keep-since", "2024-02-01"), ["a1a1a1"]),
        (("--deep",), ["a1a1a1", "b2b2b2"]),
    ],
)
def test_options_change_what_goes(shop: Path, options: tuple[str, ...], removed: list[str]) -> None:
    assert document(shop, *options)["removed"] == removed


def test_settings_give_the_options_their_defaults(shop: Path) -> None:
    (shop / "migralint.toml").write_text('until = "b2b2b2"\n')
    assert document(shop)["removed"] == ["a1a1a1"]
    assert document(shop, "--until", "e5e5e5")["removed"] == ["a1a1a1", "b2b2b2"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--until", "c3c3c4"), 'did you mean "c3c3c3"?'),
        (("--without", "partner"), 'did you mean "partners"?'),
        (("--explain", "nowhere"), "there is no such revision"),
        (("--explain", ""), "there is no such revision"),
        (("--manifest", "nowhere.toml"), "there is no such manifest"),
        (("--output", "pdf=x"), "FORMAT is one of text, json, markdown, html"),
        (("nowhere",), "nowhere"),
    ],
)
def test_wrong_usage(shop: Path, arguments: tuple[str, ...], says: str) -> None:
    done = prune(shop, *arguments)
    assert (done.code, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_directory_without_revisions_is_wrong_usage(tmp_path: Path) -> None:
    write_tree(tmp_path, {"alembic.ini": SHOP["alembic.ini"], "migrations/env.py": "", "migrations/versions/": ""})
    done = prune(tmp_path)
    assert done.code == 2
    assert "no revisions found" in done.stderr


def test_stamps_nobody_knows_block(shop: Path) -> None:
    manifest = shop / "migrations" / "migralint-environments.toml"
    manifest.write_text(manifest.read_text().replace('"d4d4d4"', '"f00f00"'))
    found = document(shop)
    assert [blocker["code"] for blocker in found["blockers"]] == ["ML401"]
    assert found["removed"] == []
    assert found["blockers"][0]["path"] == "migrations/migralint-environments.toml"


def test_a_broken_graph_blocks(shop: Path) -> None:
    write_tree(shop, {"migrations/versions/x.py": revision("x9x9x9", "gone", "Lost")})
    done = prune(shop)
    assert done.code == 1
    assert "ML102 missing-parent" in done.stdout
    assert "nothing can be removed before these are fixed" in done.stdout


def test_a_header_that_only_running_the_file_would_tell_blocks(shop: Path) -> None:
    text = revision("x9x9x9", "e5e5e5", "Odd").replace('down_revision = "e5e5e5"', "down_revision = input()")
    write_tree(shop, {"migrations/versions/x.py": text})
    assert "ML203" in [blocker["code"] for blocker in document(shop)["blockers"]]


def test_uncommitted_changes_block_unless_they_are_allowed(shop: Path) -> None:
    path = shop / "migrations" / "versions" / "a1a1a1_start.py"
    path.write_text(path.read_text() + "# unfinished\n")
    found = document(shop)
    assert [blocker["name"] for blocker in found["blockers"]] == ["unrecoverable-file"]
    assert found["removed"] == ["a1a1a1", "b2b2b2"]
    assert document(shop, "--allow-dirty")["status"] == "ready"


def test_without_version_control_an_archive_is_needed(tmp_path: Path) -> None:
    write_tree(tmp_path, SHOP)
    assert [blocker["name"] for blocker in document(tmp_path)["blockers"]] == ["unrecoverable-file"]
    assert document(tmp_path, "--archive", "old.zip")["status"] == "ready"


def test_a_kept_file_that_uses_a_removed_one_blocks(shop: Path) -> None:
    path = shop / "migrations" / "versions" / "e5e5e5_stock.py"
    path.write_text(path.read_text() + "\nfrom migrations.versions.a1a1a1_start import upgrade as first\n")
    commit_all(shop)
    assert [blocker["name"] for blocker in document(shop)["blockers"]] == ["used-by-kept-file"]


def test_a_removed_id_named_elsewhere_is_a_warning(shop: Path) -> None:
    write_tree(shop, {"deploy/values.yaml": 'minimum: "a1a1a1"\n'})
    commit_all(shop)
    (warning,) = document(shop)["warnings"]
    assert (warning["name"], warning["path"], warning["line"]) == (
        "removed-id-named-elsewhere",
        "deploy/values.yaml",
        1,
    )


def test_open_branches_warn_and_can_be_protected(shop: Path) -> None:
    git(shop, "checkout", "-q", "-b", "topic/old")
    write_tree(shop, {"migrations/versions/f6f6f6_late.py": revision("f6f6f6", "b2b2b2", "Late")})
    commit_all(shop)
    git(shop, "checkout", "-q", "main")
    (warning,) = document(shop)["warnings"]
    assert warning["name"] == "branch-builds-on-removed"
    assert "the branch topic/old has f6f6f6" in warning["message"]
    found = document(shop, "--protect-refs", "topic/*")
    assert (found["removed"], found["warnings"]) == (["a1a1a1"], [])
    done = prune(shop, "--protect-refs", "topic/*", "--explain", "b2b2b2")
    assert done.stdout == "b2b2b2 (Users) is kept: f6f6f6 on the branch topic/old builds on it\n"


def test_a_header_that_cannot_be_rewritten_blocks(shop: Path) -> None:
    path = shop / "migrations" / "versions" / "c3c3c3_orders.py"
    path.write_text(path.read_text().replace('down_revision = "b2b2b2"', 'x = down_revision = "b2b2b2"; y = 1'))
    commit_all(shop)
    (blocker,) = document(shop)["blockers"]
    assert (blocker["name"], blocker["path"]) == ("unwritable-header", "migrations/versions/c3c3c3_orders.py")
    assert blocker["line"] == 9


def test_an_old_record_blocks(shop: Path) -> None:
    manifest = shop / "migrations" / "migralint-environments.toml"
    manifest.write_text(manifest.read_text().replace("version = 1", "version = 1\nmax-age-days = 30"))
    assert {blocker["code"] for blocker in document(shop)["blockers"]} == {"ML404"}


def test_bare_folders_need_no_configuration(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "versions/a.py": revision_file("a1a1"),
            "versions/b.py": revision_file("b2b2", "a1a1"),
            "environments.toml": 'version = 1\n[environments.all]\nstamps = ["b2b2"]\n',
        },
    )
    found = document(repository(tmp_path), "versions", "--manifest", "environments.toml")
    assert (found["status"], found["removed"]) == ("ready", ["a1a1"])
    assert [warning["code"] for warning in found["warnings"]] == ["ML404"]


def test_a_fleet_in_a_file_and_releases_in_tags(shop: Path) -> None:
    git(shop, "tag", "v1.0")
    rows = "".join(f"tenant{number},{'c3c3c3' if number % 100 else 'd4d4d4'}\n" for number in range(1000))
    write_tree(
        shop,
        {
            "migrations/migralint-environments.toml": 'version = 1\n[environments.fleet]\nfile = "fleet.csv"\n'
            'recorded-at = 2024-06-20T10:00:00Z\n[environments.releases]\ngit-tags = "v1.*"\n',
            "migrations/fleet.csv": f"database,version_num\n{rows}",
        },
    )
    found = document(shop)
    fleet, releases = found["environments"]
    assert [(one["stamps"], one["databases"]) for one in fleet["stamp_sets"]] == [(["c3c3c3"], 990), (["d4d4d4"], 10)]
    assert releases["stamp_sets"][0]["stamps"] == ["e5e5e5"]
    assert found["removed"] == ["a1a1a1", "b2b2b2"]


def test_the_body_of_a_pull_request(shop: Path) -> None:
    done = prune(shop, "--format", "markdown", "--output", "html=plan.html")
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "# Prune 2 old revisions\n\n2 of 5 revisions can be removed from `migrations`; 3 are kept."
    )
    assert "+down_revision = None\n branch_labels = None\n```\n" in done.stdout
    assert (shop / "plan.html").read_text().startswith("<!DOCTYPE html>")
    assert prune(shop, "--explain", "a1a1a1", "--format", "html").code == 2


def test_further_documents_go_to_files(shop: Path) -> None:
    done = prune(shop, "--output", "json=plan.json", "--output", "text=plan.txt")
    assert done.code == 0
    assert json.loads((shop / "plan.json").read_text())["status"] == "ready"
    assert (shop / "plan.txt").read_text().endswith("2 can be removed; nothing was changed\n")


def test_check_counts_what_prune_would_take(shop: Path) -> None:
    def message(settings: str) -> str:
        (shop / "migralint.toml").write_text(settings)
        done = migralint("check", "--select", "ML406", "--format", "json", cwd=shop)
        return " ".join(one["message"] for one in json.loads(done.stdout)["findings"])

    assert message("") == "2 of 5 revisions are no longer needed by any environment"
    for settings in ("keep = 1\n", 'until = "b2b2b2"\n'):
        assert message(settings) == "1 of 5 revisions are no longer needed by any environment"
        assert document(shop)["removed"] == ["a1a1a1"]
    assert message('until = "elsewhere"\n') == ""
