#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Trains the voice detector and writes its weights for C.

train.py --work DIR --recordings FOLDER --start WEIGHTS [--programs BUILD/benchmarks] [--quick]

Makes the tuning half (bank of voices and music, then mixed items), trains from
the weights of an earlier recipe (weights.c of version 2), moves the output's bias so that one half is the threshold that serves best at
20, 10, 5 and 0 dB, and writes elements/dsp/vad/weights.c and
tests/data/vad-model.txt. It prints whether the weights are those that were
there before. --quick trains a poor network in minutes, and writes its files to DIR. Existing files in DIR are kept. Every
random number has a seed; the same versions of the tools write the same file.
"""

import argparse
import dataclasses
import hashlib
import pathlib

import numpy as np
import torch

import bank
import dataset
import model
import weights
from features import Programs

ROOT = weights.HERE.parents[2]
SHIPPED = ROOT / "elements/dsp/vad/weights.c"
SEED = 1
VALIDATION_CHUNKS = 3  # for each ratio
VALIDATION_SNRS_DB = (20.0, 10.0, 5.0, 0.0)
BATCH = 64
LEARNING_RATE = 4e-3
MIXED_SEED = 2000  # of validation items like those of the training
MIXED_CHUNKS = 6
COST_OF_ALARM = 0.2


@dataclasses.dataclass(frozen=True, kw_only=True)
class Size:
    """How much is generated and trained."""
    phrases: int  # of synthetic voices
    pieces: int  # of music
    chunks: int
    epochs: int


WHOLE = Size(phrases=900, pieces=40, chunks=256, epochs=16)
QUICK = Size(phrases=40, pieces=4, chunks=8, epochs=2)


def f1(said: np.ndarray, true: np.ndarray) -> float:
    return float(2 * np.sum(said & true) / (np.sum(said) + np.sum(true)))


def score(detector: model.Detector, data: dataset.Data) -> tuple[np.ndarray, np.ndarray]:
    """Return logit and truth of the frames that count."""
    counts = data.weight == 1
    return model.logits(detector, data.features)[counts], data.wanted[counts] > 0.5


def pick_silent(data: dataset.Data) -> dataset.Data:
    """Return the items without a voice."""
    silent = data.wanted.max(axis=1) == 0
    return dataset.Data(features=data.features[silent], wanted=data.wanted[silent],
                        weight=data.weight[silent])


def calibrate(detector: model.Detector, sets: list[dataset.Data], mixed: dataset.Data) -> float:
    """Moves the bias so that the best threshold is one half.

    The best one has the highest F1 of the sets, less a part of the false alarms
    in items without a voice. Returns by how much the bias moved, as a logit.
    """
    scored = [score(detector, data) for data in sets]
    alone, _ = score(detector, pick_silent(mixed))
    gains = {float(at): float(np.mean([f1(logit > at, true) for logit, true in scored])
                              - COST_OF_ALARM * np.mean(alone > at))
             for at in np.arange(-2.5, 2.51, 0.05)}
    best = max(gains, key=gains.__getitem__)
    with torch.no_grad():
        detector.output.bias -= best
    return -best


def find_hash(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def train(voices: bank.Bank, recipe: dataset.Recipe, size: Size,
          arguments: argparse.Namespace) -> tuple[model.Detector, np.ndarray]:
    """Return the calibrated network, and the features for its reference."""
    data = dataset.load(recipe, voices, size.chunks)
    others = bank.for_validation(voices, arguments.recordings)
    validation = [
        dataset.load(dataclasses.replace(recipe, seed=1000 + int(snr_db), snr_db=snr_db),
                     others, VALIDATION_CHUNKS)
        for snr_db in VALIDATION_SNRS_DB]
    detector = model.train(data, model.Schooling(
        epochs=size.epochs, batch=BATCH, rate=LEARNING_RATE, seed=SEED,
        start=weights.read_source(arguments.start)))
    mixed = dataset.load(dataclasses.replace(recipe, seed=MIXED_SEED), others, MIXED_CHUNKS)
    print(f"bias moved by {calibrate(detector, validation, mixed):.2f}")
    return detector, validation[1].features[0]


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--recordings", type=pathlib.Path, required=True)
    parser.add_argument("--start", type=pathlib.Path, required=True)
    parser.add_argument("--programs", type=pathlib.Path,
                        default=ROOT / "build" / "benchmarks")
    parser.add_argument("--weights", type=pathlib.Path, default=SHIPPED)
    parser.add_argument("--reference", type=pathlib.Path,
                        default=ROOT / "tests/data/vad-model.txt")
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    size = QUICK if arguments.quick else WHOLE
    before = find_hash(SHIPPED)
    if arguments.quick:
        arguments.weights = arguments.work / "weights.c"
        arguments.reference = arguments.work / "vad-model.txt"
    arguments.work.mkdir(parents=True, exist_ok=True)

    voices = bank.cached(arguments.work / f"bank-{size.phrases}.pickle", SEED, size.phrases,
                         size.pieces, arguments.recordings)
    recipe = dataset.Recipe(folder=arguments.work / f"items-{size.phrases}", seed=SEED,
                            programs=Programs(folder=arguments.programs))
    detector, features = train(voices, recipe, size, arguments)
    torch.save(detector, arguments.work / "detector.pt")
    weights.save(detector, arguments.weights, arguments.reference, features)
    same = "the same as" if find_hash(arguments.weights) == before else "not"
    print(f"{arguments.weights}: sha256 {find_hash(arguments.weights)}, {same} the shipped one")


if __name__ == "__main__":
    main()
