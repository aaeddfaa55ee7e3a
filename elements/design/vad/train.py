#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Trains the voice detector and writes its weights for C.

train.py --work DIR [--programs BUILD/benchmarks]

Makes the tuning half (bank of voices and music, then mixed items), trains,
moves the output's bias so that one half is the threshold that serves best at
20, 10, 5 and 0 dB, and writes elements/dsp/vad/weights.c and
tests/data/vad-model.txt. Existing files in DIR are kept. Every
random number has a seed; the same versions of the tools write the same file.
"""

import argparse
import dataclasses
import pathlib

import numpy as np
import torch

import bank
import dataset
import labels
import model
import weights
from features import Programs

ROOT = weights.HERE.parents[2]
SEED = 1
SYNTHETIC_PHRASES = 4000
PIECES_OF_MUSIC = 240
TRAINING_CHUNKS = 140
VALIDATION_CHUNKS = 3  # for each ratio
VALIDATION_SNRS_DB = (20.0, 10.0, 5.0, 0.0)
EPOCHS = 18
BATCH = 64
LEARNING_RATE = 6e-3
SPEECH_DB = -40.0  # re the loudest frame, for the choice of the threshold


MOST_MISSED = 0.04  # at any ratio; limit for the choice of the threshold
MOST_FALSE = 0.10


def strain(said: np.ndarray, true: np.ndarray) -> float:
    """Misses or false alarms, whichever goes further beyond its bound."""
    missed = np.sum(~said & true) / np.sum(true)
    false = np.sum(said & ~true) / np.sum(~true)
    return float(max(missed / MOST_MISSED, false / MOST_FALSE))


def calibrate(detector: model.Detector, sets: list[dataset.Data]) -> float:
    """Moves the bias so that the best threshold is one half.

    Returns by how much it moved, as a logit.
    """
    scored = [(model.logits(detector, data.features),
               labels.speech_frames(data.levels, SPEECH_DB))
              for data in sets]
    means = {float(at): float(np.mean([strain(logit > at, true)
                                       for logit, true in scored]))
             for at in np.arange(-2.5, 2.51, 0.05)}
    best = min(means, key=means.__getitem__)
    with torch.no_grad():
        detector.output.bias -= best
    return -best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--programs", type=pathlib.Path,
                        default=ROOT / "build" / "benchmarks")
    parser.add_argument("--weights", type=pathlib.Path,
                        default=ROOT / "elements/dsp/vad/weights.c")
    parser.add_argument("--reference", type=pathlib.Path,
                        default=ROOT / "tests/data/vad-model.txt")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)

    voices = bank.cached(arguments.work / "bank.pickle", SEED,
                         SYNTHETIC_PHRASES, PIECES_OF_MUSIC)
    recipe = dataset.Recipe(folder=arguments.work / "items", seed=SEED,
                            programs=Programs(folder=arguments.programs))
    data = dataset.load(recipe, voices, TRAINING_CHUNKS)
    validation = [
        dataset.load(dataclasses.replace(recipe, seed=1000 + int(snr_db),
                                         snr_db=snr_db),
                     voices, VALIDATION_CHUNKS)
        for snr_db in VALIDATION_SNRS_DB]

    torch.set_num_threads(1)
    detector = model.train(data.features, data.levels, epochs=EPOCHS,
                           batch=BATCH, rate=LEARNING_RATE, seed=SEED)
    print(f"bias moved by {calibrate(detector, validation):.2f}")
    torch.save(detector, arguments.work / "detector.pt")
    weights.save(detector, arguments.weights, arguments.reference,
                 validation[1].features[0])


if __name__ == "__main__":
    main()
