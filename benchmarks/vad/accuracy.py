#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Accuracy of detectors of voice activity.

Every detector of bench-vad, and those of python_peers.py that are installed, run on the test half of the corpus of
elements/design/vad, which is generated if missing, and is scored by the rules of
score.py in that folder. Scores of peers may be late by up to three frames: each
peer is scored at its best delay. Prints one JSON line for each detector,
kind of voice and ratio of speech to noise: the area under the ROC curve, over
all noises and for each, and the curve itself, the mean over the noises at equal
false alarms; and lines about the decisions of the adaptive engine.
"""

import argparse
import dataclasses
import functools
import hashlib
import json
import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(os.path.abspath(__file__)).parents[2]
TRAINING = TOP / "elements/design/vad"
RMG = "rmg adaptive"
MOST_LATE = 3  # frames
SECONDS, QUICK_SECONDS = 90, 15  # of each file
FALSE_ALARMS = (0, .002, .005, .01, .02, .03, .04, .06, .08, .1, .13, .16, .2, .25, .3, .4, .5,
                .6, .8, 1)

sys.path.insert(0, str(TRAINING))
import numpy as np  # noqa: E402  # after the path

import audio  # noqa: E402
import python_peers  # noqa: E402
import score  # noqa: E402
from corpus import KINDS, MEAN_NOISES, SNRS_DB  # noqa: E402


def make_corpus(folder, seconds):
    """Generate the test half unless it exists in this length and from this code."""
    code = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(TRAINING.glob("*.py"))))
    mark = folder / f"made-{seconds}-s-{code.hexdigest()[:16]}"
    if not mark.exists():
        subprocess.run([sys.executable, "-B", TRAINING / "corpus.py", "test", folder, "--seconds",
                        str(seconds)], check=True, stdout=sys.stderr)
        mark.touch()


def list_detectors(program):
    """Return the names of the detectors that were installed at build time."""
    run = subprocess.run([program, "--quick"], stdout=subprocess.PIPE, check=True, text=True)
    rows = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    return [row["detector"] for row in rows if row["state"] == "measured"]


def run_program(program, detector, sound):
    """Return the scores of a detector of bench-vad."""
    run = subprocess.run([program, f"--scores={detector}"], check=True, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, input=sound.astype(np.float32).tobytes())
    return np.frombuffer(run.stdout, np.float32)


def listen(find_scores, folder, entry):
    """Return the scores of a detector for one file, as input of score.py."""
    sound, _ = audio.decode_wav(folder / entry["audio"])
    said = find_scores(sound)
    level_db = np.loadtxt(folder / entry["levels"], dtype=np.float32)
    n = min(said.size, level_db.size)
    return score.File(voice=entry["voice"], noise=entry["noise"], snr_db=entry["snr-db"],
                      probability=said[:n], level_db=level_db[:n])


def name_peer(name):
    """The name beside the detectors of bench-vad, whose WebRTC is another package."""
    return f"{name} (Python)"


def list_python_peers():
    return {name_peer(name): peer for name, peer in python_peers.open_installed().items()}


def find_spread(rounds):
    p5, median, p95 = np.percentile(rounds, (5, 50, 95))
    return {"median": round(median, 1), "p5": round(p5, 1), "p95": round(p95, 1),
            "rounds": len(rounds)}


def find_cost(name, peer):
    """Return a row as bench-vad prints it."""
    return {"detector": name, "library": peer.packages[0], "settings": peer.__doc__,
            "state": "measured", "version": python_peers.find_version(peer),
            "ns_per_30ms": find_spread(python_peers.measure_cost(peer))}


def make_earlier(file, n_frames):
    """Return a file with its scores moved by n_frames to the front."""
    n = file.probability.size - n_frames
    return dataclasses.replace(file, probability=file.probability[n_frames:],
                               level_db=file.level_db[:n])


def align(files):
    """Return the files moved by the delay with the largest area, and that delay."""
    def find_area(late):
        earlier = [make_earlier(file, late) for file in files]
        rows = score.areas(earlier, "synthetic", score.MAIN_RULE["synthetic"])
        return sum(row["mean"] for row in rows.values())

    late = max(range(MOST_LATE + 1), key=find_area)
    return [make_earlier(file, late) for file in files], late


def find_hits(said, speech):
    """Return the share of detected speech at each of FALSE_ALARMS."""
    order = np.argsort(-said, kind="stable")
    alarms = np.concatenate(([0], np.cumsum(~speech[order]) / (~speech).sum()))
    hits = np.concatenate(([0], np.cumsum(speech[order]) / speech.sum()))
    ends = np.append(np.diff(said[order]) != 0, True)  # equal scores come together
    kept = np.concatenate(([True], ends))
    return np.interp(FALSE_ALARMS, alarms[kept], hits[kept])


def find_curve(files, voice, snr_db, rule):
    curves = [find_hits(*score.pick(files, voice, noise, snr_db, rule)) for noise in MEAN_NOISES]
    return [round(float(value), 4) for value in np.mean(curves, axis=0)]


def judge(detector, files, late):
    """Yield the rows of one detector with its delay in frames."""
    for voice in KINDS:
        rule = score.MAIN_RULE[voice]
        for snr_db, row in score.areas(files, voice, rule).items():
            yield {"accuracy": detector, "voice": voice, "rule": rule, "late_frames": late,
                   "snr_db": int(snr_db),
                   "mean": row["mean"], "worst": row["worst"], "worst_noise": row["worst-noise"],
                   "noises": row["noises"], "false_alarms": FALSE_ALARMS,
                   "hits": find_curve(files, voice, int(snr_db), rule)}


def judge_decisions(files):
    """Yield the decisions of the adaptive engine at its default threshold."""
    for voice in KINDS:
        for snr_db, row in score.decisions(files, voice).items():
            yield {"decisions": RMG, "voice": voice, "snr_db": int(snr_db), "f1": row["f1"],
                   "miss": row["miss"], "false_alarm": row["false-alarm"]}
    yield {"noise_alone": RMG, "false_alarms": score.noise_alone(files)}
    edges = score.edges_ms(files, max(SNRS_DB))
    yield {"edges": RMG, "snr_db": max(SNRS_DB), "start_ms": edges["start"],
           "end_ms": edges["end"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", type=pathlib.Path, default=TOP / "build/bench")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    seconds = QUICK_SECONDS if options.quick else SECONDS
    folder = options.build / f"vad-corpus-{seconds}-s"
    program = options.build / "benchmarks/vad/bench-vad"

    make_corpus(folder, seconds)
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    detectors = {name: functools.partial(run_program, program, name)
                 for name in list_detectors(program)}
    peers = list_python_peers()
    for name, peer in peers.items():
        print(json.dumps(find_cost(name, peer)), flush=True)
    for detector, find_scores in (detectors | peers).items():
        files = [listen(find_scores, folder, entry) for entry in index]
        files, late = (files, 0) if detector == RMG else align(files)
        rows = list(judge(detector, files, late))
        if detector == RMG:
            rows += judge_decisions(files)
        print("\n".join(json.dumps(row) for row in rows), flush=True)


if __name__ == "__main__":
    main()
