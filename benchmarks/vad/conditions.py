# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Recordings of people under many conditions, for the scores of detectors."""

import dataclasses
import pathlib
import sys

import numpy as np

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "elements/design/vad"))

import people  # noqa: E402
from audio import FRAME, RATE_HZ, band, db, resample, rms, shaped  # noqa: E402

LONGEST = 12 * RATE_HZ
SNRS_DB = (20, 10, 5, 0)
FLOORS_DB = (-20, -30, -40, -50, -60, -70)
GAINS_DB = (-60, -40, -20, 20)
LEAD = 3 * RATE_HZ  # of room tone before a first word
WORD_FRAMES = 34
TALK_FRAMES = 1000  # 30 s
TALKERS = 3
ROOM_NOISE_DB = -10.0  # under the loudest talker


@dataclasses.dataclass(kw_only=True)
class Clip:
    sound: np.ndarray
    speech: np.ndarray  # per frame
    counts: np.ndarray


def to_clip(recording, gain=1.0):
    n = min(recording.sound.size, LONGEST)
    frames = n // FRAME
    known = (recording.known[:frames] == 1) & np.isin(recording.speech[:frames], (0, 1))
    return Clip(sound=recording.sound[:n] * gain, speech=recording.speech[:frames] > 0.5,
                counts=known)


def measure_speech(clip):
    heard = np.repeat(clip.speech, FRAME)
    return rms(clip.sound[:heard.size][heard]) if heard.any() else 1e-3


def change(clip, sound):
    return dataclasses.replace(clip, sound=sound.astype(np.float32))


def add(clip, noise, snr_db):
    """Return the clip with noise at a ratio to its speech."""
    level = measure_speech(clip) * db(-snr_db)
    return change(clip, clip.sound + level * noise[:clip.sound.size] / rms(noise))


def pick_noise(rng, noises, n):
    noise = noises[rng.integers(len(noises))]
    while True:
        x = np.tile(noise, n // noise.size + 2)
        start = rng.integers(noise.size)
        if rms(x[start:start + n]) > 1e-4:
            return x[start:start + n]


def make_babble(rng, recordings, n):
    x = np.zeros(n, np.float32)
    for _ in range(6):
        parts = []
        while sum(part.size for part in parts) < n:
            recording = recordings[rng.integers(len(recordings))]
            heard = np.repeat(recording.speech > 0.5, FRAME)
            parts.append(recording.sound[heard] / rms(recording.sound[heard]))
        x += np.concatenate(parts)[:n]
    return x


def room_tone(rng, n):
    return shaped(rng, n, np.maximum(np.linspace(0, RATE_HZ / 2, 513), 80.0) ** -0.6)


def lead_in(rng, clip, level_db):
    """Return the clip after LEAD of room tone at a level under full scale."""
    tone = room_tone(rng, LEAD + clip.sound.size) * db(level_db)
    quiet = np.zeros(LEAD // FRAME, bool)
    sound = np.concatenate([np.zeros(LEAD, np.float32), clip.sound]) + tone
    return Clip(sound=sound.astype(np.float32), speech=np.concatenate([quiet, clip.speech]),
                counts=np.concatenate([~quiet, np.zeros_like(clip.counts)]))


def cut_words(recordings):
    """Return spans of speech of up to a second, with their frames."""
    words = []
    for recording in recordings:
        speech = recording.speech > 0.5
        edges = np.flatnonzero(np.diff(np.concatenate(([0], speech, [0]))))
        for a, b in zip(edges[::2], edges[1::2]):
            if 8 <= b - a <= WORD_FRAMES and recording.known[a:b].all():
                words.append(recording.sound[a * FRAME:b * FRAME])
    return words


def say_words(rng, words, floor_db):
    """Return twelve words with pauses of 0.7 to 2 s over a floor under the speech."""
    sounds, speech = [], []
    for i in rng.integers(0, len(words), 12):
        pause = int(rng.integers(24, 67))
        sounds += [np.zeros(pause * FRAME, np.float32), words[i] * 0.1 / rms(words[i])]
        speech += [np.zeros(pause, bool), np.ones(words[i].size // FRAME, bool)]
    sound, heard = np.concatenate(sounds), np.concatenate(speech)
    tone = room_tone(rng, sound.size) * 0.1 * db(floor_db)
    return Clip(sound=(sound + tone).astype(np.float32), speech=heard,
                counts=np.ones_like(heard))


def narrow(clip):
    return change(clip, resample(resample(clip.sound, 8000, RATE_HZ), RATE_HZ, 8000)[
        :clip.sound.size])


def make_room(rng, echo):
    """Return an impulse response of 0.5 s; echo is the RMS of its tail over the direct sound."""
    t = np.arange(RATE_HZ // 2) / RATE_HZ
    tail = rng.standard_normal(t.size) * 10.0 ** (-6.0 * t)
    tail *= echo / np.linalg.norm(tail)
    tail[0] = 1.0
    return tail


def convolve(sound, response):
    n = sound.size + response.size
    wet = np.fft.irfft(np.fft.rfft(sound, n) * np.fft.rfft(response, n), n)
    return wet[:sound.size]


def place(rng, clip):
    """Return the clip in a room, far from the microphone."""
    return change(clip, convolve(clip.sound, make_room(rng, 1.4)))


def hold_talk(rng, clips):
    """Return voices in one room, far from the microphone, that interrupt each other."""
    sound = np.zeros(TALK_FRAMES * FRAME)
    speech, counts = np.zeros(TALK_FRAMES, bool), np.ones(TALK_FRAMES, bool)
    for talker in range(TALKERS):
        response = make_room(rng, rng.uniform(2.0, 5.0))
        response *= db(rng.uniform(-12, 0)) / np.linalg.norm(response)
        at = int(rng.integers(0, 150)) + talker * 100
        while at < TALK_FRAMES:
            clip = clips[rng.integers(len(clips))]
            n = min(clip.speech.size, TALK_FRAMES - at, int(rng.integers(40, 200)))
            part = clip.sound[:n * FRAME] / measure_speech(clip)
            sound[at * FRAME:(at + n) * FRAME] += convolve(part, response)
            speech[at:at + n] |= clip.speech[:n]
            counts[at:at + n] &= clip.counts[:n]
            at += n + int(rng.integers(60, 400))
    noise = room_tone(rng, sound.size) * db(ROOM_NOISE_DB)
    return Clip(sound=(0.1 * (sound + noise)).astype(np.float32), speech=speech, counts=counts)


def raise_pitch(clip):
    """Return the clip played a third faster, five semitones up."""
    sound = resample(clip.sound, 3, 4)
    frames = sound.size // FRAME
    at = (np.arange(frames) * 4) // 3
    return Clip(sound=sound, speech=clip.speech[at], counts=clip.counts[at])


def throb(rng, n):
    t = np.arange(n) / RATE_HZ
    return room_tone(rng, n) * (1 + 0.5 * np.sin(2 * np.pi * 4 * t))


def alone(noise):
    frames = noise.size // FRAME
    sound = (noise * 0.05 / rms(noise)).astype(np.float32)
    return Clip(sound=sound, speech=np.zeros(frames, bool),
                counts=np.ones(frames, bool))


def make_conditions(folder, every):
    """Return name -> clips, from one seed for each name."""
    recordings = people.load_speech(folder, "test")[::every]
    sounds = people.load_sounds(folder / "noise", "test")
    noises = [x for name, x in sounds.items() if not name.startswith("music_")]
    clips = [to_clip(recording) for recording in recordings]
    clips = [clip for clip in clips if clip.speech.any()]
    words = cut_words(recordings)

    def noisy(clips, snr_db, seed=1):
        rng = np.random.default_rng(seed)
        return [add(clip, pick_noise(rng, noises, clip.sound.size), snr_db) for clip in clips]

    def each(make, seed=2):
        rng = np.random.default_rng(seed)
        return [make(rng, clip) for clip in clips]

    made = {"clean": clips}
    made |= {f"{snr} dB": noisy(clips, snr) for snr in SNRS_DB}
    made |= {f"babble {snr} dB": each(lambda rng, clip, snr=snr: add(
        clip, make_babble(rng, recordings, clip.sound.size), snr)) for snr in (5, 0)}
    made |= {f"phone {snr} dB": [narrow(clip) for clip in noisy(clips, snr)] for snr in (10, 0)}
    made |= {"room": each(place), "room 10 dB": noisy(each(place), 10),
             "talk": [hold_talk(np.random.default_rng([4, seed]), clips) for seed in range(20)],
             "pitch +5": [raise_pitch(clip) for clip in clips]}
    made |= {f"gain {gain} dB": [change(clip, np.clip(clip.sound * db(gain), -1, 1))
                                 for clip in clips] for gain in GAINS_DB}
    made |= {f"before, {level} dBFS": each(lambda rng, clip, level=level: lead_in(
        rng, clip, level)) for level in (-50, -70, -80)}
    rng = np.random.default_rng(3)
    made |= {f"words {floor} dB": [say_words(np.random.default_rng(seed), words, floor)
                                   for seed in range(40)] for floor in FLOORS_DB}
    made["noise alone"] = [alone(x) for name, x in sounds.items()
                           if not name.startswith("music_")]
    made["music alone"] = [alone(x) for name, x in sounds.items() if name.startswith("music_")]
    made["throb"] = [alone(throb(rng, 20 * RATE_HZ))]
    made["pink and hiss"] = [alone(room_tone(rng, 20 * RATE_HZ)),
                             alone(band(rng, 20 * RATE_HZ, 50.0, 7900.0))]
    return made
