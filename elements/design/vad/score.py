#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Scores the adaptive engine on a corpus that corpus.py wrote.

score.py FOLDER [--programs BUILD/benchmarks] [--json FILE]

Frames are 30 ms. Which frames are speech, "rules" in the JSON:
  frames    louder than -40 dB under the phrase's loudest frame
  loud      louder than -30 dB under it
  filled    as `frames`, and pauses of up to 120 ms within speech
  sure      louder than -25 dB; quieter frames of a phrase are ignored
Results of synthetic voices use `filled`, the rule of the label files; those of
recorded voices use `sure`, since the room is audible between words. The other
rules show the effect of the choice.
"""

import argparse
import dataclasses
import json
import pathlib
from typing import Callable

import numpy as np
from scipy.stats import rankdata

import audio
import labels
from corpus import KINDS, MEAN_NOISES, NOISES, SNRS_DB
from features import Programs

THRESHOLD = 0.5
SETTLED = 33  # frames: noise alone is judged after the first second
HOP_MS = 1000.0 * audio.FRAME / audio.RATE_HZ
PAUSE_FRAMES = 10  # shorter ones end no segment: rmgvad's default of 300 ms

Rule = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class File:
    """One recording with the output of the engine."""
    voice: str
    noise: str
    snr_db: int | None
    probability: np.ndarray
    level_db: np.ndarray


def all_frames(threshold_db: float, filled: bool = False) -> Rule:
    """Every frame counts."""
    def apply(level_db: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        speech = labels.speech_frames(level_db, threshold_db)
        speech = labels.fill_gaps(speech) if filled else speech
        return speech, np.ones(speech.size, bool)
    return apply


def sure_frames(level_db: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Loud frames against frames outside of phrases."""
    speech = labels.speech_frames(level_db, -25.0)
    outside = ~labels.fill_gaps(level_db > -60.0)
    return speech, speech | outside


RULES: dict[str, Rule] = {
    "frames": all_frames(-40.0), "loud": all_frames(-30.0),
    "filled": all_frames(-40.0, True), "sure": sure_frames,
}
MAIN_RULE = {"synthetic": "filled", "recorded": "sure"}


def area(score: np.ndarray, speech: np.ndarray) -> float:
    """Under the ROC curve: the chance that speech scores above a pause."""
    n_speech = int(speech.sum())
    n_pause = speech.size - n_speech
    above = rankdata(score)[speech].sum() - n_speech * (n_speech + 1) / 2
    return float(above / (n_speech * n_pause))


def pick(files: list[File], voice: str, noise: str, snr_db: int | None,
         rule: str) -> tuple[np.ndarray, np.ndarray]:
    """Scores and truths of one cell of the table."""
    parts = []
    for file in files:
        if (file.voice, file.noise, file.snr_db) == (voice, noise, snr_db):
            speech, counts = RULES[rule](file.level_db)
            parts.append((file.probability[counts], speech[counts]))
    return (np.concatenate([part[0] for part in parts]),
            np.concatenate([part[1] for part in parts]))


def areas(files: list[File], voice: str, rule: str) -> dict[str, object]:
    """By ratio: each noise, their mean, the worst."""
    rows: dict[str, object] = {}
    for snr_db in SNRS_DB:
        row = {noise: area(*pick(files, voice, noise, snr_db, rule))
               for noise in NOISES}
        seen = {noise: row[noise] for noise in MEAN_NOISES}
        worst = min(seen, key=seen.__getitem__)
        rows[str(snr_db)] = {"mean": float(np.mean(list(seen.values()))),
                             "worst": seen[worst], "worst-noise": worst,
                             "noises": row}
    return rows


def decisions(files: list[File], voice: str) -> dict[str, object]:
    """F1, misses and false alarms at the default threshold, by ratio."""
    rows: dict[str, object] = {}
    for snr_db in SNRS_DB:
        cells = [pick(files, voice, noise, snr_db, MAIN_RULE[voice])
                 for noise in MEAN_NOISES]
        said = np.concatenate([cell[0] for cell in cells]) >= THRESHOLD
        speech = np.concatenate([cell[1] for cell in cells])
        rows[str(snr_db)] = {
            "f1": float(2 * (said & speech).sum()
                        / (said.sum() + speech.sum())),
            "miss": float((~said & speech).sum() / speech.sum()),
            "false-alarm": float((said & ~speech).sum() / (~speech).sum()),
        }
    return rows


def noise_alone(files: list[File]) -> dict[str, float]:
    """Share of frames detected as speech in noise alone."""
    return {file.noise: float(np.mean(file.probability[SETTLED:]
                                      >= THRESHOLD))
            for file in files if file.voice == "none"}


def spans(speech: np.ndarray) -> np.ndarray:
    """Starts and ends in frames, after short pauses are filled."""
    found = labels.segments(labels.fill_gaps(speech, PAUSE_FRAMES))
    return np.array(found, float).reshape(-1, 2)


def edges_ms(files: list[File], snr_db: int) -> dict[str, float]:
    """Median distance of a label's start and end to the nearest detected one."""
    distances: dict[str, list[float]] = {"start": [], "end": []}
    for file in files:
        if file.voice != "synthetic" or file.snr_db != snr_db:
            continue
        detected = spans(file.probability >= THRESHOLD)
        if not detected.size:
            continue
        for true in spans(labels.speech_frames(file.level_db, -40.0)):
            for column, edge in enumerate(distances):
                distances[edge].append(HOP_MS * float(np.min(np.abs(
                    detected[:, column] - true[column]))))
    return {edge: float(np.median(values))
            for edge, values in distances.items()}


def report(files: list[File]) -> dict[str, object]:
    """All rows."""
    return {
        "area": {voice: {rule: areas(files, voice, rule) for rule in RULES}
                 for voice in KINDS},
        "main-rule": MAIN_RULE,
        "decisions": {voice: decisions(files, voice) for voice in KINDS},
        "noise-alone": noise_alone(files),
        "edges-ms": {"20": edges_ms(files, 20)},
    }


def load(folder: pathlib.Path, programs: Programs) -> list[File]:
    """Runs the engine over the corpus."""
    files = []
    for entry in json.loads((folder / "index.json").read_text()):
        x, rate_hz = audio.decode_wav(folder / entry["audio"])
        probability = programs.probabilities(x, rate_hz)
        level_db = np.loadtxt(folder / entry["levels"], dtype=np.float32)
        n = min(probability.size, level_db.size)
        files.append(File(voice=entry["voice"], noise=entry["noise"],
                          snr_db=entry["snr-db"],
                          probability=probability[:n],
                          level_db=level_db[:n]))
    return files


def numbers(rows: dict, field: str) -> str:
    return " ".join(f"{rows[str(snr_db)][field]:.3f}" for snr_db in SNRS_DB)


def show(result: dict) -> None:
    """The table of the report, columns 20, 10, 5 and 0 dB."""
    for voice in KINDS:
        for rule, rows in result["area"][voice].items():
            worst = " ".join(f"{rows[str(s)]['worst']:.3f}"
                             f" {rows[str(s)]['worst-noise']}"
                             for s in SNRS_DB)
            print(f"{voice}, {rule}: mean {numbers(rows, 'mean')}"
                  f" | worst {worst}")
        rows = result["area"][voice][MAIN_RULE[voice]]
        for noise in NOISES:
            print(f"    {noise:8}", " ".join(
                f"{rows[str(s)]['noises'][noise]:.3f}" for s in SNRS_DB))
        rows = result["decisions"][voice]
        for field in ("f1", "miss", "false-alarm"):
            print(f"  {field:12}{numbers(rows, field)}")
    print("noise alone:", " ".join(f"{noise} {share:.3f}" for noise, share
                                   in result["noise-alone"].items()))
    print("edges at 20 dB, ms:", result["edges-ms"]["20"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--programs", type=pathlib.Path,
                        default=pathlib.Path("build/benchmarks"))
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    result = report(load(arguments.folder,
                         Programs(folder=arguments.programs)))
    show(result)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
