# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Noise families of the tuning half: everything that is not a voice or music.

A family is a function of a generator and a length in samples; each call makes
another member. noises_test.py holds other code for the test half.
"""

from typing import Callable

import numpy as np
from scipy import signal

from audio import (RATE_HZ, band, curve, db, resonance, ring, shaped,
                   strikes, unit)

Family = Callable[[np.random.Generator, int], np.ndarray]
MIN_HZ = 20.0  # coloured noise is flat below, as microphones are


def slope(rng: np.random.Generator, n: int, power: float) -> np.ndarray:
    """Gaussian noise of spectral density 1 / f ** power."""
    hz = np.linspace(0.0, RATE_HZ / 2, 8193)
    return shaped(rng, n, np.maximum(hz, MIN_HZ) ** (-power / 2.0))


def coloured(rng: np.random.Generator, n: int) -> np.ndarray:
    """White, pink, brown, violet, or any slope in between."""
    power = rng.choice([0.0, 1.0, 2.0, rng.uniform(-2.0, 3.0)],
                       p=[0.3, 0.3, 0.15, 0.25])
    return slope(rng, n, float(power))


def room_tone(rng: np.random.Generator, n: int) -> np.ndarray:
    """Steady noise with the resonances of rooms and devices."""
    bumps = 10.0 ** (rng.uniform(3, 12) * curve(rng, 256, 0.002) / 20.0)
    hz = np.linspace(0.0, RATE_HZ / 2, 256)
    tilt = np.maximum(hz, 60.0) ** (-rng.uniform(0.0, 2.0) / 2.0)
    return shaped(rng, n, bumps * tilt)


def phase_of(hz: np.ndarray) -> np.ndarray:
    """The phase in radians of a tone that runs through these frequencies."""
    return 2.0 * np.pi * np.cumsum(hz, dtype=np.float64) / RATE_HZ


def harmonics(rng: np.random.Generator, hz: np.ndarray, top: int,
              ) -> np.ndarray:
    """Harmonics of falling, random size, up to Nyquist."""
    phase = phase_of(hz)
    fall = rng.uniform(0.3, 2.0)
    odd = rng.random() < 0.3
    x = np.zeros(hz.size)
    for k in range(1, top + 1, 2 if odd else 1):
        if k * hz.max() > RATE_HZ / 2:
            break
        size = k ** -fall * db(rng.normal(0.0, 5.0))
        x += size * np.sin(k * phase + rng.uniform(0.0, 6.28))
    return x


def hum(rng: np.random.Generator, n: int) -> np.ndarray:
    """Mains and its harmonics, sometimes with the hiss of its amplifier."""
    base = rng.choice([50.0, 60.0, 100.0, 120.0, 400.0,
                       rng.uniform(40.0, 300.0)])
    wobble = 1.0 + rng.choice([0.0, 0.001, 0.01]) * curve(rng, n, 0.7)
    x = unit(harmonics(rng, base * wobble, int(rng.integers(1, 40))))
    x *= 1.0 + rng.choice([0.0, 0.1, 0.3]) * curve(rng, n, 0.5)
    return unit(x + db(rng.uniform(-60, -10)) * coloured(rng, n))


def engine(rng: np.random.Generator, n: int) -> np.ndarray:
    """Fan or motor: a slowly wandering buzz under modulated noise."""
    speed = rng.uniform(15.0, 200.0) * np.exp(
        rng.uniform(0.0, 0.4) * curve(rng, n, rng.uniform(0.5, 4.0)))
    buzz = unit(harmonics(rng, speed, int(rng.integers(5, 60))))
    rush = unit(room_tone(rng, n) * (1.0 + rng.uniform(0.0, 0.9) * np.sin(
        phase_of(speed))))
    return unit(buzz + db(rng.uniform(-20, 20)) * rush)


def sweep(rng: np.random.Generator, n: int) -> np.ndarray:
    """An engine that revs up and down, or a pure tone that glides."""
    wander = rng.uniform(0.4, 1.5) * curve(rng, n, rng.uniform(0.3, 3.0))
    hz = np.clip(rng.uniform(80.0, 1500.0) * np.exp(wander), 30.0, 7000.0)
    x = unit(harmonics(rng, hz, int(rng.choice([1, 3, 20]))))
    return unit(x + db(rng.uniform(-40, 0)) * room_tone(rng, n))


def siren(rng: np.random.Generator, n: int) -> np.ndarray:
    """Two tones in turn, or a wail."""
    t = np.arange(n) / RATE_HZ
    turn = np.sin(2.0 * np.pi * rng.uniform(0.15, 4.0) * t)
    if rng.random() < 0.5:
        turn = np.sign(turn)
    hz = rng.uniform(400.0, 1500.0) * np.exp(rng.uniform(0.1, 0.6) * turn)
    return unit(harmonics(rng, hz, int(rng.integers(1, 8))))


def gate(rng: np.random.Generator, n: int, on_s: tuple[float, float],
         off_s: tuple[float, float]) -> np.ndarray:
    """Random times on and off, with edges of 5 ms."""
    track = np.zeros(n)
    at = int(rng.uniform(0.0, off_s[1]) * RATE_HZ)
    while at < n:
        length = int(rng.uniform(*on_s) * RATE_HZ)
        track[at:at + length] = 1.0
        at += length + int(rng.uniform(*off_s) * RATE_HZ)
    edge = np.hanning(160)
    return signal.oaconvolve(track, edge / edge.sum(), "same")


def beeps(rng: np.random.Generator, n: int) -> np.ndarray:
    """Signals: DTMF, ringing, busy, alarms."""
    x = np.zeros(n)
    t = np.arange(n) / RATE_HZ
    base = rng.uniform(0.05, 1.0)
    for _ in range(rng.integers(1, 5)):
        key = gate(rng, n, (base, base * 1.5), (0.05, base * 6.0))
        tones = rng.uniform(300.0, 3500.0, rng.integers(1, 3))
        x += key * sum(np.sin(2.0 * np.pi * f * t) for f in tones)
    return unit(x + 1e-4 * rng.standard_normal(n))


def rain(rng: np.random.Generator, n: int) -> np.ndarray:
    """Drops over a rush of noise that comes and goes."""
    drop = resonance(0.02, rng.uniform(800, 5000), rng.uniform(0.001, 0.006))
    drops = unit(ring(strikes(rng, n, rng.uniform(5, 400), 6.0), drop))
    rush = band(rng, n, rng.uniform(200, 2000), 8000.0)
    rush *= np.exp(rng.uniform(0.0, 0.5) * curve(rng, n, 2.0))
    return unit(drops + db(rng.uniform(-15, 15)) * rush)


def wind(rng: np.random.Generator, n: int) -> np.ndarray:
    """Gusts: low noise whose strength and brightness go together."""
    gust = curve(rng, n, rng.uniform(0.3, 2.0))
    low = slope(rng, n, rng.uniform(1.5, 3.0)) * np.exp(0.7 * gust)
    whistle = band(rng, n, rng.uniform(200, 600), rng.uniform(700, 2000))
    return unit(low + rng.uniform(0.0, 0.5) * whistle * np.exp(1.4 * gust))


def water(rng: np.random.Generator, n: int) -> np.ndarray:
    """Bubbles, each a short rising tone, in a brook or a sink."""
    x = np.zeros(n)
    for _ in range(6):
        hz = rng.uniform(300, 3000)
        t = np.arange(int(0.08 * RATE_HZ)) / RATE_HZ
        bubble = np.exp(-t / rng.uniform(0.005, 0.03)) * np.sin(
            2.0 * np.pi * hz * (t + rng.uniform(0, 4) * t * t))
        x += ring(strikes(rng, n, rng.uniform(2, 25), 5.0), bubble)
    return unit(unit(x) + db(rng.uniform(-30, 0)) * band(rng, n, 300, 4000))


def crackle(rng: np.random.Generator, n: int) -> np.ndarray:
    """A worn record or a fire: impulses of very unequal size."""
    pop = resonance(0.01, rng.uniform(500, 4000), rng.uniform(0.0003, 0.003))
    x = ring(strikes(rng, n, rng.uniform(5, 150), rng.uniform(6, 14)), pop)
    return unit(unit(x) + db(rng.uniform(-40, -5)) * coloured(rng, n))


def knock(rng: np.random.Generator) -> np.ndarray:
    """One struck thing: a few resonances or a burst of noise."""
    if rng.random() < 0.3:
        length = int(rng.uniform(0.0001, 0.03) * RATE_HZ) + 1
        return rng.standard_normal(length) * np.hanning(length + 2)[1:-1]
    decay_s = float(np.exp(rng.uniform(np.log(0.0005), np.log(0.08))))
    return sum(resonance(0.3, rng.uniform(100, 7000),
                         decay_s * rng.uniform(0.5, 2.0),
                         rng.uniform(0, 6.28)) * rng.uniform(0.2, 1.0)
               for _ in range(rng.integers(1, 6)))


def regular(rng: np.random.Generator, n: int) -> np.ndarray:
    """Impulses at a steady or a shaky pace: clocks, machines, a keyboard."""
    track = np.zeros(n)
    pace_s = float(np.exp(rng.uniform(np.log(0.02), np.log(1.5))))
    shake = rng.choice([0.0, 0.05, 0.5])
    steps = pace_s * np.exp(shake * rng.standard_normal(int(n / RATE_HZ
                                                            / pace_s) + 2))
    places = (np.cumsum(steps) * RATE_HZ).astype(int)
    places = places[places < n]
    track[places] = 10.0 ** (rng.normal(0, rng.choice([0.5, 4.0]),
                                        places.size) / 20.0)
    return track


def clicks(rng: np.random.Generator, n: int) -> np.ndarray:
    """Single clicks, trains of them, typing, all over near silence."""
    x = np.zeros(n)
    for _ in range(rng.integers(1, 4)):
        track = (regular(rng, n) if rng.random() < 0.5
                 else strikes(rng, n, rng.uniform(0.3, 20.0), 5.0))
        kernel = np.ones(1) if rng.random() < 0.15 else knock(rng)
        x += db(rng.normal(0, 5)) * unit(ring(track, kernel) + 1e-9
                                         * rng.standard_normal(n))
    return unit(unit(x) + db(rng.uniform(-70, -15)) * coloured(rng, n))


def footsteps(rng: np.random.Generator, n: int) -> np.ndarray:
    """Steps: a low thump and a scrape at a walker's pace."""
    track = np.zeros(n)
    pace_s = rng.uniform(0.3, 0.8)
    steps = pace_s * rng.uniform(0.9, 1.1, int(n / RATE_HZ / pace_s) + 2)
    places = (np.cumsum(steps) * RATE_HZ).astype(int)
    places = places[places < n]
    track[places] = rng.uniform(0.5, 1.0, places.size)
    thump = resonance(0.2, rng.uniform(50, 200), rng.uniform(0.01, 0.05))
    scrape = band(rng, thump.size, 500, 5000) * np.exp(
        -np.arange(thump.size) / RATE_HZ / 0.03)
    x = unit(ring(track, thump + rng.uniform(0.02, 0.3) * scrape))
    return unit(x + db(rng.uniform(-50, -10)) * room_tone(rng, n))


def applause(rng: np.random.Generator, n: int) -> np.ndarray:
    """Claps of several hands, from a few people to a hall."""
    x = np.zeros(n)
    for _ in range(8):
        size = int(0.02 * RATE_HZ)
        clap = band(rng, size, rng.uniform(400, 1200),
                    rng.uniform(1500, 6000)) * np.exp(
                        -np.arange(size) / RATE_HZ / 0.004)
        x += ring(strikes(rng, n, rng.uniform(1, 60), 4.0), clap)
    return unit(x * np.exp(rng.uniform(0, 0.6) * curve(rng, n, 2.0)))


def syllabic(rng: np.random.Generator, n: int) -> np.ndarray:
    """Noise that moves like speech, at 2..8 Hz, but has no voice."""
    rate = rng.uniform(2.0, 8.0)
    envelope = np.exp(rng.uniform(0.5, 2.0) * curve(rng, n, 0.5 / rate))
    if rng.random() < 0.4:
        envelope = gate(rng, n, (0.05, 0.6), (0.05, 0.8))
    x = room_tone(rng, n) if rng.random() < 0.7 else coloured(rng, n)
    return unit(x * envelope + db(rng.uniform(-50, -15)) * rng.standard_normal(
        n))


def formant_noise(rng: np.random.Generator, n: int) -> np.ndarray:
    """Noise whose resonances wander like a mouth's."""
    x = np.zeros(n)
    for centre in (500.0, 1500.0, 2500.0):
        hz = np.clip(centre * np.exp(0.4 * curve(rng, n, 0.1)), 100, 7000)
        slow = slope(rng, n, 3.0) * np.exp(0.8 * curve(rng, n, 0.15))
        x += slow * np.sin(phase_of(hz))
    return unit(x)


FAMILIES: dict[str, Family] = {
    function.__name__: function for function in (
        coloured, room_tone, hum, engine, sweep, siren, beeps, rain, wind,
        water, crackle, clicks, footsteps, applause, syllabic, formant_noise)
}
WEIGHTS = {"coloured": 9.0, "room_tone": 2.0, "hum": 3.0, "clicks": 4.0}
