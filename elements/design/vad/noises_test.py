# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Noise families of the test half, by other code than the tuning half's.

Nothing here is ever trained on; `birds` has no counterpart there at all.
"""

import numpy as np
from scipy import signal

from audio import RATE_HZ, unit

UNSEEN = "birds"


def white(rng: np.random.Generator, n: int) -> np.ndarray:
    """Independent samples, evenly spread."""
    return unit(rng.uniform(-1.0, 1.0, n))


def pink(rng: np.random.Generator, n: int) -> np.ndarray:
    """Voss and McCartney: a sum of steps that change at halving rates."""
    x = rng.standard_normal(n)
    for octave in range(1, 14):
        period = 1 << octave
        x += np.repeat(rng.standard_normal(n // period + 1), period)[:n]
    return unit(x)


def brown(rng: np.random.Generator, n: int) -> np.ndarray:
    """A random walk that leaks."""
    return unit(signal.lfilter([1.0], [1.0, -0.995], rng.standard_normal(n)))


def hum(rng: np.random.Generator, n: int) -> np.ndarray:
    """A mains voltage after a rectifier or a lamp, some of it filtered."""
    t = np.arange(n) / RATE_HZ
    mains = np.sin(2.0 * np.pi * rng.choice([50.0, 60.0])
                   * rng.uniform(0.998, 1.002) * t)
    bent = rng.choice([0, 1, 2])
    x = (np.abs(mains), np.clip(4.0 * mains, -1.0, 1.0), mains ** 3)[bent]
    low = signal.lfilter([1.0], [1.0, -rng.uniform(0.3, 0.95)], x)
    return unit(unit(low) + 0.02 * rng.standard_normal(n))


def clicks(rng: np.random.Generator, n: int) -> np.ndarray:
    """A metronome, a bouncing ball, and a mouse."""
    x = 1e-3 * rng.standard_normal(n)
    blip = signal.lfilter([1.0], [1.0, -1.2, 0.8], np.eye(1, 400)[0])
    step = int(rng.uniform(0.2, 0.7) * RATE_HZ)
    for start in range(0, n - 400, step):
        x[start:start + 400] += blip * rng.uniform(0.3, 1.0)
    start, gap = 0.0, rng.uniform(0.3, 0.6)
    while (at := int(start * RATE_HZ)) < n - 400:
        x[at:at + 3] += rng.uniform(2.0, 6.0)
        start += gap
        gap = gap * 0.85 if gap > 0.04 else rng.uniform(0.3, 0.9)
    return unit(x)


def birds(rng: np.random.Generator, n: int) -> np.ndarray:
    """Chirps and trills over a little wind."""
    x = np.zeros(n)
    at = 0
    while at < n:
        length = int(rng.uniform(0.04, 0.3) * RATE_HZ)
        t = np.arange(length) / RATE_HZ
        hz = rng.uniform(1500, 5500) * np.exp(
            rng.uniform(-4, 4) * t + rng.uniform(0, 0.1)
            * np.sin(2.0 * np.pi * rng.uniform(10, 40) * t))
        call = np.sin(2.0 * np.pi * np.cumsum(hz) / RATE_HZ) * np.hanning(
            length)
        for _ in range(rng.integers(1, 6)):
            end = min(n, at + length)
            x[at:end] += call[:max(0, end - at)] * rng.uniform(0.3, 1.0)
            at += int(length * 1.4)
        at += int(rng.uniform(0.05, 1.0) * RATE_HZ)
    air = signal.lfilter([1.0], [1.0, -0.9], rng.standard_normal(n))
    return unit(unit(x[:n]) + 0.05 * unit(air))


FAMILIES = {function.__name__: function
            for function in (white, pink, brown, hum, clicks, birds)}
