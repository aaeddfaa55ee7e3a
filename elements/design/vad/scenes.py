# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Voices of people in time: a speech, a talk of several, single words.

A scene is the voices alone, as they are heard, with the target of each frame.
"""

import dataclasses

import numpy as np

import audio
import rooms
from audio import FRAME, RATE_HZ, db
from people import Recording

LOUDEST_PITCH = 140  # per cent of the speed of a record: a child
EDGE_FRAMES = 1
WORD_FRAMES = (6, 40)


@dataclasses.dataclass(kw_only=True)
class Scene:
    """Voices in time, the wanted probability of a frame and its weight."""
    heard: np.ndarray
    wanted: np.ndarray
    weight: np.ndarray


def empty(n: int) -> Scene:
    return Scene(heard=np.zeros(n, np.float32), wanted=np.zeros(n // FRAME, np.float32),
                 weight=np.ones(n // FRAME, np.float32))


def measure_level(recording: Recording) -> float:
    """Return the RMS of the speech of a recording."""
    heard = np.repeat(recording.speech > 0.5, FRAME)
    return audio.rms(recording.sound[heard]) if heard.any() else 1.0


def weigh(recording: Recording) -> np.ndarray:
    """Return 0 for frames that are unknown, less than 1 at the edges of speech."""
    edge = np.convolve(np.abs(np.diff(recording.speech, prepend=recording.speech[:1])),
                       np.ones(2 * EDGE_FRAMES + 1), "same") > 0
    return np.where(recording.known < 1, 0.0, np.where(edge, 0.5, 1.0)).astype(np.float32)


def vary(rng: np.random.Generator, recording: Recording, share: float) -> Recording:
    """Play the record slower or faster: other mouths, up to a child's."""
    if rng.random() >= share:
        return recording
    speed = int(rng.choice([rng.integers(85, 121), rng.integers(121, LOUDEST_PITCH + 1)]))
    sound = audio.resample(recording.sound, 100, speed)
    frames = sound.size // FRAME
    at = np.minimum(np.arange(frames) * speed // 100, recording.speech.size - 1)
    return Recording(name=recording.name, sound=sound[:frames * FRAME],
                     speech=recording.speech[at],
                     known=recording.known[at])


def cut(recording: Recording, first: int, n_frames: int) -> Recording:
    end = first + n_frames
    return Recording(name=recording.name, sound=recording.sound[first * FRAME:end * FRAME],
                     speech=recording.speech[first:end], known=recording.known[first:end])


def add(scene: Scene, recording: Recording, first: int, gain: float) -> int:
    """Put a recording at a frame, over earlier ones; return the frame after it."""
    n = min(recording.speech.size, scene.wanted.size - first)
    sound = recording.sound[:n * FRAME].copy()
    ramp = np.linspace(0.0, 1.0, min(80, sound.size), dtype=np.float32)
    sound[:ramp.size] *= ramp
    sound[sound.size - ramp.size:] *= ramp[::-1]
    scene.heard[first * FRAME:first * FRAME + sound.size] += gain * sound
    place = slice(first, first + n)
    speech, weight = recording.speech[:n], weigh(recording)[:n]
    sure = scene.wanted[place] == 1
    scene.weight[place] = np.where(sure | (speech == 1), 1.0,
                                   np.minimum(scene.weight[place], weight))
    scene.wanted[place] = np.maximum(scene.wanted[place], speech)
    return first + n


def pick(rng: np.random.Generator, recordings: list[Recording]) -> Recording:
    """Return a recording or at most ten seconds of it."""
    chosen = recordings[rng.integers(len(recordings))]
    longest = 10 * RATE_HZ // FRAME
    if chosen.speech.size > longest:
        return cut(chosen, int(rng.integers(0, chosen.speech.size - longest)), longest)
    return chosen


def start_frame(rng: np.random.Generator) -> int:
    """At once, within a second, or after a long quiet start."""
    return int(rng.choice([0.0, rng.uniform(0, 1), rng.uniform(1, 9)], p=[0.25, 0.45, 0.3])
               * RATE_HZ / FRAME)


def read_aloud(rng: np.random.Generator, recordings: list[Recording], n: int) -> Scene:
    """One recording after another, with pauses, each at a level of its own."""
    scene, at = empty(n), start_frame(rng)
    spread_db = rng.choice([0.0, 3.0, 9.0], p=[0.4, 0.4, 0.2])
    while at < scene.wanted.size:
        recording = vary(rng, pick(rng, recordings), 0.35)
        gain = db(rng.uniform(-spread_db, spread_db)) / measure_level(recording)
        at = add(scene, recording, at, gain) + int(rng.uniform(0, 3.0) * RATE_HZ / FRAME)
    return scene


def single_words(rng: np.random.Generator, recordings: list[Recording], n: int) -> Scene:
    """Words cut out of recordings, between long pauses."""
    scene, at = empty(n), start_frame(rng)
    while at < scene.wanted.size:
        recording = pick(rng, recordings)
        edges = np.flatnonzero(np.diff(np.concatenate(([0], recording.speech > 0.5, [0]))))
        spans = [(a, b - a) for a, b in zip(edges[::2], edges[1::2])
                 if WORD_FRAMES[0] <= b - a <= WORD_FRAMES[1]]
        if not spans:
            continue
        first, length = spans[rng.integers(len(spans))]
        word = vary(rng, cut(recording, int(first), int(length)), 0.35)
        gain = db(rng.uniform(-4.0, 4.0)) / audio.rms(word.sound)
        at = add(scene, word, at, gain) + int(rng.uniform(0.5, 3.0) * RATE_HZ / FRAME)
    return scene


def talk(rng: np.random.Generator, recordings: list[Recording], n: int) -> Scene:
    """A meeting: two to five people in one room, each at another distance."""
    total = empty(n)
    for _ in range(int(rng.integers(2, 6))):
        one = empty(n)
        voice = vary(rng, pick(rng, recordings), 0.3)
        gain = db(rng.uniform(-14.0, 0.0)) / measure_level(voice)
        at = int(rng.uniform(0, 6.0) * RATE_HZ / FRAME)
        while at < one.wanted.size:
            longest = int(rng.uniform(0.6, 8.0) * RATE_HZ / FRAME)
            first = int(rng.integers(0, max(1, voice.speech.size - longest)))
            at = add(one, cut(voice, first, longest), at, gain)
            at += int(rng.exponential(4.0) * RATE_HZ / FRAME)
        total.heard += rooms.place_far(rng, one.heard)
        sure = (total.wanted == 1) | (one.wanted == 1)
        total.weight = np.where(sure, 1.0, np.minimum(total.weight, one.weight))
        total.wanted = np.maximum(total.wanted, one.wanted)
    return total


KINDS = {read_aloud: 0.48, single_words: 0.26, talk: 0.26}


def make(rng: np.random.Generator, recordings: list[Recording], n: int) -> Scene:
    kinds = list(KINDS)
    return kinds[rng.choice(len(kinds), p=list(KINDS.values()))](rng, recordings, n)
