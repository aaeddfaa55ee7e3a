#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""score-people.py RECORDINGS [--programs BUILD/benchmarks] [--every N] [--threshold P]: detectors on people.

RECORDINGS is a folder as elements/design/vad/people.py reads it; only its test
half is used. Prints a table: a column for each detector that is installed, a
row for each figure. Frames are 30 ms. Scores of peers may be late by up to
three frames: each peer is judged at its best delay on the clean recordings.
Silero VAD, Earshot and WebRTC's are those of python_peers.py. --every 3 uses each third recording. Speech is a score from the
threshold on, 0.5 by default.
"""

import argparse
import pathlib

import numpy as np

import python_peers
from conditions import Clip, TOP, make_conditions
from audio import FRAME, RATE_HZ
from features import run
from score import area

RMG = "rmg"
THRESHOLD = 0.5
MOST_LATE = 3
WITH_F1 = ("clean", "20 dB", "10 dB", "5 dB", "0 dB")
WITH_MISSES = ("clean", "10 dB", "pitch +5", "room", "room 10 dB")


def listen(score, clips):
    said = [score(clip.sound)[:clip.speech.size] for clip in clips]
    return [np.pad(x, (0, clip.speech.size - x.size), "edge") for x, clip in zip(said, clips)]


def delay(said, n):
    return [np.concatenate([x[n:], np.repeat(x[-1:], min(n, x.size))]) for x in said]


def gather(said, clips):
    counts = np.concatenate([clip.counts for clip in clips])
    return (np.concatenate(said)[counts],
            np.concatenate([clip.speech for clip in clips])[counts])


def find_f1(said, speech, threshold):
    found = said >= threshold
    return 2 * (found & speech).sum() / (found.sum() + speech.sum())


def first_second(said, clips):
    n = 33
    return ([x[:n] for x in said],
            [Clip(sound=clip.sound, speech=clip.speech[:n], counts=clip.counts[:n])
             for clip in clips])


def find_figures(condition, said, clips, threshold):
    """Yield name and value of each figure of a condition."""
    scores, speech = gather(said, clips)
    if condition.startswith(("before", "noise", "music", "throb", "pink")):
        yield f"{condition}: called speech, %", 100 * np.mean(scores[~speech] >= threshold)
        return
    if condition.startswith("words"):
        yield f"{condition}: missed, %", 100 * np.mean(scores[speech] < threshold)
        yield f"{condition}: pauses called speech, %", 100 * np.mean(scores[~speech] >= threshold)
        return
    yield f"{condition}: area", area(scores, speech)
    if condition in WITH_F1:
        yield f"{condition}: F1", find_f1(scores, speech, threshold)
    if condition in WITH_MISSES:
        yield f"{condition}: missed, %", 100 * np.mean(scores[speech] < threshold)
        yield f"{condition}: pauses called speech, %", 100 * np.mean(scores[~speech] >= threshold)
    if condition == "clean":
        yield "first second: area", area(*gather(*first_second(said, clips)))


def judge(name, score, conditions, threshold):
    """Return figure -> value of one detector, and its delay in frames."""
    clean = conditions["clean"]
    said = listen(score, clean)
    late = 0 if name == RMG else max(range(MOST_LATE + 1),
                                     key=lambda n: area(*gather(delay(said, n), clean)))
    figures = {}
    for condition, clips in conditions.items():
        said = delay(listen(score, clips), late)
        figures.update(find_figures(condition, said, clips, threshold))
    return figures, late


def show(figures):
    print(f"{'':38}" + "".join(f"{name:>9}" for name in figures))
    for row in next(iter(figures.values())):
        values = (rows[row] for rows in figures.values())
        form = "9.1f" if row.endswith("%") else "9.3f"
        print(f"{row:38}" + "".join(format(value, form) for value in values))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("recordings", type=pathlib.Path)
    parser.add_argument("--programs", type=pathlib.Path, default=TOP / "build/bench/benchmarks")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    options = parser.parse_args()
    program = options.programs / "vad-probabilities"
    conditions = make_conditions(options.recordings, options.every)
    figures, late = {}, {}
    figures[RMG], _ = judge(RMG, lambda x: run(program, x, RATE_HZ), conditions, options.threshold)
    for name, score in python_peers.open_installed().items():
        figures[name], late[name] = judge(name, score, conditions, options.threshold)
    show(figures)
    print("late by frames of 30 ms:", late)


if __name__ == "__main__":
    main()
