# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The path from a mouth to a file: rooms, microphones, lines, levels."""

import numpy as np
from scipy import signal

from audio import RATE_HZ, curve, db, rms


def impulse_response(rng: np.random.Generator) -> np.ndarray:
    """The direct sound, some walls, and a tail that loses its treble.

    Reverberation falls by 60 dB in 0.1 to 0.9 s (Moorer, "About this
    reverberation business", 1979: noise under an exponential).
    """
    rt60_s = rng.uniform(0.1, 0.9)
    n = int(rt60_s * RATE_HZ)
    t = np.arange(n) / RATE_HZ
    tail = rng.standard_normal(n) * 10.0 ** (-3.0 * t / rt60_s)
    dull = signal.lfilter([0.3], [1.0, -0.7], tail) * 10.0 ** (
        -3.0 * t / rt60_s)
    tail = 0.5 * tail + dull
    walls = rng.integers(16, max(17, int(0.05 * RATE_HZ)), 8)
    tail[np.minimum(walls, n - 1)] += rng.uniform(-1.5, 1.5, 8)
    tail[:16] = 0.0
    tail *= db(rng.uniform(-18.0, 3.0)) / (np.linalg.norm(tail) + 1e-9)
    tail[0] = 1.0
    return tail


def reverberate(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """The sound in a room; the direct sound stays where and as loud it was."""
    return signal.oaconvolve(x, impulse_response(rng))[:x.size].astype(
        np.float32)


def place_far(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """The sound some metres away: the room is louder than the mouth."""
    response = impulse_response(rng)
    response[1:] *= db(rng.uniform(-3.0, 9.0)) / (np.linalg.norm(response[1:]) + 1e-9)
    response /= np.linalg.norm(response)
    return signal.oaconvolve(x, response)[:x.size].astype(np.float32)


def convolve_measured(x: np.ndarray, response: np.ndarray) -> np.ndarray:
    """The sound in a measured room, its direct sound in time."""
    start = int(np.argmax(np.abs(response)))
    response = response[start:start + RATE_HZ] / np.linalg.norm(response[start:start + RATE_HZ])
    return signal.oaconvolve(x, response)[:x.size].astype(np.float32)


def colour(rng: np.random.Generator, x: np.ndarray, spread_db: float,
           ) -> np.ndarray:
    """A microphone with a smooth, random response."""
    response = db(1.0) ** (spread_db * curve(rng, 129, 0.002))
    kernel = signal.firwin2(129, np.linspace(0.0, 1.0, 129), response)
    return signal.oaconvolve(x, kernel, "same").astype(np.float32)


def limit_band(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """A telephone line, a high pass, or a codec's low pass."""
    kind = rng.integers(3)
    if kind == 0:
        sos = signal.butter(4, (rng.uniform(200, 350), rng.uniform(
            3200, 3700)), "bandpass", fs=RATE_HZ, output="sos")
    elif kind == 1:
        sos = signal.butter(2, rng.uniform(50, 250), "highpass",
                            fs=RATE_HZ, output="sos")
    else:
        sos = signal.butter(6, rng.uniform(3000, 7500), "lowpass",
                            fs=RATE_HZ, output="sos")
    return signal.sosfilt(sos, x).astype(np.float32)


def swing(rng: np.random.Generator, n: int, range_db: float) -> np.ndarray:
    """A level that drifts, or jumps now and then, within +-range_db."""
    if rng.random() < 0.5:
        drift = curve(rng, n, rng.uniform(1.0, 8.0))
        return 10.0 ** (np.clip(drift * range_db / 1.5, -range_db, range_db)
                        / 20.0)
    places = np.sort(rng.integers(0, n, rng.integers(1, 5)))
    levels = rng.uniform(-range_db, range_db, places.size + 1)
    track = np.repeat(levels, np.diff([0, *places, n]))
    ramp = int(0.02 * RATE_HZ)
    padded = np.pad(track, ramp, "edge")
    smooth = signal.oaconvolve(padded, np.ones(ramp) / ramp, "same")
    return 10.0 ** (smooth[ramp:-ramp] / 20.0)


def record(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """The recorder: its gain, now and then clipping or an offset."""
    peak = float(np.abs(x).max()) + 1e-9
    if rng.random() < 0.06:
        x = np.clip(x, -peak * 0.2, peak * 0.2)
    gain = db(rng.uniform(-40.0, 0.0)) / peak
    x = x * gain
    if rng.random() < 0.06:
        x = x + rng.uniform(-1.0, 1.0) * rms(x) * 2.0
    if rng.random() < 0.5:
        x = np.rint(x * 32768.0) / 32768.0
    return np.clip(x, -1.0, 1.0).astype(np.float32)
