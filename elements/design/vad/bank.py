# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Raw material of one half, made once and drawn from: phrases and music."""

import dataclasses
import pathlib
import pickle

import numpy as np

import audio
import codecs_of_speech as codecs
import music
import people
import voices


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bank:
    """Phrases and pieces of music, each at the level it came with."""
    synthetic: list[np.ndarray]
    recorded: list[np.ndarray]
    music: list[np.ndarray]
    people: list[people.Recording]
    sounds: list[np.ndarray]  # recorded noises and music
    rooms: list[np.ndarray]  # measured impulse responses

    def phrase(self, rng: np.random.Generator, kind: str) -> np.ndarray:
        """Some phrase; kind: synthetic or recorded."""
        phrases = getattr(self, kind)
        return phrases[rng.integers(len(phrases))]


CODED = 50  # recordings that go through each codec


def code_some(rng: np.random.Generator, recordings: list[people.Recording],
              ) -> list[people.Recording]:
    """Recordings of people as each codec leaves them."""
    coded = []
    for name in codecs.CODECS:
        chosen = [recordings[i] for i in rng.choice(len(recordings), CODED, replace=False)]
        sounds = codecs.code_all(name, [recording.sound for recording in chosen])
        coded += [dataclasses.replace(recording, sound=sound)
                  for recording, sound in zip(chosen, sounds)]
    return coded


def make_tuning(seed: int, n_synthetic: int, n_pieces: int, folder: pathlib.Path) -> Bank:
    """The tuning half's bank; recordings of people are in a folder."""
    rng = np.random.default_rng(seed)
    n = 40 * audio.RATE_HZ
    recordings = people.load_speech(folder, "tuning")
    return Bank(synthetic=voices.synthetic(rng, "tuning", n_synthetic),
                recorded=voices.recorded(rng, "tuning", 1 << 20),
                music=[music.piece(rng, n, i % 2 == 0)
                       for i in range(n_pieces)],
                people=recordings + code_some(np.random.default_rng([seed, 1]), recordings),
                sounds=list(people.load_sounds(folder / "noise", "tuning").values()),
                rooms=list(people.load_sounds(folder / "rooms", "tuning").values()))


def for_validation(bank: Bank, folder: pathlib.Path) -> Bank:
    """The bank with people and noises that are not trained on."""
    return dataclasses.replace(
        bank, people=people.load_speech(folder, "validation"),
        sounds=list(people.load_sounds(folder / "noise", "validation").values()))


def cached(path: pathlib.Path, seed: int, n_synthetic: int, n_pieces: int,
           folder: pathlib.Path) -> Bank:
    """The bank, from the folder of an earlier run if it is there."""
    if path.exists():
        return pickle.loads(path.read_bytes())
    bank = make_tuning(seed, n_synthetic, n_pieces, folder)
    path.write_bytes(pickle.dumps(bank))
    return bank


def babble(rng: np.random.Generator, phrases: list[np.ndarray], n: int,
           n_voices: int) -> np.ndarray:
    """Several voices that talk without end, at unequal levels."""
    x = np.zeros(n, np.float32)
    for _ in range(n_voices):
        gain = audio.db(rng.normal(0.0, 3.0))
        at = -int(rng.uniform(0.0, 2.0) * audio.RATE_HZ)
        while at < n:
            phrase = phrases[rng.integers(len(phrases))]
            part = phrase[max(0, -at):max(0, n - at)]
            start = max(0, at)
            x[start:start + part.size] += part * (gain / audio.rms(phrase))
            at += phrase.size + int(rng.uniform(0.0, 0.4) * audio.RATE_HZ)
    return audio.unit(x)
