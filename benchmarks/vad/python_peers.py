# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Detectors that are Python packages: silero-vad with onnxruntime, earshot, webrtcvad.

A detector takes floats of 16 kHz and returns a score for each whole frame of
30 ms. Those whose packages are missing are left out.
"""

import importlib.metadata
import importlib.util
import time

import numpy as np

RATE_HZ = 16000
FRAME = 480
SILERO_STEP, SILERO_PAST = 512, 64
EARSHOT_STEP = 256
COST_S = 12  # of noise
ROUNDS = 5


def spread_steps(said, step, n_samples):
    """Return the score at the middle of each frame, of scores for each step."""
    middle = np.arange(n_samples // FRAME) * FRAME + FRAME // 2
    return np.array(said, np.float32)[np.minimum(middle // step, len(said) - 1)]


class Silero:
    """Silero VAD: a network in ONNX, steps of 32 ms."""
    packages = ("silero_vad", "onnxruntime")

    def __init__(self):
        import onnxruntime
        where = importlib.util.find_spec("silero_vad").submodule_search_locations[0]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.network = onnxruntime.InferenceSession(
            f"{where}/data/silero_vad.onnx", options, providers=["CPUExecutionProvider"])

    def __call__(self, sound):
        state, past = np.zeros((2, 1, 128), np.float32), np.zeros(SILERO_PAST, np.float32)
        rate, said = np.array(RATE_HZ), []
        for i in range(0, sound.size - SILERO_STEP + 1, SILERO_STEP):
            part = np.concatenate([past, sound[i:i + SILERO_STEP]])
            probability, state = self.network.run(
                None, {"input": part[None], "state": state, "sr": rate})
            said.append(probability[0, 0])
            past = part[-SILERO_PAST:]
        return spread_steps(said, SILERO_STEP, sound.size)


class Earshot:
    """Earshot: a small network in Rust, steps of 16 ms."""
    packages = ("earshot",)

    def __call__(self, sound):
        import earshot
        detector = earshot.Detector()
        clipped = np.clip(sound, -1, 1).astype(np.float32)
        said = [detector.predict_f32(clipped[i:i + EARSHOT_STEP])
                for i in range(0, sound.size - EARSHOT_STEP + 1, EARSHOT_STEP)]
        return spread_steps(said, EARSHOT_STEP, sound.size)


class WebRtc:
    """The detector of WebRTC: the mean of its four modes, frames of 30 ms."""
    packages = ("webrtcvad",)
    modes = range(4)

    def __call__(self, sound):
        import webrtcvad
        detectors = [webrtcvad.Vad(mode) for mode in self.modes]
        samples = np.clip(sound * 32768, -32768, 32767).astype("<i2")
        frames = [samples[i:i + FRAME].tobytes()
                  for i in range(0, samples.size - FRAME + 1, FRAME)]
        return np.array([sum(detector.is_speech(frame, RATE_HZ) for detector in detectors)
                         / len(detectors) for frame in frames], np.float32)


PEERS = {"silero": Silero, "earshot": Earshot, "webrtc": WebRtc}


def open_installed():
    """Return name -> detector of those whose packages are installed."""
    return {name: peer() for name, peer in PEERS.items()
            if all(importlib.util.find_spec(package) for package in peer.packages)}


def find_version(detector):
    for name in (detector.packages[0], detector.packages[0].replace("_", "-"), "webrtcvad-wheels"):
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return "unknown"


def measure_cost(detector):
    """Return ns of CPU for each frame, of each round, with the calls from Python."""
    sound = np.random.default_rng(1).standard_normal(COST_S * RATE_HZ).astype(np.float32) * 0.1
    detector(sound[:RATE_HZ])
    rounds = []
    for _ in range(ROUNDS):
        start = time.thread_time_ns()
        frames = detector(sound).size
        rounds.append((time.thread_time_ns() - start) / frames)
    return rounds
