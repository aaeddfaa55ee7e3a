#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""score-people.py RECORDINGS [--programs BUILD/benchmarks] [--every N] [--threshold P]: detectors on people.

RECORDINGS is a folder as elements/design/vad/people.py reads it; only its test
half is used. Prints a table: a column for each detector that is installed, a
row for each figure. Frames are 30 ms. Scores of peers may be late by up to
three frames: each peer is judged at its best delay on the clean recordings.
Silero VAD and WebRTC's need the Python packages onnxruntime, silero-vad and
webrtcvad. --every 3 uses each third recording. Speech is a score from the
threshold on, 0.5 by default.
"""

import argparse
import importlib.util
import pathlib

import numpy as np

from conditions import Clip, TOP, make_conditions
from audio import FRAME, RATE_HZ
from features import run
from score import area

RMG = "rmg"
THRESHOLD = 0.5
MOST_LATE = 3
WITH_F1 = ("clean", "20 dB", "10 dB", "5 dB", "0 dB")
WITH_MISSES = ("clean", "10 dB", "pitch +5", "room", "room 10 dB")


def score_silero(sound):
    import onnxruntime
    if not hasattr(score_silero, "model"):
        where = importlib.util.find_spec("silero_vad").submodule_search_locations[0]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        score_silero.model = onnxruntime.InferenceSession(
            f"{where}/data/silero_vad.onnx", options, providers=["CPUExecutionProvider"])
    state, last = np.zeros((2, 1, 128), np.float32), np.zeros(64, np.float32)
    said = []
    for i in range(0, sound.size - 511, 512):
        part = np.concatenate([last, sound[i:i + 512]])
        probability, state = score_silero.model.run(
            None, {"input": part[None], "state": state, "sr": np.array(RATE_HZ)})
        said.append(probability[0, 0])
        last = sound[i + 448:i + 512]
    at = np.minimum((np.arange(sound.size // FRAME) * FRAME + FRAME // 2) // 512, len(said) - 1)
    return np.array(said, np.float32)[at]


def score_webrtc(sound):
    import webrtcvad
    detectors = [webrtcvad.Vad(mode) for mode in range(4)]
    samples = np.clip(sound * 32768, -32768, 32767).astype("<i2")
    frames = [samples[i:i + FRAME].tobytes() for i in range(0, samples.size - FRAME + 1, FRAME)]
    return np.array([sum(detector.is_speech(frame, RATE_HZ) for detector in detectors) / 4
                     for frame in frames], np.float32)


PEERS = {"silero": (score_silero, "silero_vad"), "webrtc": (score_webrtc, "webrtcvad")}


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
    for name, (score, module) in PEERS.items():
        if importlib.util.find_spec(module):
            figures[name], late[name] = judge(name, score, conditions, options.threshold)
    show(figures)
    print("late by frames of 30 ms:", late)


if __name__ == "__main__":
    main()
