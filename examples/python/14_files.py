# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Audio files: save, info, load a part of a file, and read a long file block by block.

WAV needs no library. load() and blocks() read other formats where the library is built.

Prints:
    RIFF i16 2 channels at 44100 Hz, 3.0 s
    (22050,) float32 44100
    (2, 48000) at 16000 Hz
    [1.0, 1.0, 1.0] s
    pipeline of files: 48000 samples of i16
"""

import tempfile
from pathlib import Path

import numpy as np

from remotemedia import AudioResampleNode, MediaWriterNode, Pipeline, blocks, info, load, save

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "tone.wav"
    tone = 0.3 * np.sin(2 * np.pi * 330 * np.arange(3 * 44100) / 44100)
    save(path, np.stack([tone, tone]), 44100, dtype="i16")

    found = info(path)
    print(found.format, found.coding, found.channels, "channels at", found.sample_rate, f"Hz, {found.duration_s} s")

    samples, rate = load(path, mono=True, offset=1.0, duration=0.5)
    print(samples.shape, samples.dtype, rate)
    samples, rate = load(path, sr=16000)
    print(samples.shape, "at", rate, "Hz")
    print([block.shape[1] / rate for block, rate in blocks(path, duration=1.0)], "s")

    target = Path(folder) / "speech.wav"
    Pipeline(AudioResampleNode(16000), MediaWriterNode(str(target))).run_sync(load(path))
    print("pipeline of files:", info(target).n_samples, "samples of", info(target).coding)
