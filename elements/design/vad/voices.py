# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Synthetic voices (espeak-ng, flite) and recorded ones.

The two halves share no voice and no language. English and Spanish are in the
test half, because the recordings of alsa-utils are English, and one woman
speaks both the English and the Spanish prompts of Asterisk.
"""

import dataclasses
import io
import pathlib
import subprocess
import wave

import numpy as np

import audio
import texts

PROMPTS = pathlib.Path("/usr/share/asterisk/sounds")
ALSA = pathlib.Path("/usr/share/sounds/alsa")
RECORDED = {
    "tuning": ("it_IT_m_Carlo", "fr_CA_f_June", "ru_RU_f_IvrvoiceRU"),
    "test": ("en_US_f_Allison", "es_MX_f_Allison"),
}
ALSA_TIMES = 40  # eight short files beside a thousand: a quarter of the half
NOT_SPEECH = ("beep", "tone", "monkey", "weasel", "silence")

LANGUAGES = {
    "tuning": ("af", "ar", "az", "be", "bg", "bs", "ca", "cs", "cy", "da",
               "de", "el", "eo", "et", "eu", "fa", "fi", "fr-fr", "fr-be",
               "ga", "hi", "hr", "hy", "id", "is", "it", "ja", "ka", "kk",
               "ko", "la", "lt", "lv", "mk", "ms", "mt", "nb", "nl", "pl",
               "ro", "ru", "sk", "sl", "sq", "sr", "sw", "uk", "vi", "yue"),
    "test": ("en-us", "en-gb", "en-gb-scotland", "en-029", "es", "es-419",
             "pt", "pt-br", "sv", "hu", "tr", "cmn", "mr"),
}
VARIANTS = {
    "tuning": ("m1", "m2", "m5", "m6", "m8", "f1", "f3", "f5", "klatt",
               "klatt3", "klatt6", "Alex", "Andrea", "Annie", "Denis",
               "Gene", "Henrique", "Hugo", "Jacky", "Marco", "Mario",
               "Michael", "Mike", "Nguyen", "adam", "anika", "antonio",
               "aunty", "belinda", "benjamin", "boris", "caleb", "david",
               "edward", "grandma", "gustave", "iven", "iven3", "john",
               "whisper", "croak", "linda", "norbert", "pablo", "quincy"),
    "test": ("", "m3", "m4", "m7", "f2", "f4", "klatt2", "klatt4", "Alicia",
             "Andy", "Diogo", "Gene2", "Lee", "ed", "grandpa", "iven2",
             "marcelo", "max", "miguel", "paul", "pedro", "robert", "sandro",
             "steph", "travis", "victor", "zac"),
}
FLITE = ("awb", "rms", "slt", "kal16")  # English: test half only


@dataclasses.dataclass(frozen=True, kw_only=True)
class Voice:
    """A synthetic speaker."""
    engine: str
    language: str
    name: str
    pitch: int = 50  # espeak-ng: 0..99
    words_per_minute: int = 175


def pick(rng: np.random.Generator, half: str) -> Voice:
    """A speaker of one half; every sixth of the test half is flite's."""
    if half == "test" and rng.random() < 1 / 6:
        return Voice(engine="flite", language="en-us",
                     name=str(rng.choice(FLITE)))
    language = str(rng.choice(LANGUAGES[half]))
    variant = str(rng.choice(VARIANTS[half]))
    return Voice(engine="espeak-ng", language=language,
                 name=f"{language}+{variant}" if variant else language,
                 pitch=int(rng.integers(15, 90)),
                 words_per_minute=int(rng.integers(110, 240)))


def command(voice: Voice, text: str) -> list[str]:
    """The program that writes the sentence to stdout as WAV."""
    if voice.engine == "flite":
        return ["flite", "-voice", voice.name, "-t", text, "-o",
                "/dev/stdout"]
    return ["espeak-ng", "-v", voice.name, "-p", str(voice.pitch), "-s",
            str(voice.words_per_minute), "--stdout", "--", text]


def decode(data: bytes) -> np.ndarray:
    """WAV from a pipe: its header does not know the length."""
    with wave.open(io.BytesIO(data)) as file:
        rate_hz = file.getframerate()
    start = data.index(b"data") + 8
    body = data[start:start + (len(data) - start) // 2 * 2]
    x = np.frombuffer(body, "<i2").astype(np.float32) / 32768.0
    return audio.resample(x, audio.RATE_HZ, rate_hz)


def speak(voice: Voice, text: str) -> np.ndarray:
    """Return the speech at RATE_HZ; empty if the voice failed."""
    done = subprocess.run(command(voice, text), capture_output=True,
                          check=True, timeout=60)
    return trim(decode(done.stdout))


def trim(x: np.ndarray) -> np.ndarray:
    """Without the silence at both ends; empty if nothing but silence."""
    n_frames = x.size // audio.FRAME
    if n_frames < 4:
        return x[:0]
    frames = x[:n_frames * audio.FRAME].reshape(n_frames, -1)
    power = np.mean(np.square(frames), axis=1)
    if power.max() < 1e-7:
        return x[:0]
    loud = np.flatnonzero(power > power.max() * 1e-5)
    first = max(0, loud[0] - 1) * audio.FRAME
    return x[first:(loud[-1] + 2) * audio.FRAME]


def synthetic(rng: np.random.Generator, half: str, count: int,
              ) -> list[np.ndarray]:
    """Sentences of one half, each by another speaker."""
    phrases: list[np.ndarray] = []
    while len(phrases) < count:
        voice = pick(rng, half)
        x = speak(voice, texts.sentence(rng, voice.language.split("-")[0]))
        if 0.3 < x.size / audio.RATE_HZ < 12.0:
            phrases.append(x)
    return phrases


def recordings(half: str) -> list[pathlib.Path]:
    """The files of recorded speech of one half, in a fixed order."""
    paths = [path for folder in RECORDED[half]
             for path in (PROMPTS / folder).rglob("*.wav")
             if not any(word in str(path) for word in NOT_SPEECH)]
    if half == "test":
        paths += [path for path in ALSA.glob("*.wav")
                  if path.stem != "Noise"] * ALSA_TIMES
    return sorted(paths)


def recorded(rng: np.random.Generator, half: str, count: int,
             ) -> list[np.ndarray]:
    """Recorded phrases of one half in random order."""
    paths = recordings(half)
    phrases: list[np.ndarray] = []
    for index in rng.permutation(len(paths)):
        if len(phrases) == count:
            break
        x, rate_hz = audio.decode_wav(paths[index])
        x = trim(audio.resample(x, audio.RATE_HZ, rate_hz))
        if 0.3 < x.size / audio.RATE_HZ:
            phrases.append(x[:12 * audio.RATE_HZ])
    return phrases
