"""The matrix: every Python, every SQLAlchemy and Alembic of the child process, lowest and newest dependencies."""

from __future__ import annotations

import sys

import nox

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["tests", "child", "lowest"]

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
CHILDREN = [("1.4", "1.8"), ("1.4", "1.13"), ("2.0", "1.13"), ("2.0", "1.16"), ("2.1", "")]
CHILD_TESTS = ["test_compatibility.py::test_every_layout_in_the_interpreter_of_the_matrix", "verify/test_verify.py"]
CHILD_TESTS += [f"stamps/test_read_{kind}.py" for kind in ("process", "sqlite", "postgresql")]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the default tests."""
    session.install("-e", ".", "--group", "dev")
    session.run("pytest", *session.posargs)


@nox.session(python=["3.9", "3.11", "3.14"])
@nox.parametrize(("sqlalchemy", "alembic"), CHILDREN)
def child(session: nox.Session, sqlalchemy: str, alembic: str) -> None:
    """Run what happens in a project's own interpreter against the libraries of that project.

    migralint itself stays in the interpreter that runs nox; the session's is the project's.
    """
    if session.python == "3.9" and sqlalchemy == "2.1":
        session.skip("SQLAlchemy 2.1 needs a newer Python")
    newest = f"alembic~={alembic}.0" if alembic else "alembic"
    session.install(
        f"sqlalchemy[asyncio]~={sqlalchemy}.0", newest, "psycopg2-binary", "flask-migrate", "flask-sqlalchemy"
    )
    session.run(
        sys.executable,  # a bare `python3` would be the session's
        "-m",
        "pytest",
        "-m",
        "not corpus",
        *(f"tests/database/{test}" for test in CHILD_TESTS),
        *session.posargs,
        external=True,
        env={"MIGRALINT_TEST_PYTHON": f"{session.bin}/python"},
    )


@nox.session(python="3.11")
def lowest(session: nox.Session) -> None:
    """Run the default tests with the lowest versions that our own dependencies allow."""
    session.install("--resolution", "lowest-direct", "-e", ".", "--group", "dev")
    session.run("pytest", *session.posargs)


@nox.session(python="3.13")
def docs(session: nox.Session) -> None:
    """Build the documentation strictly."""
    session.install(".", "--group", "docs")
    session.run("mkdocs", "build", "--strict")
