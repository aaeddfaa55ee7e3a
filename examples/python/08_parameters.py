# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Parameters of nodes: by keyword, with other names, checked at once, and kept in the manifest.

The wrong values here are errors before anything runs.

Prints:
    {'frame_duration_ms': 20, 'energy_threshold': 0.05}
    target_sample_rate is 8000
    ValueError: quality: expected one of low, medium, high, got 'best'
    ValueError: target_rate=8000 and output_rate=16000 are the same parameter with different values
    vad {'frame_duration_ms': 20, 'energy_threshold': 0.05}
    resample {'target_sample_rate': 8000, 'quality': 'medium'}
"""

import json
import warnings

from remotemedia import AudioResampleNode, Pipeline, VADNode

vad = VADNode(frame_duration_ms=20, energy_threshold=0.05)
print(vad.config)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # other names warn once
    print("target_sample_rate is", AudioResampleNode(target_rate=8000).target_sample_rate)

for wrong in ({"quality": "best"}, {"target_rate": 8000, "output_rate": 16000}):
    try:
        AudioResampleNode(**wrong)
    except ValueError as error:
        print("ValueError:", error)

pipeline = Pipeline("speech")
pipeline.add_node("vad", vad)
pipeline.add_node("resample", AudioResampleNode(8000, quality="medium"))
for entry in json.loads(pipeline.serialize())["nodes"]:
    print(entry["id"], entry["params"])
