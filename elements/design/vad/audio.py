# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Helpers of the generators: levels, random curves, filters, WAV files.

All audio here is mono float32, full scale 1, at RATE_HZ.
"""

import pathlib
import wave

import numpy as np
from scipy import signal

RATE_HZ = 16000
FRAME = 480  # samples in an analysis frame of 30 ms


def db(gain_db: float) -> float:
    """An amplitude factor."""
    return float(10.0 ** (gain_db / 20.0))


def rms(x: np.ndarray) -> float:
    """Root mean square, never zero, so that one may divide by it."""
    return float(np.sqrt(np.mean(np.square(x, dtype=np.float64)) + 1e-20))


def unit(x: np.ndarray) -> np.ndarray:
    """The same sound without offset and at RMS 1."""
    x = x - np.mean(x)
    return (x / rms(x)).astype(np.float32)


def curve(rng: np.random.Generator, n: int, spacing_s: float) -> np.ndarray:
    """A smooth random curve of variance about 1 that turns every spacing."""
    points = max(2, int(np.ceil(n / (spacing_s * RATE_HZ))) + 1)
    knots = rng.standard_normal(points)
    place = np.linspace(0.0, points - 1, n)
    left = np.minimum(place.astype(int), points - 2)
    part = place - left
    part = part * part * (3.0 - 2.0 * part)
    return (knots[left] * (1.0 - part) + knots[left + 1] * part).astype(
        np.float32)


def shaped(rng: np.random.Generator, n: int, gain: np.ndarray) -> np.ndarray:
    """Gaussian noise with a magnitude response given on 0..Nyquist."""
    spectrum = np.fft.rfft(rng.standard_normal(n))
    at = np.linspace(0.0, 1.0, spectrum.size)
    response = np.interp(at, np.linspace(0.0, 1.0, gain.size), gain)
    return unit(np.fft.irfft(spectrum * response, n))


def band(rng: np.random.Generator, n: int, low_hz: float, high_hz: float,
         ) -> np.ndarray:
    """Gaussian noise between two frequencies, with soft edges."""
    hz = np.linspace(0.0, RATE_HZ / 2, 2049)
    rise = 1.0 / (1.0 + (low_hz / (hz + 1.0)) ** 6)
    fall = 1.0 / (1.0 + (hz / high_hz) ** 6)
    return shaped(rng, n, rise * fall)


def resonance(length_s: float, hz: float, decay_s: float, phase: float = 0.0,
              ) -> np.ndarray:
    """A decaying sine, the sound of a struck object."""
    t = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
    return np.exp(-t / decay_s) * np.sin(2.0 * np.pi * hz * t + phase)


def strikes(rng: np.random.Generator, n: int, per_s: float,
            spread_db: float) -> np.ndarray:
    """A track of impulses at random places, of random size and sign."""
    track = np.zeros(n)
    count = rng.poisson(per_s * n / RATE_HZ) + 1
    size = 10.0 ** (rng.normal(0.0, spread_db, count) / 20.0)
    np.add.at(track, rng.integers(0, n, count),
              size * rng.choice([-1.0, 1.0], count))
    return track


def ring(track: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Puts the kernel at every impulse of a track."""
    return signal.oaconvolve(track, kernel)[:track.size]


def resample(x: np.ndarray, up: int, down: int) -> np.ndarray:
    """Changes the rate by up / down."""
    if up == down:
        return x.astype(np.float32)
    common = np.gcd(up, down)
    return signal.resample_poly(x, up // common, down // common).astype(
        np.float32)


def decode_wav(path: pathlib.Path) -> tuple[np.ndarray, int]:
    """A 16 bit WAV file as mono float32, and its rate."""
    with wave.open(str(path), "rb") as file:
        data = file.readframes(file.getnframes())
        channels, rate_hz = file.getnchannels(), file.getframerate()
    samples = np.frombuffer(data, np.int16).astype(np.float32) / 32768.0
    return samples.reshape(-1, channels)[:, 0], rate_hz


def write_wav(path: pathlib.Path, x: np.ndarray, rate_hz: int = RATE_HZ,
              ) -> None:
    """Writes 16 bit WAV; samples over full scale are clipped."""
    samples = np.clip(np.rint(x * 32767.0), -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples.tobytes())
