# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Music of the tuning half: a band that improvises.

Pieces are lists of notes, played by fluidsynth in any General MIDI programs,
or by an additive synthesiser of our own. Melodies that stand alone and held
notes are the most frequent false alarms of a voice detector.
"""

import numpy as np

import audio
import midi
from audio import RATE_HZ, db, unit
from midi import Note

SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 7, 9),
          (0, 3, 5, 6, 7, 10), (0, 2, 3, 5, 7, 9, 10), (0, 1, 4, 5, 7, 8, 10))
KICK, SNARE, HAT = 36, 38, 42
CHORDS, BASS, ARPEGGIO, LEAD = range(4)  # channels


class Piece:
    """Notes in one key and scale over random chords."""

    def __init__(self, rng: np.random.Generator, beats: int) -> None:
        self.rng = rng
        self.beats = beats
        self.notes: list[Note] = []
        self.scale = SCALES[rng.integers(len(SCALES))]
        self.root = int(rng.integers(40, 58))
        self.roots = rng.integers(0, len(self.scale), 4)

    def key(self, degree: int) -> int:
        """The key of a step of the scale, which goes on over octaves."""
        octave, step = divmod(degree, len(self.scale))
        return int(np.clip(self.root + 12 * octave + self.scale[step],
                           24, 100))

    def chord_root(self, beat: float) -> int:
        return int(self.roots[int(beat // 4) % len(self.roots)])

    def add(self, start: float, length: float, channel: int, degree: int,
            ) -> None:
        self.notes.append(Note(start=start, length=length, channel=channel,
                               key=self.key(degree),
                               velocity=int(self.rng.integers(60, 115))))

    def add_chords(self) -> None:
        length = self.rng.choice([1.0, 2.0, 4.0])
        voices = self.rng.integers(2, 5)
        for start in np.arange(0.0, self.beats, length):
            for voice in range(voices):
                self.add(start, length * self.rng.uniform(0.4, 1.0), CHORDS,
                         self.chord_root(start) + 2 * voice + 5)

    def add_bass(self) -> None:
        step = self.rng.choice([0.5, 1.0, 2.0])
        for start in np.arange(0.0, self.beats, step):
            leap = int(self.rng.choice([0, 0, 0, 2, 4]))
            self.add(start, step * 0.9, BASS,
                     self.chord_root(start) + leap - 7)

    def add_arpeggio(self) -> None:
        step = self.rng.choice([0.25, 0.5])
        pattern = self.rng.integers(0, 8, 4)
        for i, start in enumerate(np.arange(0.0, self.beats, step)):
            self.add(start, step, ARPEGGIO,
                     self.chord_root(start) + int(pattern[i % 4]) + 7)

    def add_lead(self) -> None:
        start = 0.0
        degree = 10
        while start < self.beats:
            length = float(self.rng.choice([0.25, 0.5, 0.5, 1.0, 2.0, 4.0]))
            degree = int(np.clip(degree + self.rng.integers(-3, 4), 3, 18))
            if self.rng.random() < 0.85:
                self.add(start, length * self.rng.uniform(0.5, 1.05), LEAD,
                         degree)
            start += length

    def add_drums(self) -> None:
        patterns = {KICK: self.rng.random(16) < 0.25,
                    SNARE: self.rng.random(16) < 0.15,
                    HAT: self.rng.random(16) < 0.6}
        for step in range(self.beats * 4):
            for key, pattern in patterns.items():
                if pattern[step % 16]:
                    self.notes.append(Note(
                        start=step / 4, length=0.2, channel=midi.DRUMS,
                        key=key, velocity=int(self.rng.integers(50, 120))))


def compose(rng: np.random.Generator, beats: int) -> list[Note]:
    """A piece with at least one of the parts."""
    piece = Piece(rng, beats)
    parts = (piece.add_chords, piece.add_bass, piece.add_arpeggio,
             piece.add_lead, piece.add_drums)
    chosen = rng.random(len(parts)) < (0.6, 0.5, 0.35, 0.6, 0.5)
    if not chosen[:4].any():
        chosen[rng.integers(4)] = True
    for part, play in zip(parts, chosen):
        if play:
            part()
    return piece.notes


def table(rng: np.random.Generator) -> np.ndarray:
    """One period of a tone: harmonics of falling, random size."""
    count = int(rng.integers(1, 14))
    k = np.arange(1, count + 1)
    sizes = k ** -rng.uniform(0.5, 2.5) * rng.uniform(0.2, 1.0, count)
    if rng.random() < 0.3:
        sizes[1::2] = 0.0
    phases = rng.uniform(0.0, 6.28, count)
    t = np.arange(2048)[:, None] / 2048
    return (sizes * np.sin(2.0 * np.pi * k * t + phases)).sum(axis=1)


class Instrument:
    """A periodic wave with attack, decay, release and vibrato."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.table = table(rng)
        self.attack_s = float(np.exp(rng.uniform(np.log(0.003),
                                                 np.log(0.2))))
        self.decay_s = float(np.exp(rng.uniform(np.log(0.1), np.log(20.0))))
        self.release_s = rng.uniform(0.02, 0.3)
        self.vibrato = rng.choice([0.0, rng.uniform(0.002, 0.02)])
        self.vibrato_hz = rng.uniform(4.0, 7.0)
        self.tremolo = rng.choice([0.0, 0.0, rng.uniform(0.1, 0.6)])

    def play(self, key: int, length_s: float) -> np.ndarray:
        """One note with its release."""
        n = int((length_s + self.release_s) * RATE_HZ)
        t = np.arange(n) / RATE_HZ
        swing = np.sin(2.0 * np.pi * self.vibrato_hz * t)
        hz = 440.0 * 2.0 ** ((key - 69) / 12) * (1.0 + self.vibrato * swing)
        place = np.cumsum(hz) * (2048 / RATE_HZ)
        x = self.table[place.astype(np.int64) & 2047]
        envelope = (1.0 - np.exp(-t / self.attack_s)) * np.exp(
            -t / self.decay_s) * (1.0 + self.tremolo * swing)
        fall = np.clip((length_s + self.release_s - t) / self.release_s, 0, 1)
        return x * envelope * fall


def drum(rng: np.random.Generator, key: int) -> np.ndarray:
    """Kick: a falling tone; snare and hat: bursts of noise."""
    t = np.arange(int(0.25 * RATE_HZ)) / RATE_HZ
    if key == KICK:
        return 2.0 * np.exp(-t / 0.08) * np.sin(
            2.0 * np.pi * (50.0 * t + 3.0 * (1.0 - np.exp(-t / 0.02))))
    hiss = rng.standard_normal(t.size) * np.exp(
        -t / (0.08 if key == SNARE else 0.025))
    return hiss if key == SNARE else np.diff(hiss, prepend=0.0)


def perform(rng: np.random.Generator, notes: list[Note],
            beats_per_minute: float, n: int) -> np.ndarray:
    """The additive synthesiser."""
    beat_s = 60.0 / beats_per_minute
    players = {channel: (Instrument(rng), db(rng.normal(0.0, 4.0)))
               for channel in range(midi.DRUMS + 1)}
    x = np.zeros(n + 10 * RATE_HZ)
    for note in notes:
        start = int(note.start * beat_s * RATE_HZ)
        if start >= n:
            continue
        player, gain = players[note.channel]
        sound = (drum(rng, note.key) if note.channel == midi.DRUMS
                 else player.play(note.key, note.length * beat_s))
        sound = sound[:x.size - start]
        x[start:start + sound.size] += gain * note.velocity / 127 * sound
    return x[:n]


def piece(rng: np.random.Generator, n: int, sampled: bool) -> np.ndarray:
    """A piece of the given length; sampled: played by fluidsynth."""
    beats_per_minute = rng.uniform(50.0, 170.0)
    beats = int(n / RATE_HZ * beats_per_minute / 60.0) + 4
    notes = compose(rng, beats)
    if not sampled:
        return unit(perform(rng, notes, beats_per_minute, n)
                    + 1e-5 * rng.standard_normal(n))
    programs = {channel: int(rng.integers(0, 104)) for channel in range(4)}
    if rng.random() < 0.2:
        programs[LEAD] = int(rng.choice([52, 53, 54, 73, 40, 65, 85, 91]))
    x = midi.render(notes, programs, beats_per_minute)
    x = np.resize(x, n) if x.size < n else x[:n]
    return unit(x + 1e-5 * rng.standard_normal(n))
