# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Training items: phrases and pauses, noise at some ratio, a room, a line."""

import dataclasses

import numpy as np

import audio
import labels
import noises
import rooms
from audio import FRAME, RATE_HZ, db
from bank import Bank, babble

FRAMES = 540  # of an item: 16.2 s
N = FRAMES * FRAME
SHARE_OF_BABBLE = 0.24
SHARE_OF_MUSIC = 0.2


@dataclasses.dataclass(frozen=True, kw_only=True)
class Item:
    """Input of a detector and its expected output."""
    sound: np.ndarray
    level_db: np.ndarray  # dry voice, per frame, re its phrase's loudest
    noise: str


@dataclasses.dataclass(kw_only=True)
class Speech:
    """Phrases in time: as they are labelled, and as they are heard."""
    dry: np.ndarray
    heard: np.ndarray


def loudest_frame(x: np.ndarray) -> float:
    """RMS of the loudest frame."""
    return db(float(labels.levels(x).max()))


def vary(rng: np.random.Generator, phrase: np.ndarray) -> np.ndarray:
    """Another mouth: a record played slower or faster."""
    if rng.random() < 0.5:
        return phrase
    return audio.resample(phrase, int(rng.integers(85, 121)), 100)


def speak(rng: np.random.Generator, bank: Bank, n: int) -> Speech:
    """Phrases with pauses of 0.2 to 3 s, each at a level of its own."""
    speech = Speech(dry=np.zeros(n, np.float32), heard=np.zeros(n, np.float32))
    kind = "synthetic" if rng.random() < 0.55 else "recorded"
    spread_db = rng.choice([0.0, 3.0, 10.0], p=[0.4, 0.45, 0.15])
    longest_s = rng.choice([0.5, 1.5, 3.0])
    at = int(rng.uniform(-1.0, 1.0 if rng.random() < 0.7 else 7.0) * RATE_HZ)
    while at < n:
        phrase = vary(rng, bank.phrase(rng, kind))
        phrase = phrase / loudest_frame(phrase)
        start, skip = max(0, at), max(0, -at)
        part = phrase[skip:skip + n - start]
        gain = db(rng.uniform(-spread_db, spread_db))
        speech.dry[start:start + part.size] = part
        speech.heard[start:start + part.size] = part * gain
        at += phrase.size + int(rng.uniform(0.15, longest_s) * RATE_HZ)
    return speech


def voice_path(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """Room, microphone and line of the voice alone."""
    if rng.random() < 0.5:
        x = rooms.reverberate(rng, x)
    if rng.random() < 0.5:
        x = rooms.colour(rng, x, rng.uniform(1.0, 6.0))
    if rng.random() < 0.15:
        x = rooms.limit_band(rng, x)
    return x


def plain_noise(rng: np.random.Generator, bank: Bank, n: int,
                ) -> tuple[str, np.ndarray]:
    """A noise of some family, at RMS 1."""
    draw = rng.random()
    if draw < SHARE_OF_BABBLE:
        kind = "synthetic" if rng.random() < 0.5 else "recorded"
        phrases = getattr(bank, kind)
        n_voices = int(rng.choice([4, 5, 6, 7, 8, 10, 12, 16, 24]))
        return "babble", babble(rng, phrases, n, n_voices)
    if draw < SHARE_OF_BABBLE + SHARE_OF_MUSIC:
        piece = bank.music[rng.integers(len(bank.music))]
        start = rng.integers(0, piece.size - n)
        return "music", piece[start:start + n]
    names = list(noises.FAMILIES)
    weights = np.array([noises.WEIGHTS.get(name, 1.0) for name in names])
    name = str(rng.choice(names, p=weights / weights.sum()))
    return name, noises.FAMILIES[name](rng, n)


def noise_of(rng: np.random.Generator, bank: Bank, n: int,
             ) -> tuple[str, np.ndarray]:
    """One noise, or two together, coloured and at a moving level."""
    name, x = plain_noise(rng, bank, n)
    if rng.random() < 0.12:
        _, other = plain_noise(rng, bank, n)
        x = x + db(rng.uniform(-15.0, 0.0)) * other
    if rng.random() < 0.2:
        x = rooms.reverberate(rng, x)
    if rng.random() < 0.4:
        x = rooms.colour(rng, x, rng.uniform(1.0, 6.0))
    if rng.random() < 0.35:
        x = x * rooms.swing(rng, n, rng.uniform(1.0, 6.0))
    return name, audio.unit(x)


def ratio_db(rng: np.random.Generator) -> float:
    """Signal to noise: mostly where it is hard."""
    return float(rng.choice([rng.uniform(-5, 10), rng.uniform(5, 30)],
                            p=[0.6, 0.4]))


def speech_rms(speech: Speech) -> float:
    """RMS of the signal during speech."""
    level_db = labels.levels(speech.dry)
    spoken = np.repeat(level_db > -30.0, FRAME)
    heard = speech.heard[:spoken.size][spoken]
    return audio.rms(heard) if heard.size else 1.0


def mute(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """Digital silence for a while: a muted line, or the start of a stream."""
    x = x.copy()
    start = 0 if rng.random() < 0.5 else int(rng.integers(0, x.size))
    x[start:start + int(rng.uniform(0.1, 2.0) * RATE_HZ)] = 0.0
    return x


def make(rng: np.random.Generator, bank: Bank,
         snr_db: float | None = None) -> Item:
    """An item: noise alone, speech alone, or mostly both.

    snr_db: always both, at this ratio
    """
    draw = rng.random() if snr_db is None else 1.0
    name, noise = noise_of(rng, bank, N)
    if draw < 0.13:
        level_db = np.full(FRAMES, labels.SILENT_DB, np.float32)
        x = noise
    else:
        speech = speak(rng, bank, N)
        level_db = labels.levels(speech.dry)
        heard = voice_path(rng, speech.heard)
        wanted_db = ratio_db(rng) if snr_db is None else snr_db
        floor = db(-wanted_db) if draw > 0.2 else db(-80.0) * (draw > 0.16)
        x = heard + floor * speech_rms(speech) * noise
        name = name if draw > 0.2 else "none"
    if rng.random() < 0.5:
        x = x * rooms.swing(rng, N, rng.uniform(3.0, 11.0))
    if rng.random() < 0.15:
        x = rooms.limit_band(rng, x)
    if rng.random() < 0.05:
        muted = mute(rng, x)
        silent = labels.levels(muted) <= labels.SILENT_DB
        level_db = np.where(silent, labels.SILENT_DB, level_db)
        x = muted
    return Item(sound=rooms.record(rng, x), level_db=level_db, noise=name)
