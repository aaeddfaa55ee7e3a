# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Speech that went through a codec, by ffmpeg, at its place in time."""

import subprocess
from typing import Sequence

import numpy as np

import audio

# Arguments of the encoder, the rate it gets, and its container.
CODECS: dict[str, tuple[tuple[str, ...], int, str]] = {
    "mu-law": (("-c:a", "pcm_mulaw"), 8000, "wav"),
    "gsm": (("-c:a", "libgsm_ms"), 8000, "wav"),
    "opus-6": (("-c:a", "libopus", "-b:a", "6k"), 16000, "ogg"),
    "opus-12": (("-c:a", "libopus", "-b:a", "12k"), 16000, "ogg"),
    "opus-24": (("-c:a", "libopus", "-b:a", "24k"), 16000, "ogg"),
    "mp3-24": (("-c:a", "libmp3lame", "-b:a", "24k"), 16000, "mp3"),
}
RAW = ("-f", "f32le", "-ac", "1", "-ar")


def convert(data: bytes, source: Sequence[str], target: Sequence[str]) -> bytes:
    return subprocess.run(["ffmpeg", "-v", "error", "-threads", "1", *source, "-i", "-",
                           "-bitexact", *target, "-"],
                          input=data, stdout=subprocess.PIPE, check=True).stdout


def code(name: str, x: np.ndarray) -> np.ndarray:
    """Encode and decode; the result has the length of the input."""
    arguments, rate_hz, container = CODECS[name]
    coded = convert(x.astype(np.float32).tobytes(), (*RAW, str(audio.RATE_HZ)),
                    ("-ar", str(rate_hz), *arguments, "-f", container))
    out = np.frombuffer(convert(coded, ("-f", container), (*RAW, str(audio.RATE_HZ))),
                        np.float32)
    return np.pad(out, (0, max(0, x.size - out.size)))[:x.size]


def code_all(name: str, sounds: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Code many sounds in one stream, and cut it where they were joined."""
    ends = np.cumsum([x.size for x in sounds])
    return np.split(code(name, np.concatenate(sounds)), ends[:-1])
