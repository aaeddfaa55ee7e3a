# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""From a clean voice to the expected decision for each frame.

Where speech starts and ends is a matter of taste within some 15 dB. Training
must not depend on one taste, so the targets in that zone are soft and count
little; scoring is done under several rules.
"""

import numpy as np

from audio import FRAME

SILENT_DB = -120.0
SURE_SPEECH_DB = -34.0  # re the phrase's loudest frame
SURE_PAUSE_DB = -46.0
GAP_FRAMES = 4  # a pause within a word: a closure before p, t, k
GAP_TARGET = 0.4  # some call it speech


def levels(clean: np.ndarray) -> np.ndarray:
    """Mean power of each frame in dB."""
    n_frames = clean.size // FRAME
    frames = clean[:n_frames * FRAME].reshape(n_frames, FRAME)
    power = np.mean(np.square(frames, dtype=np.float64), axis=1)
    return (10.0 * np.log10(power + 1e-12)).astype(np.float32)


def near_maximum(values: np.ndarray, reach: int, ahead: bool) -> np.ndarray:
    """The largest of the next or the previous values and this one."""
    out = values.copy()
    for distance in range(1, reach + 1):
        if ahead:
            out[:-distance] = np.maximum(out[:-distance], values[distance:])
        else:
            out[distance:] = np.maximum(out[distance:], values[:-distance])
    return out


def targets(level_db: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The wanted probability of each frame and how much it counts.

    level_db: of the dry voice, 0 for each phrase's loudest frame
    """
    span = SURE_SPEECH_DB - SURE_PAUSE_DB
    wanted = np.clip((level_db - SURE_PAUSE_DB) / span, 0.0, 1.0)
    inside = np.minimum(near_maximum(level_db, GAP_FRAMES, True),
                        near_maximum(level_db, GAP_FRAMES, False))
    gap = (inside > SURE_SPEECH_DB) & (wanted < 0.5)
    wanted = np.where(gap, np.maximum(wanted, GAP_TARGET), wanted)
    weight = np.where((wanted > 0.0) & (wanted < 1.0), 0.5, 1.0)
    return wanted.astype(np.float32), weight.astype(np.float32)


def speech_frames(level_db: np.ndarray, threshold_db: float) -> np.ndarray:
    """The hard rule: louder than a threshold under the peak."""
    return level_db > threshold_db


def fill_gaps(speech: np.ndarray, reach: int = GAP_FRAMES) -> np.ndarray:
    """The rule of people with pencils: short pauses belong to the speech."""
    values = speech.astype(np.float32)
    return np.minimum(near_maximum(values, reach, True),
                      near_maximum(values, reach, False)) > 0.5


def segments(speech: np.ndarray) -> list[tuple[int, int]]:
    """First frame and end of each run of speech."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], speech, [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2])]
