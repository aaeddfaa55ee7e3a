# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Training items: voices and pauses, noise at some ratio, a room, a line."""

import dataclasses

import numpy as np

import audio
import labels
import noises
import rooms
import scenes
from audio import FRAME, RATE_HZ, db
from bank import Bank, babble

FRAMES = 540  # of an item: 16.2 s
N = FRAMES * FRAME
GROUP = 2
SHARE_OF_BABBLE = 0.26
SHARE_OF_MUSIC = 0.1
SHARE_OF_RECORDED_NOISE = 0.42
SHARE_OF_NOISE = 0.24  # items without a voice
SHARE_OF_CLEAN = 0.04  # items without added noise
SHARE_OF_THROB = 0.25  # of the noises
SHARE_OF_PEOPLE = 0.75  # of the voices; the others are synthetic or prompts


@dataclasses.dataclass(frozen=True, kw_only=True)
class Item:
    """Input of a detector and its expected output."""
    sound: np.ndarray
    wanted: np.ndarray  # probability, per frame
    weight: np.ndarray
    noise: str


def loudest_frame(x: np.ndarray) -> float:
    """RMS of the loudest frame."""
    return db(float(labels.levels(x).max()))


def vary(rng: np.random.Generator, phrase: np.ndarray) -> np.ndarray:
    """Another mouth: a record played slower or faster."""
    if rng.random() < 0.5:
        return phrase
    return audio.resample(phrase, int(rng.integers(85, 121)), 100)


def speak(rng: np.random.Generator, bank: Bank, n: int) -> scenes.Scene:
    """Phrases with pauses of 0.2 to 3 s, each at a level of its own."""
    dry, heard = np.zeros(n, np.float32), np.zeros(n, np.float32)
    kind = "synthetic" if rng.random() < 0.75 else "recorded"
    spread_db = rng.choice([0.0, 3.0, 10.0], p=[0.4, 0.45, 0.15])
    longest_s = rng.choice([0.5, 1.5, 3.0])
    at = int(rng.uniform(-1.0, 1.0 if rng.random() < 0.7 else 7.0) * RATE_HZ)
    while at < n:
        phrase = vary(rng, bank.phrase(rng, kind))
        phrase = phrase / loudest_frame(phrase)
        start, skip = max(0, at), max(0, -at)
        part = phrase[skip:skip + n - start]
        gain = db(rng.uniform(-spread_db, spread_db))
        dry[start:start + part.size] = part
        heard[start:start + part.size] = part * gain
        at += phrase.size + int(rng.uniform(0.15, longest_s) * RATE_HZ)
    wanted, weight = labels.targets(labels.levels(dry))
    return scenes.Scene(heard=heard, wanted=wanted, weight=weight)


def voice_path(rng: np.random.Generator, bank: Bank, x: np.ndarray) -> np.ndarray:
    """Room, microphone and line of the voice alone."""
    draw = rng.random()
    if draw < 0.3:
        x = rooms.reverberate(rng, x)
    elif draw < 0.4:
        x = rooms.place_far(rng, x)
    elif draw < 0.45:
        x = rooms.convolve_measured(x, bank.rooms[rng.integers(len(bank.rooms))])
    if rng.random() < 0.5:
        x = rooms.colour(rng, x, rng.uniform(1.0, 6.0))
    if rng.random() < 0.15:
        x = rooms.limit_band(rng, x)
    return x


def people_babble(rng: np.random.Generator, bank: Bank, n: int) -> np.ndarray:
    """Babble of recorded people, without their pauses."""
    voices = [bank.people[i] for i in rng.integers(0, len(bank.people), 12)]
    phrases = [voice.sound[np.repeat(voice.speech > 0.5, FRAME)] for voice in voices]
    phrases = [phrase for phrase in phrases if phrase.size > RATE_HZ // 2]
    return babble(rng, phrases, n, int(rng.choice([4, 5, 6, 6, 8, 12])))


def vary_noise(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """Another source of the same kind: a record played slower, faster or backwards."""
    if rng.random() < 0.6:
        x = audio.resample(x, int(rng.integers(60, 161)), 100)
    return x[::-1] if rng.random() < 0.15 else x


def recorded_noise(rng: np.random.Generator, bank: Bank, n: int) -> np.ndarray:
    """A part of a recording of noise, repeated if it is short."""
    x = vary_noise(rng, bank.sounds[rng.integers(len(bank.sounds))])
    start = int(rng.integers(0, x.size))
    return np.roll(np.tile(x, n // x.size + 1), -start)[:n]


def plain_noise(rng: np.random.Generator, bank: Bank, n: int,
                ) -> tuple[str, np.ndarray]:
    """A noise of some family."""
    draw = rng.random()
    if draw < SHARE_OF_BABBLE:
        if rng.random() < 0.75:
            return "babble", people_babble(rng, bank, n)
        return "babble", babble(rng, bank.synthetic, n,
                                int(rng.choice([4, 5, 6, 7, 8, 10, 12, 16, 24])))
    draw -= SHARE_OF_BABBLE
    if draw < SHARE_OF_MUSIC:
        piece = bank.music[rng.integers(len(bank.music))]
        start = rng.integers(0, piece.size - n)
        return "music", piece[start:start + n]
    if draw - SHARE_OF_MUSIC < SHARE_OF_RECORDED_NOISE:
        return "recorded", recorded_noise(rng, bank, n)
    names = list(noises.FAMILIES)
    weights = np.array([noises.WEIGHTS.get(name, 1.0) for name in names])
    name = str(rng.choice(names, p=weights / weights.sum()))
    return name, noises.FAMILIES[name](rng, n)


def throb(rng: np.random.Generator, n: int) -> np.ndarray:
    """A gain that goes up and down steadily, as of a fan or a train."""
    turn = np.sin(2.0 * np.pi * rng.uniform(0.5, 8.0) * np.arange(n) / RATE_HZ)
    depth = rng.uniform(0.2, 0.95)
    return 1.0 + depth * (turn if rng.random() < 0.6 else np.tanh(4.0 * turn))


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
    if rng.random() < SHARE_OF_THROB:
        x = x * throb(rng, n)
    return name, audio.unit(x)


def ratio_db(rng: np.random.Generator) -> float:
    """Signal to noise: mostly where it is hard, and down to the floor of a quiet room."""
    return float(rng.choice([rng.uniform(-5, 10), rng.uniform(5, 30), rng.uniform(30, 90)],
                            p=[0.45, 0.3, 0.25]))


def speech_rms(scene: scenes.Scene) -> float:
    """RMS of the signal during speech."""
    spoken = np.repeat(scene.wanted > 0.5, FRAME)
    heard = scene.heard[:spoken.size][spoken]
    return audio.rms(heard) if heard.size else 1.0


def mute(rng: np.random.Generator, x: np.ndarray) -> np.ndarray:
    """Digital silence for a while: a muted line, or the start of a stream."""
    x = x.copy()
    start = 0 if rng.random() < 0.5 else int(rng.integers(0, x.size))
    x[start:start + int(rng.uniform(0.1, 2.0) * RATE_HZ)] = 0.0
    return x


def voice_of(rng: np.random.Generator, bank: Bank) -> scenes.Scene:
    """Voices in their rooms; a talk has rooms already."""
    if rng.random() < SHARE_OF_PEOPLE:
        scene = scenes.make(rng, bank.people, N)
    else:
        scene = speak(rng, bank, N)
    scene.heard = voice_path(rng, bank, scene.heard)
    return scene


def floor_of(rng: np.random.Generator, wanted_db: float, noise: np.ndarray) -> np.ndarray:
    """Noise at a ratio to the voice; far below it, noise is the tone of a room."""
    if wanted_db > 30.0:
        family = noises.room_tone if rng.random() < 0.5 else noises.coloured
        noise = audio.unit(family(rng, N))
    return db(-wanted_db) * noise


def blend(rng: np.random.Generator, scene: scenes.Scene, name: str, noise: np.ndarray,
          snr_db: float | None) -> Item:
    """An item: noise alone, speech alone, or mostly both.

    snr_db: always both, at this ratio
    """
    draw = rng.random() if snr_db is None else 1.0
    if draw < SHARE_OF_NOISE:
        scene = scenes.empty(N)
        x = noise
    else:
        wanted_db = ratio_db(rng) if snr_db is None else snr_db
        x = scene.heard
        if draw > SHARE_OF_NOISE + SHARE_OF_CLEAN:
            x = x + speech_rms(scene) * floor_of(rng, wanted_db, noise)
    if rng.random() < 0.4:
        x = x * rooms.swing(rng, N, rng.uniform(3.0, 11.0)).astype(np.float32)
    if rng.random() < 0.15:
        x = rooms.limit_band(rng, x)
    wanted = scene.wanted
    if rng.random() < 0.08:
        x = mute(rng, x)
        wanted = np.where(labels.levels(x) <= labels.SILENT_DB, 0.0, wanted)
    return Item(sound=rooms.record(rng, x), wanted=wanted.astype(np.float32),
                weight=scene.weight, noise=name)


def make_group(rng: np.random.Generator, bank: Bank, snr_db: float | None = None,
               ) -> list[Item]:
    """Items of GROUP voices, each with GROUP noises: half of the work is shared."""
    voices = [voice_of(rng, bank) for _ in range(GROUP)]
    sounds = [noise_of(rng, bank, N) for _ in range(GROUP)]
    return [blend(rng, scene, name, noise, snr_db)
            for scene in voices for name, noise in sounds]
