# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Speech to lines of text: the segments of a recording, as subtitles and as clips.

A buzz is found as speech by the energy engine; the default engine, a trained model for
voices, needs the kernels in C.

Prints:
    2 segments
    1
    00:00:00,480 --> 00:00:01,500
    level -10.5 dB, 8160 samples

    2
    00:00:02,490 --> 00:00:03,000
    level -10.5 dB, 4080 samples
"""

import numpy as np

from remotemedia import vad

RATE = 8000


def write_time(seconds):
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02},{rest % 1000:03}"


seconds = np.arange(4 * RATE) / RATE
is_on = ((seconds > 0.5) & (seconds < 1.5)) | ((seconds > 2.5) & (seconds < 3.0))
recording = 0.3 * np.sign(np.sin(2 * np.pi * 120 * seconds)) * is_on

segments = vad(recording, RATE, engine="energy")
print(len(segments), "segments")
lines = []
for number, segment in enumerate(segments, 1):
    clip = recording[segment.samples(RATE)]
    lines.append(f"{number}\n{write_time(segment.start_s)} --> {write_time(segment.end_s)}\n"
                 f"level {segment.level_db:.1f} dB, {len(clip)} samples\n")
print("\n".join(lines).rstrip())
