# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Training and validation items as features and levels, on disk or made."""

import dataclasses
import multiprocessing
import pathlib

import numpy as np

import audio
import mix
from bank import Bank
from features import Programs

N_FEATURES = 43
GROUPS_PER_CHUNK = 8
PROCESSES = 2
RATES_HZ = {16000: 0.86, 8000: 0.10, 48000: 0.04}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Data:
    """Items x frames: features, wanted probabilities and their weights."""
    features: np.ndarray
    wanted: np.ndarray
    weight: np.ndarray


@dataclasses.dataclass(frozen=True, kw_only=True)
class Recipe:
    """The inputs of a chunk, and its file."""
    folder: pathlib.Path
    programs: Programs
    seed: int
    snr_db: float | None = None  # None: as in training, any


_bank: Bank | None = None  # of this process; pickling it would take longer


def _set_bank(bank: Bank) -> None:
    global _bank
    _bank = bank


def make_chunk(job: tuple[Recipe, int]) -> pathlib.Path:
    """Makes one chunk unless it is there."""
    recipe, index = job
    path = recipe.folder / f"{recipe.seed}-{index}.npz"
    if path.exists():
        return path
    assert _bank is not None
    rng = np.random.default_rng([recipe.seed, index])
    rate_hz = int(rng.choice(list(RATES_HZ), p=list(RATES_HZ.values())))
    items = [item for _ in range(GROUPS_PER_CHUNK)
             for item in mix.make_group(rng, _bank, recipe.snr_db)]
    clips = np.stack([audio.resample(item.sound, rate_hz, audio.RATE_HZ)
                      for item in items])
    features = recipe.programs.features(clips, rate_hz, N_FEATURES)
    np.savez(path, features=features,
             wanted=np.stack([item.wanted for item in items]),
             weight=np.stack([item.weight for item in items]))
    return path


def load(recipe: Recipe, bank: Bank, n_chunks: int) -> Data:
    """All items of a recipe."""
    recipe.folder.mkdir(parents=True, exist_ok=True)
    jobs = [(recipe, index) for index in range(n_chunks)]
    with multiprocessing.Pool(PROCESSES, _set_bank, (bank,)) as pool:
        chunks = [np.load(path) for path in pool.imap(make_chunk, jobs)]
    return Data(**{field.name: np.concatenate([chunk[field.name] for chunk in chunks])
                   for field in dataclasses.fields(Data)})
