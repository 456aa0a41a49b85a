"""What a revision does in a way that nobody follows is never taken for nothing: it is found, or said to be unknown.

Each case in `hidden/` drops a table or a column, or deletes all rows.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.loading.revisions.revision_file import read_revision_file
from tests.support.cases import cases
from tests.support.operations import IMPORTS, findings

BEFORE = 'op.create_table("a", sa.Column("id", sa.Integer))\nop.create_table("b", sa.Column("id", sa.Integer))'


CASES = cases(*sorted(Path(__file__).with_name("hidden").glob("*.txt")))


@pytest.mark.parametrize(("module", "upgrade"), [*CASES])
def test_it_is_found_or_said_to_be_unknown(module: str, upgrade: str) -> None:
    select = ("ML301", "ML302", "ML303", "ML372", "ML376")
    assert findings(upgrade, before=BEFORE, dialect="sqlite", imports=IMPORTS + module, select=select)


@pytest.mark.parametrize(
    ("module", "upgrade"),
    [
        ("try:\n    from app import f\nexcept ImportError:\n    def f():\n        pass\n", "    f()"),
        ("def f():\n    pass\nfrom app import f\n", "    f()"),
        ("", "    try:\n        from app import f\n    except ImportError:\n        def f(): pass\n    f()"),
        ("", "    def f(): pass\n    if X:\n        from app import f\n    f()"),
        ("", "    pass\ntry:\n    from app import upgrade\nexcept ImportError:\n    pass"),
    ],
)
def test_a_function_that_may_be_that_of_another_module_is_not_read_as_the_one_here(module: str, upgrade: str) -> None:
    text = f"from alembic import op\nrevision = 'a'\ndown_revision = None\n{module}def upgrade():\n{upgrade}\n"
    file = read_revision_file("/x/a.py", data=text.encode())
    assert [one.name for one in file.operations] == ["opaque"]


@pytest.mark.parametrize(
    "upgrade",
    [
        'for t in TABLES:\n    op.drop_table(t)',
        'for i, t in enumerate(TABLES):\n    op.drop_index(f"ix_{i}", t)\n    op.drop_table(t)',
        'names = TABLES\nfor t in names:\n    print(len(names))\n    op.drop_table(t)',
        'def names():\n    return TABLES, 1\nfound, _ = names()\nfor t in found:\n    op.drop_table(t)',
        'conn = op.get_bind()\nconn.execute(sa.text("SELECT 1"), TABLES)\nfor t in TABLES:\n    op.drop_table(t)',
        'for t in list(TABLES):\n    helper(t)',
        'for t, _ in {"a": ["x"]}.items():\n    op.drop_table(t)',
    ],
)  # fmt: skip
def test_what_is_only_read_stays_known(upgrade: str) -> None:
    module = 'TABLES = ["a"]\n\n\ndef helper(name):\n    op.drop_table(name)\n'
    found = findings(upgrade, before=BEFORE, dialect="sqlite", imports=IMPORTS + module, select="ML301")
    assert [one.problem.message.partition(" is")[0] for one in found] == ["the table a"]
