# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors

import numpy as np

from remotemedia import AudioResampleNode, FormatConverterNode, Node, Pipeline, VADNode


class Report(Node):
    def process(self, data):  # type: ignore[no-untyped-def]
        samples, rate, result = data
        print(f"{samples.shape[1]} samples at {rate} Hz; speech in "
              f"{result['speech_frames']} of {result['total_frames']} frames")
        return samples, rate


seconds = np.arange(2 * 44100) / 44100
tone = np.where(seconds < 1, 0.0, 0.3 * np.sin(2 * np.pi * 220 * seconds)).astype("f4")

pipeline = Pipeline(AudioResampleNode(target_sample_rate=16000), VADNode(), Report(), FormatConverterNode("i16"))
samples, rate = pipeline.run_sync((tone, 44100))
print(f"result: {samples.shape[1]} samples of {samples.dtype}")
