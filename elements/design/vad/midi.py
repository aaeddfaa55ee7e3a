# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Standard MIDI files, as little of them as fluidsynth needs."""

import dataclasses
import pathlib
import struct
import subprocess
import tempfile

import numpy as np

import audio

TICKS_PER_BEAT = 480
DRUMS = 9  # the channel
SOUND_FONT = pathlib.Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Note:
    """One key: times in beats."""
    start: float
    length: float
    channel: int
    key: int
    velocity: int = 90


def variable_length(value: int) -> bytes:
    """Seven bits a byte, the first one the highest."""
    out = [value & 0x7F]
    while value := value >> 7:
        out.insert(0, 0x80 | value & 0x7F)
    return bytes(out)


def events_of(notes: list[Note]) -> list[tuple[int, bytes]]:
    """Key presses and releases in the order of time, releases first."""
    events = []
    for note in notes:
        start = round(note.start * TICKS_PER_BEAT)
        end = start + max(1, round(note.length * TICKS_PER_BEAT))
        events.append((end, 0, bytes((0x80 | note.channel, note.key, 0))))
        events.append((start, 1, bytes((0x90 | note.channel, note.key,
                                        note.velocity))))
    return [(tick, data) for tick, _, data in sorted(events)]


def encode(notes: list[Note], programs: dict[int, int], beats_per_minute: float,
           ) -> bytes:
    """A file of one track."""
    tempo = struct.pack(">I", round(60e6 / beats_per_minute))[1:]
    track = b"\x00\xff\x51\x03" + tempo
    for channel, program in programs.items():
        track += bytes((0, 0xC0 | channel, program))
    now = 0
    for tick, data in events_of(notes):
        track += variable_length(tick - now) + data
        now = tick
    track += b"\x00\xff\x2f\x00"
    head = struct.pack(">4sIHHH", b"MThd", 6, 0, 1, TICKS_PER_BEAT)
    return head + struct.pack(">4sI", b"MTrk", len(track)) + track


def render(notes: list[Note], programs: dict[int, int],
           beats_per_minute: float) -> np.ndarray:
    """Return the output of fluidsynth."""
    with tempfile.TemporaryDirectory() as folder:
        score = pathlib.Path(folder, "score.mid")
        score.write_bytes(encode(notes, programs, beats_per_minute))
        sound = pathlib.Path(folder, "sound.wav")
        subprocess.run(["fluidsynth", "-ni", "-q", "-F", str(sound), "-T",
                        "wav", "-O", "s16", "-r", str(audio.RATE_HZ),
                        "-g", "0.4", str(SOUND_FONT), str(score)],
                       check=True, capture_output=True, timeout=300)
        return audio.decode_wav(sound)[0]
