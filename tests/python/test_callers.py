# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Warnings name the line of the caller."""

import os

import numpy as np
import pytest
from remotemedia import AudioResampleNode, MultiplyNode, Pipeline
from remotemedia.nodes import audio, params

CALLS = {
    "parameter": lambda: MultiplyNode(multiplier=3),
    "rate": lambda: AudioResampleNode(16000).process(np.zeros(480, "f4")),
    "rate in a run": lambda: Pipeline([AudioResampleNode(16000)]).run_sync(np.zeros(480, "f4")),
}


@pytest.mark.parametrize("name", [
    "parameter", "rate", pytest.param("rate in a run", marks=pytest.mark.skipif(
        "REMOTEMEDIA_TEST_NATIVE" not in os.environ, reason="without sessions the node runs on another thread"))])
def test_warning_names_the_line_of_the_caller(name, monkeypatch):
    monkeypatch.setattr(params, "warn_once", params.warn_once.__wrapped__)
    monkeypatch.setattr(audio, "warn_without_rate", params.warn_without_rate.__wrapped__)
    with pytest.warns(UserWarning) as caught:
        CALLS[name]()
    assert {warning.filename for warning in caught} == {__file__}
