# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The first pipeline: a stereo clip of 48 kHz becomes 16 bits at 16 kHz.

A clip is (samples, rate), and samples are (channels, samples). Each node passes its
output to the next one; run_sync() returns the output of the last.

Prints:
    before: (2, 48000) float32 48000 Hz
    after: (2, 16000) int16 16000 Hz
"""

import numpy as np

from remotemedia import AudioResampleNode, FormatConverterNode, Pipeline

tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(48000) / 48000)
clip = np.stack([tone, -tone]).astype("f4")
print("before:", clip.shape, clip.dtype, 48000, "Hz")

pipeline = Pipeline(AudioResampleNode(target_sample_rate=16000), FormatConverterNode("i16"))
samples, rate = pipeline.run_sync((clip, 48000))
print("after:", samples.shape, samples.dtype, rate, "Hz")
