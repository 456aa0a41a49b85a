"""The same operations as real projects write them: aliases, helpers, scripts, blocks, walrus, `getattr`, guards."""

from __future__ import annotations

import pytest

from tests.support.operations import IMPORTS, found

WRITTEN: dict[str, tuple[str, str, list[str]]] = {
    "a second name": (IMPORTS + "o = op\n", 'o.drop_column("users", "a")', ["ML302"]),
    "the module": ("import alembic.op\n", 'alembic.op.drop_column("users", "a")', ["ML302"]),
    "its functions": (
        "from alembic.op import drop_column, execute as run, batch_alter_table\n",
        'run("DROP TABLE t")\nwith batch_alter_table("x") as b, batch_alter_table("y") as c:\n'
        '    b.drop_column("q")\n    c.drop_column("r")',
        ["ML301", "ML302", "ML302"],
    ),
    "a parameter": (
        IMPORTS + "def clear(operations, table, *, columns=()):\n    for c in columns:\n"
        "        operations.drop_column(table, c)\n",
        'clear(op, "users", columns=("a", "b"))',
        ["ML302"],
    ),
    "a function of it in a loop": (IMPORTS, 'for one in (op.drop_table,):\n    one("t")', ["ML301"]),
    "partial": (
        IMPORTS + 'from functools import partial\ndrop = partial(op.drop_column, "users")\n', 'drop("a")', ["ML376"],
    ),
    "a method": (
        IMPORTS + "class Change:\n    def run(self):\n        op.drop_table('t')\n", "Change().run()", ["ML376"],
    ),
    "an inner function": (
        IMPORTS, 'def inner(name):\n    op.drop_table(name)\nfor n in ["a", "b"]:\n    inner(n)', ["ML301"],
    ),
    "getattr": (IMPORTS, 'getattr(op, "drop_" + "table")("t")', ["ML301"]),
    "a walrus": (
        IMPORTS, 'if (bind := op.get_bind()) and (sql := "DROP TABLE t"):\n    bind.execute(sa.text(sql))', ["ML301"],
    ),
    "a session": (
        IMPORTS + "from sqlalchemy.orm import Session\n",
        'with Session(bind=op.get_bind()) as session:\n    session.execute(sa.text("DELETE FROM users"))',
        ["ML303"],
    ),
    "arguments that are unpacked": (IMPORTS + 'ARGS = ("users", "a")\n', "op.drop_column(*ARGS)", ["ML302"]),
    "a hole for the schema": (
        IMPORTS + "import os\nschema = os.environ['S']\n",
        'op.execute(f"ALTER TABLE {schema}.users DROP COLUMN a")\nop.execute("DROP TABLE %s.t" % schema)\n'
        'op.execute("ALTER TABLE {s}.users ALTER COLUMN b TYPE bigint".format(s=schema))',
        ["ML302", "ML301", "ML328"],
    ),
    "a block": (
        IMPORTS,
        'op.execute("""\nDO $$\nBEGIN\n  IF EXISTS (SELECT 1 FROM pg_tables) THEN\n    DROP TABLE t;\n  END IF;\n'
        '  ALTER TABLE users ADD CONSTRAINT ck CHECK (a > 0);\nEXCEPTION WHEN duplicate_object THEN NULL;\nEND $$""")',
        ["ML301", "ML333"],
    ),
    "a script": (
        IMPORTS + "from textwrap import dedent\n",
        'op.get_bind().execute(sa.text(dedent("""\n    -- DROP TABLE no;\n    CREATE INDEX ix ON users (a);\n'
        '    ALTER TABLE users\n        ADD COLUMN b integer NOT NULL,\n        DROP COLUMN c;\n""")))',
        ["ML320", "ML302", "ML312"],
    ),
    "a file": (IMPORTS + "import pathlib\n", 'op.execute(pathlib.Path("x.sql").read_text())', ["ML376"]),
    "names in quotes": (
        IMPORTS, """op.execute('ALTER TABLE ONLY public."users" DROP CONSTRAINT IF EXISTS c CASCADE')""", ["ML304"],
    ),
    "a statement in steps": (
        IMPORTS + 'users = sa.table("users", sa.column("q"))\n',
        "stmt = sa.update(users)\nstmt = stmt.values(q=1)\nop.execute(stmt)",
        ["ML367"],
    ),
    "a guard in a helper": (
        IMPORTS + 'def is_pg():\n    return op.get_bind().dialect.name == "postgresql"\n',
        'if is_pg():\n    return\nop.create_index("ix", "users", ["a"])',
        [],
    ),
    "a guard by match": (
        IMPORTS,
        'match op.get_context().dialect.name:\n    case "sqlite":\n        op.create_index("i", "users", ["a"])\n'
        '    case _:\n        op.create_index("k", "users", ["a"])',
        ["ML320"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("imports", "body", "codes"), WRITTEN.values(), ids=WRITTEN.keys())
def test_written_otherwise(imports: str, body: str, codes: list[str]) -> None:
    asked = ("ML301", "ML302", "ML303", "ML304", "ML312", "ML320", "ML328", "ML333", "ML367", "ML376")
    assert sorted(found(body, imports=imports, select=asked, dialect="postgresql")) == sorted(codes)
