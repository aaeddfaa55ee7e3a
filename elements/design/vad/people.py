# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Recordings of people, of noises and of rooms, from a folder of FLAC files.

    FOLDER/speech/NAME.flac  16 kHz mono, with NAME.lab beside it
    FOLDER/noise/NAME.flac   no speech; music_... is music
    FOLDER/rooms/NAME.flac   measured impulse responses

A line of NAME.lab is "start end" in seconds, which is speech, or "start end ?",
which is unknown: no frame there is trained or scored. Files whose index in
the sorted list of their folder is divisible by five are the test half. Of the
others, one in eight is for validation: not trained, but tuned on.
"""

import dataclasses
import pathlib

import numpy as np

from audio import FRAME, RATE_HZ

EACH_TEST = 5
EACH_VALIDATION = 10
STEPS = 3  # of 10 ms, in a frame


@dataclasses.dataclass(frozen=True, kw_only=True)
class Recording:
    """Audio and, for each frame, the share of speech and the known share."""
    name: str
    sound: np.ndarray
    speech: np.ndarray
    known: np.ndarray


def decode(path: pathlib.Path) -> np.ndarray:
    import soundfile  # Debian's python3-soundfile; labels alone do without
    sound, rate_hz = soundfile.read(path, dtype="float32")
    assert rate_hz == RATE_HZ and sound.ndim == 1, path
    return sound


def name_half(index: int) -> str:
    """Return "test", "validation" or "tuning" for a place in a sorted folder."""
    if index % EACH_TEST == 0:
        return "test"
    return "validation" if index % EACH_VALIDATION == 1 else "tuning"


def list_half(folder: pathlib.Path, half: str) -> list[pathlib.Path]:
    """Return the files of one half, "tuning", "validation" or "test", in order."""
    paths = sorted(folder.glob("*.flac"))
    return [path for i, path in enumerate(paths) if name_half(i) == half]


def read_labels(path: pathlib.Path, n_frames: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of speech and the known share of each frame."""
    speech, known = np.zeros(n_frames * STEPS), np.ones(n_frames * STEPS)
    for line in path.read_text().splitlines():
        start, end, *doubt = line.split()
        (known if doubt else speech)[round(float(start) * 100):round(float(end) * 100)] = not doubt
    return (speech.reshape(-1, STEPS).mean(1).astype(np.float32),
            known.reshape(-1, STEPS).mean(1).astype(np.float32))


def load_speech(folder: pathlib.Path, half: str) -> list[Recording]:
    recordings = []
    for path in list_half(folder / "speech", half):
        x = decode(path)
        n_frames = x.size // FRAME
        speech, known = read_labels(path.with_suffix(".lab"), n_frames)
        recordings.append(Recording(name=path.stem, sound=x[:n_frames * FRAME], speech=speech,
                                    known=known))
    return recordings


def load_sounds(folder: pathlib.Path, half: str) -> dict[str, np.ndarray]:
    """Return the noises or rooms of one half by name."""
    return {path.stem: decode(path) for path in list_half(folder, half)}
