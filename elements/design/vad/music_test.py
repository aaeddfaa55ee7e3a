# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Music of the test half: other instruments, other rules of composition.

Plucked strings (Karplus and Strong), frequency modulation (Chowning) and the
square waves of old games; melodies are random walks that repeat.
"""

import numpy as np
from scipy import signal

from audio import RATE_HZ, unit


def pluck(rng: np.random.Generator, hz: float, length_s: float) -> np.ndarray:
    """A burst of noise that goes round a loop with a soft loss."""
    n = int(length_s * RATE_HZ)
    period = max(2, int(RATE_HZ / hz))
    burst = np.zeros(n)
    burst[:min(n, period)] = rng.uniform(-1, 1, min(n, period))
    loop = np.zeros(period + 2)
    loop[0], loop[period], loop[period + 1] = 1.0, -0.498, -0.498
    return signal.lfilter([1.0], loop, burst)


def modulated(rng: np.random.Generator, hz: float, length_s: float,
              ) -> np.ndarray:
    """Bell, brass or organ: a sine whose phase another sine moves."""
    t = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
    fade = np.minimum(1.0, t / 0.03) * np.exp(-t / rng.choice([0.3, 3.0]))
    ratio = rng.choice([0.5, 1.0, 2.0, 3.5])
    index = rng.uniform(0.5, 4.0) * fade
    return fade * np.sin(2.0 * np.pi * hz * t + index * np.sin(
        2.0 * np.pi * hz * ratio * t))


def square(rng: np.random.Generator, hz: float, length_s: float,
           ) -> np.ndarray:
    """A pulse wave with vibrato."""
    t = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
    turns = np.cumsum(hz * (1.0 + 0.01 * np.sin(35.0 * t))) / RATE_HZ
    duty = rng.choice([0.125, 0.25, 0.5])
    return np.where(turns % 1.0 < duty, 0.5, -0.5) * np.exp(-t / 0.8)


PLAYERS = (pluck, modulated, square)


def theme(rng: np.random.Generator) -> list[tuple[int, float]]:
    """Eight to sixteen steps of a scale with their lengths in beats."""
    step = 0
    notes = []
    for _ in range(rng.integers(8, 17)):
        step = int(np.clip(step + rng.choice([-2, -1, -1, 1, 1, 2]), -7, 9))
        notes.append((step, float(rng.choice([0.25, 0.5, 0.5, 1.0, 1.5]))))
    return notes


def line(rng: np.random.Generator, n: int, base_hz: float, beat_s: float,
         ) -> np.ndarray:
    """One instrument that repeats one theme, sometimes a step higher."""
    play = PLAYERS[rng.integers(len(PLAYERS))]
    mode = np.array([0, 2, 3, 5, 7, 8, 10]) if rng.random() < 0.5 else (
        np.array([0, 2, 4, 6, 7, 9, 11]))
    notes = theme(rng)
    x = np.zeros(n)
    at = 0
    while at < n:
        shift = int(rng.choice([0, 0, 1, 3]))
        for step, beats in notes:
            octave, tone = divmod(step + shift, 7)
            hz = base_hz * 2.0 ** (octave + mode[tone] / 12)
            sound = play(rng, hz, beats * beat_s * 1.1)[:max(0, n - at)]
            x[at:at + sound.size] += sound * rng.uniform(0.5, 1.0)
            at += int(beats * beat_s * RATE_HZ)
    return x


def beat(rng: np.random.Generator, n: int, beat_s: float) -> np.ndarray:
    """Brushes: swept noise on every beat, louder on every second one."""
    step = int(beat_s * RATE_HZ)
    t = (np.arange(n) % step) / RATE_HZ
    loud = np.where(np.arange(n) // step % 2, 1.0, 0.4)
    return rng.standard_normal(n) * np.exp(-t / 0.05) * loud


def piece(rng: np.random.Generator, n: int) -> np.ndarray:
    """One to four lines, mostly with a beat."""
    beat_s = rng.uniform(0.3, 0.9)
    x = np.zeros(n)
    for base_hz in rng.choice([55, 110, 147, 220, 294, 440],
                              rng.integers(1, 5), replace=False):
        x += unit(line(rng, n, float(base_hz), beat_s))
    if rng.random() < 0.6:
        x += rng.uniform(0.2, 1.0) * unit(beat(rng, n, beat_s))
    return unit(x)
