#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Writes the test half: WAV files, labels, and an index of them.

corpus.py test FOLDER [--seconds 90] [--seed 7]

FOLDER/index.json lists {"audio", "labels", "levels", "voice", "noise",
"snr-db", "rate-hz"}; "voice" is synthetic, recorded or none, "snr-db" is null
where there is no voice. A label file has one "start end" in seconds a line,
the speech between two pauses; a level file has one line for each 30 ms
frame, the dry voice in dB under its loudest frame.

The ratio is that of the mean powers of the dry voice and of the noise over
the whole file, pauses included; the level of both together moves by +-10 dB.
The same voices, pauses and noise are used at every ratio, so that the rows of
a table differ in nothing else.
"""

import argparse
import dataclasses
import json
import multiprocessing
import pathlib

import numpy as np

import audio
import labels
import music_test
import noises_test
import rooms
import voices
from audio import FRAME, RATE_HZ, db
from bank import babble

SNRS_DB = (20, 10, 5, 0)
MEAN_NOISES = ("white", "pink", "brown", "hum", "babble", "music", "clicks")
NOISES = MEAN_NOISES + (noises_test.UNSEEN,)
KINDS = ("synthetic", "recorded")
PHRASES = {"synthetic": 260, "recorded": 400}
SPEECH_DB = {"synthetic": -40.0, "recorded": -25.0}
LEVEL_SWING_DB = 10.0
PIECE = 15 * RATE_HZ


@dataclasses.dataclass(frozen=True, kw_only=True)
class Job:
    """All files of one noise and one kind of voice."""
    folder: pathlib.Path
    noise: str
    voice: str
    seconds: int
    seed: int


def phrases_of(rng: np.random.Generator, kind: str) -> list[np.ndarray]:
    make = voices.synthetic if kind == "synthetic" else voices.recorded
    return make(rng, "test", PHRASES[kind])


def lay_out(rng: np.random.Generator, phrases: list[np.ndarray], n: int,
            ) -> np.ndarray:
    """Phrases, each with its loudest frame at 0 dB, and pauses."""
    x = np.zeros(n, np.float32)
    at = int(rng.uniform(0.3, 2.0) * RATE_HZ)
    while at < n:
        phrase = phrases[rng.integers(len(phrases))]
        part = phrase[:n - at] / db(float(labels.levels(phrase).max()))
        x[at:at + part.size] = part
        at += phrase.size + int(rng.uniform(0.2, 3.0) * RATE_HZ)
    return x


def crowds(rng: np.random.Generator, n: int) -> np.ndarray:
    """Babble of synthetic voices: two recorded ones make no crowd."""
    phrases = phrases_of(rng, "synthetic")
    return np.concatenate([
        babble(rng, phrases, min(PIECE, n - start),
               int(rng.choice([6, 8, 10, 16])))
        for start in range(0, n, PIECE)])


def noise_of(rng: np.random.Generator, name: str, n: int) -> np.ndarray:
    """A noise at RMS 1; another piece or crowd every 15 s."""
    if name in noises_test.FAMILIES:
        return noises_test.FAMILIES[name](rng, n)
    if name == "babble":
        return crowds(rng, n)
    return np.concatenate([music_test.piece(rng, min(PIECE, n - start))
                           for start in range(0, n, PIECE)])


def write_labels(job: Job, name: str, dry: np.ndarray) -> None:
    level_db = labels.levels(dry)
    speech = labels.fill_gaps(level_db > SPEECH_DB.get(job.voice, 0.0))
    (job.folder / f"{name}.txt").write_text("".join(
        f"{a * FRAME / RATE_HZ:.3f} {b * FRAME / RATE_HZ:.3f}\n"
        for a, b in labels.segments(speech)))
    (job.folder / f"{name}.levels").write_text(
        "".join(f"{max(value, -99.0):.1f}\n" for value in level_db))


def write(job: Job, snr_db: int | None, x: np.ndarray, dry: np.ndarray,
          gain: np.ndarray) -> dict[str, object]:
    """Write one file with its labels; return its entry of the index."""
    name = f"{job.voice}-{job.noise}" + (
        "" if snr_db is None else f"-{snr_db}dB")
    x = x * gain
    audio.write_wav(job.folder / f"{name}.wav", x * (0.9 / np.abs(x).max()))
    write_labels(job, name, dry)
    return {"audio": f"{name}.wav", "labels": f"{name}.txt",
            "levels": f"{name}.levels", "voice": job.voice,
            "noise": job.noise, "snr-db": snr_db, "rate-hz": RATE_HZ}


def run(job: Job) -> list[dict[str, object]]:
    """Makes the files of one job from seeds that only its names decide."""
    seed = [job.seed, NOISES.index(job.noise), len(job.voice)]
    rng = np.random.default_rng(seed)
    n = job.seconds * RATE_HZ // FRAME * FRAME
    noise = noise_of(rng, job.noise, n)
    gain = rooms.swing(rng, n, LEVEL_SWING_DB)
    if job.voice == "none":
        return [write(job, None, noise, np.zeros(n, np.float32), gain)]
    dry = lay_out(rng, phrases_of(rng, job.voice), n)
    loudness = audio.rms(dry)
    return [write(job, snr_db, dry + loudness * db(-snr_db) * noise, dry,
                  gain) for snr_db in SNRS_DB]


def make_test(folder: pathlib.Path, seconds: int, seed: int) -> None:
    """Writes the whole test half."""
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [Job(folder=folder, noise=noise, voice=voice, seconds=seconds,
                seed=seed)
            for noise in NOISES for voice in KINDS + ("none",)]
    with multiprocessing.Pool(2) as pool:
        files = [file for files in pool.imap(run, jobs) for file in files]
    (folder / "index.json").write_text(json.dumps(files, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("half", choices=("test",))
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=90)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    make_test(arguments.folder, arguments.seconds, arguments.seed)


if __name__ == "__main__":
    main()
