"""What a person may name, and which script directories are meant by it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from migralint.loading.config.search import FOLDERS_LIMIT
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.discovery import discover
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError
from tests.support.trees import revision_file, write_tree

FIXTURES = Path(__file__).parents[3] / "fixtures"
NAMES = [
    *("flask_migrate", "pyproject_only", "script_location_in_code", "script_location_in_package"),
    *("several_version_locations", "two_sections", "two_services", "versions_without_env"),
]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working directory is neither the project nor above it, unless a test goes there."""
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    write_tree(tmp_path, {"elsewhere/": "", "project/.git/": ""})
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path / "elsewhere"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "project"


def _copy(name: str, project: Path) -> Path:
    shutil.copytree(FIXTURES / name, project, dirs_exist_ok=True)
    return project


def _seen(candidates: list[ScriptDirectory], project: Path) -> list[tuple[str, list[str], str | None]]:
    """Script directory, version locations and configuration, relative to the project."""
    return [
        (
            os.path.relpath(each.path, project),
            [os.path.relpath(location, project) for location in each.version_locations],
            each.config and os.path.relpath(each.config, project),
        )
        for each in candidates
    ]


@pytest.mark.parametrize(
    ("fixture", "named", "expected"),
    [
        ("flask_migrate", path, [("migrations", ["migrations/versions"], "migrations/alembic.ini")])
        for path in (".", "migrations", "migrations/alembic.ini", "migrations/versions")
    ]
    + [
        ("pyproject_only", path, [("db", ["db/versions"], "pyproject.toml")])
        for path in (".", "pyproject.toml", "db", "db/versions")
    ]
    + [
        (
            "script_location_in_package",
            path,
            [("src/harbour/db/migrations", ["src/harbour/db/migrations/versions"], "alembic.ini")],
        )
        for path in (".", "alembic.ini", "src", "src/harbour/db/migrations", "src/harbour/db/migrations/versions")
    ]
    + [
        (
            "several_version_locations",
            path,
            [("migrations", ["migrations/versions", "plugins/sails/revisions"], "alembic.ini")],
        )
        for path in (
            *(".", "alembic.ini", "migrations", "migrations/versions"),
            *("plugins/sails/revisions", "plugins/sails/revisions/2026"),
        )
    ]
    + [("versions_without_env", path, [("db", ["db/versions"], None)]) for path in (".", "db")]
    + [("versions_without_env", "db/versions", [("db/versions", ["db/versions"], None)])]
    + [
        (
            "script_location_in_code",
            path,
            [("harbour/storage/migrations", ["harbour/storage/migrations/versions"], None)],
        )
        for path in (".", "harbour", "harbour/storage/migrations", "harbour/storage/migrations/versions")
    ]
    + [
        (
            "two_services",
            ".",
            [
                ("boats/migrations", ["boats/migrations/versions"], "boats/alembic.ini"),
                ("crews/migrations", ["crews/migrations/versions"], "crews/pyproject.toml"),
            ],
        ),
        ("two_services", "boats", [("boats/migrations", ["boats/migrations/versions"], "boats/alembic.ini")]),
        (
            "two_sections",
            ".",
            [
                ("boats", ["boats/versions"], "alembic.ini"),
                ("reports", ["reports/versions"], "alembic.ini"),
            ],
        ),
    ],
)
def test_what_is_found(
    fixture: str, named: str, expected: list[tuple[str, list[str], str | None]], project: Path
) -> None:
    _copy(fixture, project)
    found = discover(str(project / named))
    assert _seen(found, project) == expected
    assert [each.root for each in found] == [str(project)] * len(expected)


@pytest.mark.parametrize("fixture", NAMES)
def test_the_result_does_not_depend_on_where_one_stands(
    fixture: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _copy(fixture, project)
    from_elsewhere = discover(str(project))
    monkeypatch.chdir(project)
    assert discover(".") == from_elsewhere
    monkeypatch.chdir(project.parent)
    assert discover("project") == from_elsewhere
    assert discover("project/./") == from_elsewhere


def test_a_version_location_that_is_not_there_is_recorded(project: Path) -> None:
    (found,) = discover(str(_copy("several_version_locations", project)))
    assert found.unresolved == (f"{project}/plugins/sunk/revisions",)
    assert found.recursive


def test_what_alembic_would_need_to_run_is_known(project: Path) -> None:
    (found,) = discover(str(_copy("script_location_in_package", project)))
    assert (found.ini, found.toml, found.section) == (f"{project}/alembic.ini", None, "alembic")
    assert found.working_directory == str(project)
    assert found.prepend_sys_path == (f"{project}/src",)


def test_version_locations_of_others_are_known(project: Path, tmp_path: Path) -> None:
    write_tree(
        project,
        {
            "alembic.ini": "[alembic]\nscript_location = db\nversion_locations = db/versions ../theirs/versions linked"
            " crew:migrations\n",
            "db/env.py": "",
            "db/versions/": "",
            ".venv/lib/python3.12/site-packages/crew/__init__.py": "",
            ".venv/lib/python3.12/site-packages/crew/migrations/": "",
        },
    )
    write_tree(tmp_path, {"theirs/versions/": ""})
    (project / "linked").symlink_to(tmp_path / "theirs")
    (found,) = discover(str(project))
    assert found.outside == (
        f"{tmp_path}/theirs/versions",
        f"{project}/linked",
        f"{project}/.venv/lib/python3.12/site-packages/crew/migrations",
    )
    assert found.unresolved == ()


def test_packages_installed_as_editable_are_found_without_running_anything(project: Path, tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "project/alembic.ini": "[alembic]\nscript_location = crew:migrations\n",
            "project/.venv/lib/python3.12/site-packages/crew.pth": "# comment\nimport os; os._exit(3)\n../gone\n"
            f"{tmp_path}/crew-source\n",
            "crew-source/crew/__init__.py": "raise SystemExit",
            "crew-source/crew/migrations/versions/": "",
        },
    )
    (found,) = discover(str(project))
    assert found.path == f"{tmp_path}/crew-source/crew/migrations"


def test_a_package_goes_before_a_folder_of_the_same_name(project: Path) -> None:
    """As for Python's import: a folder without __init__.py counts only if there is no real package."""
    write_tree(
        project,
        {
            "alembic.ini": "[alembic]\nscript_location = crew:migrations\n",
            "crew/migrations/versions/": "",
            "src/crew/__init__.py": "",
            "src/crew/migrations/versions/": "",
        },
    )
    assert [each.path for each in discover(str(project))] == [f"{project}/src/crew/migrations"]
    (project / "src/crew/__init__.py").unlink()
    assert [each.path for each in discover(str(project))] == [f"{project}/crew/migrations"]


# Relative paths: Alembic sees them from the folder it runs in


def test_relative_paths_are_seen_from_the_configurations_folder(project: Path, elsewhere: Path) -> None:
    write_tree(project, {"alembic.ini": "[alembic]\nscript_location = db\n", "db/versions/": ""})
    write_tree(elsewhere, {"db/versions/": ""})
    assert discover(str(project))[0].path == f"{project}/db"
    assert discover(f"{project}/alembic.ini")[0].path == f"{project}/db"


def test_with_c_they_are_seen_from_the_working_directory_as_alembic_does(project: Path, elsewhere: Path) -> None:
    write_tree(project, {"alembic.ini": "[alembic]\nscript_location = db\n", "db/versions/": ""})
    assert discover(config=f"{project}/alembic.ini")[0].path == f"{project}/db", "not there: the next best"
    write_tree(elsewhere, {"db/versions/": ""})
    assert discover(config=f"{project}/alembic.ini")[0].path == f"{elsewhere}/db"


def test_a_configuration_in_a_sub_folder_may_be_meant_for_the_top(project: Path) -> None:
    write_tree(
        project,
        {
            "deploy/alembic.ini": "[alembic]\nscript_location = app/db\nversion_locations = app/db/versions app/more\n",
            "app/db/versions/": "",
            "app/more/": "",
        },
    )
    (found,) = discover(f"{project}/deploy")
    assert _seen([found], project) == [("app/db", ["app/db/versions", "app/more"], "deploy/alembic.ini")]
    assert found.working_directory == str(project)


def test_all_paths_are_seen_from_one_folder(project: Path) -> None:
    """`%(here)s/db` is found from everywhere; the folder that knows the version locations is the right one."""
    write_tree(
        project,
        {
            "deploy/alembic.ini": "[alembic]\nscript_location = %(here)s/../db\nversion_locations = plugins/a\n",
            "db/env.py": "",
            "plugins/a/": "",
        },
    )
    (found,) = discover(f"{project}/deploy")
    assert (found.working_directory, found.unresolved) == (str(project), ())


# Several candidates


def test_one_section_is_chosen_by_its_name(project: Path) -> None:
    _copy("two_sections", project)
    assert [each.section for each in discover(str(project))] == ["alembic", "reports"]
    (reports,) = discover(str(project), name="reports")
    assert (reports.section, reports.file_template) == ("reports", "%(year)d_%(slug)s")
    (boats,) = discover(str(project), name="alembic")
    assert boats.path == f"{project}/boats"


def test_an_unknown_section_names_the_nearest(project: Path) -> None:
    with pytest.raises(InputError, match=r"no section \[report\]") as caught:
        discover(str(_copy("two_sections", project)), name="report")
    assert caught.value.hint == 'did you mean "reports"?'


def test_sections_that_differ_only_in_other_options_are_one_candidate(project: Path) -> None:
    write_tree(
        project,
        {
            "alembic.ini": "[alembic]\nscript_location = db\n[prod]\nscript_location = ./db\nsqlalchemy.url = x\n",
            "alembic_ci.ini": "[alembic]\nscript_location = %(here)s/db\n",
            "db/env.py": "",
            "db/versions/": "",
        },
    )
    assert _seen(discover(str(project)), project) == [("db", ["db/versions"], "alembic.ini")]


def test_a_default_for_all_sections_does_not_make_candidates_of_them(project: Path) -> None:
    write_tree(
        project,
        {"alembic.ini": "[DEFAULT]\nscript_location = db\n[alembic]\n[loggers]\nkeys = root\n", "db/versions/": ""},
    )
    assert [each.section for each in discover(str(project))] == ["alembic"]


def test_any_name_of_an_ini_will_do(project: Path) -> None:
    write_tree(
        project,
        {
            "billing.ini": "[alembic]\nscript_location = billing\n",
            "alembic.ini": "[alembic]\nscript_location = main\n",
            "tox.ini": "[tox]\nenvlist = py\n",
            "notes.cfg": "[alembic]\nscript_location = main\n",
            "billing/versions/": "",
            "main/versions/": "",
        },
    )
    assert [each.path for each in discover(str(project))] == [f"{project}/main", f"{project}/billing"]
    assert discover(f"{project}/notes.cfg")[0].path == f"{project}/main"


def test_one_is_needed_and_several_are_listed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(_copy("two_services", project))
    with pytest.raises(InputError) as caught:
        the_one(discover("."))
    assert caught.value.message == (
        "2 script directories found, one is needed:\n"
        "  boats/migrations (by boats/alembic.ini [alembic])\n"
        "  crews/migrations (by crews/pyproject.toml)"
    )
    assert caught.value.hint == "name one of these folders as PATH"
    assert the_one(discover("boats")).path == f"{project}/boats/migrations"


def test_of_several_sections_one_is_chosen_with_n(project: Path) -> None:
    with pytest.raises(InputError) as caught:
        the_one(discover(str(_copy("two_sections", project))))
    assert caught.value.hint == "choose one with -n SECTION"


# Searching


def test_folders_of_others_are_not_searched(project: Path) -> None:
    skipped = [".hidden", ".venv", "node_modules", "site-packages", "build", "dist", "x.egg-info", "{{name}}", "my env"]
    write_tree(project, {f"{name}/db/{file}": "" for name in skipped for file in ("env.py", "versions/x.py")})
    write_tree(project, {"my env/pyvenv.cfg": "", "app/db/env.py": "", "app/db/versions/": ""})
    assert _seen(discover(str(project)), project) == [("app/db", ["app/db/versions"], None)]
    assert _seen(discover(str(project / "build/db")), project)[0][0] == "build/db", "but when named they are"


def test_an_env_py_of_others_is_no_script_directory(project: Path) -> None:
    write_tree(project, {"app/env.py": "", "app/models.py": "revision = 1\n", "docs/versions/notes.py": "x = 1\n"})
    with pytest.raises(InputError, match="no script directory found, here or below"):
        discover(str(project))


def test_loops_of_links_do_not_hang(project: Path) -> None:
    write_tree(project, {"a/b/": "", "a/db/env.py": "", "a/db/versions/": ""})
    (project / "a/b/up").symlink_to(project / "a")
    (project / "a/self").symlink_to("self")
    (project / "a/env.py").symlink_to("env.py")
    assert _seen(discover(str(project)), project) == [("a/db", ["a/db/versions"], None)]
    with pytest.raises(InputError, match="Too many levels of symbolic links"):
        discover(f"{project}/a/self")


def test_a_search_without_end_is_given_up(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migralint.loading.config.search.FOLDERS_LIMIT", 20)
    write_tree(project, {f"many/{number}/": "" for number in range(30)})
    with pytest.raises(InputError, match="too many to search"):
        discover(str(project))
    assert FOLDERS_LIMIT >= 10_000


def test_a_project_without_revisions_yet_has_no_version_location(project: Path) -> None:
    """git keeps no empty folders: after a clone `versions` is missing."""
    write_tree(project, {"alembic.ini": "[alembic]\nscript_location = db\n", "db/env.py": "", "db/script.py.mako": ""})
    (found,) = discover(str(project))
    assert (found.version_locations, found.unresolved) == ((), ())


def test_without_a_repository_paths_are_shown_from_the_configurations_folder(tmp_path: Path) -> None:
    write_tree(tmp_path, {"loose/alembic.ini": "[alembic]\nscript_location = db\n", "loose/db/versions/": ""})
    assert discover(f"{tmp_path}/loose")[0].root == f"{tmp_path}/loose"


# Wrong input


@pytest.mark.parametrize(
    ("files", "named", "message"),
    [
        ({}, "", "no script directory found, here or below; looked for alembic.ini"),
        ({}, "gone", "cannot be read: No such file or directory"),
        ({"setup.py": ""}, "setup.py", "is a file inside a script directory; pass the directory"),
        ({"a.ini": "[tox]\n"}, "a.ini", "has no script_location"),
        ({"pyproject.toml": "[tool.x]\n"}, "pyproject.toml", "has no script_location"),
        ({"pyproject.toml": "[tool.alembic]\n"}, "pyproject.toml", "has no script_location"),
        ({"alembic.ini": "[alembic]\nscript_location = \0\n"}, "", "holds a null byte"),
        ({"alembic.ini": b"[alembic]\n\xff\xfe\n"}, "", "is not UTF-8 text"),
        ({"alembic.ini": b"\xef\xbb\xbf[alembic]\n"}, "alembic.ini", "starts with a byte order mark"),
        ({"alembic.ini": b"#" * (50 * 1024 * 1024)}, "", "is larger than 4096 KiB, more than any such file needs"),
        ({"pyproject.toml": b"#" * (50 * 1024 * 1024)}, "pyproject.toml", "is larger than 4096 KiB, more than"),
        ({"alembic.ini/": ""}, "alembic.ini", "no script directory found, here or below"),
        ({"env.py": "", "versions": "a file"}, "", "no script directory found, here or below"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_used_is_named(files: dict[str, str | bytes], named: str, message: str, project: Path) -> None:
    write_tree(project, files)
    with pytest.raises(InputError) as caught:
        discover(f"{project}/{named}")
    assert caught.value.message.startswith(message)
    assert caught.value.path is not None
    assert caught.value.path.startswith(str(project))


def test_values_that_multiply_end_in_an_error(project: Path) -> None:
    """Ten options that each name the next one ten times would make ten thousand million parts."""
    lines = [f"v{level} = {f'%(v{level + 1})s' * 10}" for level in range(9)]
    write_tree(project, {"alembic.ini": "[alembic]\nscript_location = %(v0)s\n" + "\n".join([*lines, "v9 = x"])})
    with pytest.raises(InputError, match="script_location is interpolated recursively or too deeply"):
        discover(str(project))


def test_errors_do_not_repeat_values(project: Path) -> None:
    secret = "postgresql://u:hunter2@h/d"
    for text in (f"{secret}\n", f"[alembic]\n{secret.replace(':', '')}\n", f"[alembic]\nscript_location = {secret}%\n"):
        write_tree(project, {"alembic.ini": text})
        with pytest.raises(InputError) as caught:
            discover(str(project))
        assert "hunter2" not in f"{caught.value!r} {caught.value.hint}"


def test_a_null_byte_in_the_path_is_an_error() -> None:
    with pytest.raises(InputError, match="cannot be read: embedded null byte"):
        discover("a\0b")


def test_at_most_one_configuration_of_each_kind(project: Path) -> None:
    with pytest.raises(InputError, match=r"at most one ini file and one pyproject\.toml"):
        discover(config=["a.ini", "b.ini"])


def test_the_configuration_may_be_named_beside_the_script_directory(project: Path) -> None:
    """script_location is set in code, the other options are in the ini."""
    write_tree(
        project,
        {
            "alembic.ini": "[alembic]\nrecursive_version_locations = true\n",
            "db/env.py": "",
            "db/versions/a.py": revision_file("a"),
        },
    )
    (found,) = discover(f"{project}/db", config=f"{project}/alembic.ini")
    assert (found.path, found.recursive, found.ini) == (f"{project}/db", True, f"{project}/alembic.ini")
    with pytest.raises(InputError, match="has no script_location"):
        discover(config=f"{project}/alembic.ini")


def test_a_configuration_inside_the_package_it_names(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(project / ".git")  # as installed: no repository says where the package begins
    write_tree(
        project,
        {
            "lib/harbour/__init__.py": "",
            "lib/harbour/storage/migrations/alembic.ini": "[alembic]\nscript_location = harbour:storage/migrations\n",
            "lib/harbour/storage/migrations/env.py": "",
            "lib/harbour/storage/migrations/versions/a1.py": revision_file("a1"),
        },
    )
    for named in ("lib", "lib/harbour", "lib/harbour/storage/migrations/alembic.ini"):
        (found,) = discover(str(project / named))
        assert found.path == str(project / "lib/harbour/storage/migrations")


@pytest.mark.parametrize("location", ["{alembic_dir}", "<migrations>", "@DATADIR@/migrations"])
def test_a_template_of_a_configuration_names_nothing_yet(project: Path, location: str) -> None:
    write_tree(
        project,
        {
            "app/alembic.ini": f"[alembic]\nscript_location = {location}\n",
            "app/db/env.py": "",
            "app/db/versions/a1.py": revision_file("a1"),
        },
    )
    for named in (".", "app"):
        assert _seen(discover(str(project / named)), project) == [("app/db", ["app/db/versions"], None)]
    with pytest.raises(InputError, match="is not a folder"):
        discover(str(project / "app" / "alembic.ini"))


def test_a_broken_configuration_is_not_passed_over(project: Path) -> None:
    write_tree(
        project,
        {
            "one/alembic.ini": "[alembic]\nscript_location = nowhere\n",
            "two/env.py": "",
            "two/versions/a1.py": revision_file("a1"),
        },
    )
    with pytest.raises(InputError, match="'nowhere' is not a folder"):
        discover(str(project))


SEVERAL = {
    "db/env.py": "",
    "db/script.py.mako": "",
    "db/__pycache__/": "",
    "db/jobs/001.py": revision_file("001"),
    "db/state/001.py": revision_file("001"),
}


def test_one_script_directory_for_several_histories(project: Path) -> None:
    write_tree(project, SEVERAL)
    expected = [("db/jobs", ["db/jobs"], None), ("db/state", ["db/state"], None)]
    assert _seen(discover(str(project)), project) == expected
    assert _seen(discover(str(project / "db")), project) == expected


def test_sections_that_share_the_scripts_and_differ_in_versions(project: Path) -> None:
    ini = (
        "[DEFAULT]\nscript_location = %(here)s/../db\n[state]\nversion_locations = %(here)s/../db/state\n"
        "[jobs]\nversion_locations = %(here)s/../db/jobs\n[loggers]\nkeys = root\n"
    )
    write_tree(project, {**SEVERAL, "setup/alembic.ini": ini})
    for named in (".", "setup", "setup/alembic.ini"):
        found = discover(str(project / named))
        assert [(each.section, each.version_locations) for each in found] == [
            ("state", (str(project / "db/state"),)),
            ("jobs", (str(project / "db/jobs"),)),
        ]


def test_a_folder_for_one_kind_of_database_has_the_env_py_above_it(project: Path) -> None:
    """env.py chooses the folder itself; the configuration finds no revision."""
    write_tree(
        project,
        {
            "db/alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n",
            "db/migrations/env.py": "",
            "db/migrations/versions/sqlite/a1.py": revision_file("a1"),
            "db/migrations/versions/postgresql/b1.py": revision_file("b1"),
        },
    )
    path = project / "db/migrations/versions/sqlite"
    found = the_one(discover(str(path)))
    assert (found.path, found.version_locations) == (str(project / "db/migrations"), (str(path),))
    assert found.config == str(project / "db/alembic.ini")


def test_a_folder_that_a_history_has_left_behind_stands_alone(project: Path) -> None:
    """Its revisions are none of the environments that are listed beside env.py."""
    write_tree(
        project,
        {
            "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n",
            "migrations/env.py": "",
            "migrations/versions/a1.py": revision_file("a1"),
            "migrations/versions/legacy/b1.py": revision_file("b1"),
        },
    )
    path = str(project / "migrations/versions/legacy")
    assert the_one(discover(path)).path == path
