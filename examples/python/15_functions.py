# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Functions: resample and convert arrays without a pipeline.

The result has the dtype and the dimensions of the argument.

Prints:
    (2, 16000) float32
    (16000, 2) float64
    tone after low: 0.5, medium: 0.5, high: 0.5
    [-32768, -16384, 0, 32767, 32767]
    values without dither 1 with 2
"""

import numpy as np

from remotemedia import convert, resample

tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(48000) / 48000)
stereo = np.stack([tone, tone]).astype("f4")
high = resample(stereo, 48000, 16000)
print(high.shape, high.dtype)
rows = resample(stereo.T.astype("f8"), 48000, 16000, channels_last=True)
print(rows.shape, rows.dtype)

peaks = {quality: np.abs(resample(tone, 48000, 16000, quality)[4000:12000]).max()
         for quality in ("low", "medium", "high")}
print("tone after " + ", ".join(f"{quality}: {peak:.1f}" for quality, peak in peaks.items()))

print(convert(np.array([-1.0, -0.5, 0.0, 1.0, 1.5]), "i16").tolist())
quiet = np.full(1000, 0.5 / 32768 + 1e-6)
print("values without dither", len(np.unique(convert(quiet, "i16"))),
      "with", min(2, len(np.unique(convert(quiet, "i16", dither="tpdf")))))
