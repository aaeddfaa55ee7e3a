# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The work of both extension modules, as valgrind runs it: odd lengths, all formats, data that outlives its session."""

import gc
import sys

import numpy as np
from remotemedia import AudioResampleNode, FormatConverterNode, MultiplyNode, Pipeline, VADNode, convert, resample, vad

FORMATS = ("f2", "f4", "f8", "i2", "i4")


def make(n_samples, n_channels=1):
    return np.sin(np.arange(n_samples * n_channels, dtype="f4").reshape(n_channels, n_samples) / 20)


def run_kernels():
    for n_samples, n_channels in ((1, 1), (253, 3), (4800, 2)):
        for source in FORMATS:
            samples = convert(make(n_samples, n_channels), source)
            for target in FORMATS:
                convert(samples, target, dither="tpdf")
            resample(samples[:, ::-1], 48000, 44100, "low")
    vad(make(48000), 48000)


def run_clips(pipeline):
    return pipeline.run_sync([(make(n_samples, 2), 48000) for n_samples in (1440, 4800, 4801)])


def run_stream(pipeline):
    outputs = []
    with pipeline.session(sample_rate=48000, channels=1, dtype="f4") as session:
        for n_samples in (1, 7, 480, 1441):
            session.push(make(n_samples), copy=n_samples % 2 == 0)
            outputs += session.pull()
        session.flush()
        session.push(make(4800))
        session.finish()
        return outputs + session.pull()


def run_values():
    values = [1, 2.5, 2**70, "text", [1, "a", None, {"b": (1, 2)}]] * 20
    return Pipeline(MultiplyNode(factor=2)).run_sync(values)


def main():
    pipeline = Pipeline(VADNode(), AudioResampleNode(16000), FormatConverterNode("i16"))
    run_kernels()
    kept = run_clips(pipeline) + run_stream(pipeline)
    values = run_values()
    del pipeline
    gc.collect()
    sums = [int(np.abs(item[0].astype("i8")).sum()) for item in kept]
    return len(sums) >= 4 and min(sums[:3]) > 0 and values[2] == 2**71


if __name__ == "__main__":
    sys.exit(not main())
