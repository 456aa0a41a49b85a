"""Most tests ask the reader in this process: it is the same code, without the time a new interpreter takes."""

from __future__ import annotations

from typing import Any

import pytest

from migralint.database.stamps.pool import Readers
from migralint.database.stamps.reader.main import answer


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers answer here instead of in an interpreter of their own."""

    def ask(self: Readers, request: dict[str, Any], timeout: float) -> dict[str, Any]:
        return answer(request)

    monkeypatch.setattr(Readers, "ask", ask)
