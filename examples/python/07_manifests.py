# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Manifests: a file in JSON with a variable from the environment, and the same in YAML.

A variable has a default after ":-". YAML here has the form of version 1.0.

Needs the package yaml.

Prints:
    JSON: speech, 16000 samples at 16000 Hz
    RATE=8000: speech, 8000 samples at 8000 Hz
    YAML: speech, 16000 samples at 16000 Hz
"""

import os
import tempfile
from pathlib import Path

import numpy as np

from remotemedia import Pipeline

IN_JSON = """{
  "version": "v1", "metadata": {"name": "speech"},
  "nodes": [
    {"id": "format", "node_type": "FormatConverterNode", "params": {"target_format": "i16"}},
    {"id": "resample", "node_type": "AudioResampleNode", "params": {"target_sample_rate": ${RATE:-16000}}}],
  "connections": [{"from": "format", "to": "resample"}]
}"""
IN_YAML = """
version: "1.0"
name: speech
nodes:
  - {id: format, type: FormatConverterNode, params: {target_format: i16}}
  - {id: resample, type: AudioResampleNode, params: {target_sample_rate: 16000}}
edges:
  - {from: format, to: resample}
"""


def show(label, pipeline):
    samples, rate = pipeline.run_sync((np.zeros(48000), 48000))
    print(f"{label}: {pipeline.name}, {samples.shape[-1]} samples at {rate} Hz")


with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "speech.json"
    path.write_text(IN_JSON)
    show("JSON", Pipeline.load(path))
    os.environ["RATE"] = "8000"
    show("RATE=8000", Pipeline.load(path))
show("YAML", Pipeline.from_yaml(IN_YAML))
