#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Make speech.flac and speech.json: three voices, pauses, a noisy room.

make-speech.py [FOLDER]     needs espeak-ng, sox and flac

The voices are synthesised, so start and end of each are known to the
sample before the noise is added; speech.json holds these places in seconds.
The same versions of the tools write the same files, byte for byte.
"""

import array
import json
import math
import pathlib
import random
import subprocess
import sys

RATE_HZ = 48000
LENGTH_S = 14.0
SEED = 20
SPEECH_PEAK = 0.35  # of full scale
NOISE_RMS = 0.004  # of full scale, some 20 dB under the speech
HUM_HZ = 50.0
HUM_PEAK = 0.001  # of full scale
EDGE_FRAME_S = 0.005
EDGE_DB = -30.0  # under the loudest frame; the noise covers quieter frames

# start in seconds, espeak-ng voice, words a minute, place from 0 (left) to 1
UTTERANCES = (
    (1.0, "en-us", 150, 0.35, "Somebody speaks in a noisy room."),
    (4.4, "en-gb+f3", 160, 0.65, "A second voice answers after a pause."),
    (8.2, "en-gb-scotland+m7", 145, 0.5,
     "The third one is slower, and it ends the recording."),
)


def synthesise(voice, words_per_minute, text):
    """Return the samples of one utterance, mono, -1 to 1, at RATE_HZ."""
    speak = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", str(words_per_minute), "--stdout", text],
        check=True, stdout=subprocess.PIPE)
    # --stdout cannot know the length: sox reads on to the end (--ignore-length)
    raw = subprocess.run(
        ["sox", "--ignore-length", "-t", "wav", "-", "-D", "-t", "f32", "-",
         "gain", "-2", "rate", "-v", str(RATE_HZ)],
        input=speak.stdout, check=True, stdout=subprocess.PIPE)
    samples = array.array("f")
    samples.frombytes(raw.stdout)
    return samples


def find_edges(samples):
    """Return the first audible frame, and the frame after the last one."""
    size = int(EDGE_FRAME_S * RATE_HZ)
    powers = [sum(s * s for s in samples[at:at + size])
              for at in range(0, len(samples) - size + 1, size)]
    floor = max(powers) * 10 ** (EDGE_DB / 10)
    loud = [i for i, power in enumerate(powers) if power >= floor]
    return loud[0] * size, (loud[-1] + 1) * size


def pink_noise(rng, n_frames):
    """Return noise of 3 dB less per octave: four low-passes over white noise."""
    low = [0.0] * 4
    corners = (0.001, 0.01, 0.1, 0.6)  # share of the way to the new value
    noise = array.array("f")
    for _ in range(n_frames):
        white = rng.gauss(0.0, 1.0)
        for i, corner in enumerate(corners):
            low[i] += corner * (white - low[i])
        noise.append(sum(x / math.sqrt(c) for x, c in zip(low, corners)))
    rms = math.sqrt(sum(x * x for x in noise) / n_frames)
    return array.array("f", (x * NOISE_RMS / rms for x in noise))


def make_room(rng, n_frames):
    """Return left and right: noise, much of it common to both, and hum."""
    both, left, right = (pink_noise(rng, n_frames) for _ in range(3))
    step = 2 * math.pi * HUM_HZ / RATE_HZ
    for i in range(n_frames):
        common = 0.8 * both[i] + HUM_PEAK * math.sin(step * i)
        left[i] = common + 0.6 * left[i]
        right[i] = common + 0.6 * right[i]
    return left, right


def add_utterance(room, start_s, samples, place):
    """Mix one utterance into the room; return its start and end in frames."""
    first, last = find_edges(samples)
    gain = SPEECH_PEAK / max(abs(s) for s in samples)
    angle = place * math.pi / 2
    gains = gain * math.cos(angle) * math.sqrt(2), gain * math.sin(angle) * math.sqrt(2)
    start = round(start_s * RATE_HZ)
    for side, side_gain in zip(room, gains):
        for i in range(first, last):
            side[start + i - first] += side_gain * samples[i]
    return start, start + last - first


def write_flac(path, room):
    """Write both sides as 16 bit, rounded; the noise is dither enough."""
    pcm = array.array("h", (
        max(-32768, min(32767, round(32768 * side[i])))
        for i in range(len(room[0])) for side in room))
    if sys.byteorder == "big":
        pcm.byteswap()
    subprocess.run(
        ["flac", "--silent", "--force", "-8", "--force-raw-format", "--endian=little",
         "--sign=signed", "--channels=2", "--bps=16", f"--sample-rate={RATE_HZ}",
         f"--output-name={path}", "-"], input=pcm.tobytes(), check=True)


def main():
    default = pathlib.Path(__file__).resolve().parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    room = make_room(random.Random(SEED), round(LENGTH_S * RATE_HZ))
    segments = []
    for start_s, voice, speed, place, text in UTTERANCES:
        start, end = add_utterance(room, start_s, synthesise(voice, speed, text), place)
        segments.append({"start": start / RATE_HZ, "end": end / RATE_HZ,
                         "voice": voice, "text": text})
    write_flac(folder / "speech.flac", room)
    (folder / "speech.json").write_text(
        json.dumps({"rate_hz": RATE_HZ, "length_s": LENGTH_S, "segments": segments},
                   indent=2) + "\n")


if __name__ == "__main__":
    main()
