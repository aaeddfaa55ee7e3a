# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Runs outside an event loop."""

from typing import Any

import pytest
from remotemedia.engine.deferred import run_sync


class Counting:
    n_formatted = 0

    def __repr__(self) -> str:
        self.n_formatted += 1
        return "result"


def test_result_of_a_run_is_not_formatted() -> None:
    result = Counting()

    async def run() -> Any:
        return result

    assert run_sync(run()) is result
    assert result.n_formatted == 0


def test_error_of_a_run_is_raised() -> None:
    async def run() -> None:
        raise KeyError("missing")

    with pytest.raises(KeyError, match="missing"):
        run_sync(run())
