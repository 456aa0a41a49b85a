"""The two lines go into every usual env.py, and into no unusual one; every other byte stays."""

from __future__ import annotations

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest

from migralint.pruning.guard.env_lines import IMPORT_LINE, TooUnusualError, call_line, with_guard

ROOT = Path(__file__).parents[3]


def packaged(package: str) -> list[Path]:
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None
    return sorted(Path(spec.origin).parent.glob("templates/*/env.py"))


FILES = [*packaged("alembic"), *packaged("flask_migrate"), *sorted(ROOT.glob("fixtures/verify_*/migrations/env.py"))]


def usual() -> list[Path]:
    return [path for path in FILES if b"context.run_migrations(" in path.read_bytes()]


@pytest.mark.parametrize("path", usual(), ids=lambda path: f"{path.parts[-3]}-{path.parts[-2]}")
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_templates_of_alembic_and_flask_migrate(path: Path, line_end: bytes) -> None:
    data = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", line_end)
    found = with_guard(str(path), data)
    lines = found.after.splitlines(keepends=True)
    places = [place for place, line in enumerate(lines) if b"load_python_file" in line]
    inserted = [lines[place] for place in places]
    others = [line for line in lines if line not in inserted]

    assert b"".join(others) == data
    assert [line.strip().decode() for line in inserted] == [IMPORT_LINE, *[call_line()] * (len(inserted) - 1)]
    assert 2 <= len(inserted) <= 3
    assert all(line.endswith(line_end) for line in inserted)
    for place in places[1:]:
        assert b"context.run_migrations(" in lines[place + 1]
        assert lines[place].index(b"load") == lines[place + 1].index(b"context")
    ast.parse(found.after)
    assert with_guard(str(path), found.after).calls_guard


def inserted(text: str) -> str:
    return with_guard("env.py", text.encode()).after.decode()


def test_only_the_part_that_connects_calls_it() -> None:
    assert inserted(
        "import alembic.context\n"
        "if alembic.context.is_offline_mode():\n"
        "    alembic.context.configure(url='sqlite://')\n"
        "    alembic.context.run_migrations()\n"
        "else:\n"
        "\twith engine.connect() as c:\n"
        "\t\talembic.context.configure(connection=c)\n"
        "\t\twith alembic.context.begin_transaction(): alembic.context.run_migrations()\n"
    ) == (
        "import alembic.context\n"
        "from alembic.util import load_python_file\n"
        "if alembic.context.is_offline_mode():\n"
        "    alembic.context.configure(url='sqlite://')\n"
        "    alembic.context.run_migrations()\n"
        "else:\n"
        "\twith engine.connect() as c:\n"
        "\t\talembic.context.configure(connection=c)\n"
        '\t\tload_python_file(alembic.context.script.dir, "migralint_guard.py")'
        ".check_database(alembic.context.get_bind())\n"
        "\t\twith alembic.context.begin_transaction(): alembic.context.run_migrations()\n"
    )


def test_a_function_for_both_ways_calls_it() -> None:
    text = (
        "from alembic import context as c\n"
        "def run():\n"
        "    if online:\n"
        "        c.configure(connection=engine.connect())\n"
        "    else:\n"
        "        c.configure(url='sqlite://')\n"
        "    c.run_migrations()\n"
    )
    assert inserted(text).splitlines()[-2] == f"    {call_line('c')}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("from alembic import context\ncontext.configure(connection=x); context.run_migrations()\n", "shares its line"),
        ("def f():\n    from alembic import context\n    context.run_migrations()\n", "top level"),
        ("from alembic import context; import x\ncontext.run_migrations()\n", "shares its line"),
        ("from alembic import context\nrun = context.run_migrations\nrun()\n", "no context.run_migrations()"),
        ("from alembic import context\nif x: context.run_migrations()\n", "shares its line"),
        ("from alembic import context\nload_python_file = 1\ncontext.run_migrations()\n", "load_python_file"),
        ("from project.migrations import run\nrun()\n", "top level"),
        ("from alembic import context\ncontext.run_migrations(\n", "cannot be read"),
        (
            "from alembic import context\ncontext.configure(url=u)\ncontext.run_migrations()\n",
            "no context.run_migrations",
        ),
    ],
)
def test_an_unusual_file_is_left_alone(text: str, why: str) -> None:
    with pytest.raises(TooUnusualError, match=why.replace("(", r"\(").replace(")", r"\)")):
        with_guard("env.py", text.encode())


def test_a_declared_encoding_stays() -> None:
    data = "# coding: latin-1\nfrom alembic import context  # é\n\ncontext.run_migrations()  # ü\n".encode("latin-1")
    after = with_guard("env.py", data).after
    assert after.replace(f"{IMPORT_LINE}\n".encode(), b"").replace(f"{call_line()}\n".encode(), b"") == data


def test_a_call_in_other_words_is_recognised() -> None:
    text = b"from alembic import context\nfrom app.migrations.migralint_guard import check_database\n"
    assert with_guard("env.py", text).calls_guard
