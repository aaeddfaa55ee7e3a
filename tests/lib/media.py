# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Media files for the tests: WAV files of any kind, and the facts in the headers of results."""

import dataclasses
import struct

PCM, FLOAT, MULAW = 1, 3, 7


@dataclasses.dataclass(frozen=True)
class Sound:
    rate_hz: int
    n_channels: int
    bits: int = 0
    tag: int = 0
    samples: bytes = b""

    @property
    def n_frames(self):
        return len(self.samples) * 8 // (self.bits * self.n_channels)


def build_wav(sound, *, pad=True, magic=b"RIFF"):
    """Return a WAV file with the plain header; pad: a zero byte after an odd number of bytes."""
    order = ">" if magic == b"RIFX" else "<"
    block = sound.n_channels * sound.bits // 8
    fmt = struct.pack(f"{order}HHIIHH", sound.tag or PCM, sound.n_channels, sound.rate_hz,
                      sound.rate_hz * block, block, sound.bits)
    n_bytes = len(sound.samples)
    data = sound.samples + bytes(n_bytes % 2 if pad else 0)
    body = (b"WAVEfmt " + struct.pack(f"{order}I", len(fmt)) + fmt
            + b"data" + struct.pack(f"{order}I", n_bytes) + data)
    return magic + struct.pack(f"{order}I", len(body)) + body


def read_wav(content):
    """Return the sound of a WAV file; of the samples, those that are really there."""
    at, fmt = 12, None
    while at + 8 <= len(content):
        kind, size = struct.unpack("<4sI", content[at:at + 8])
        body = content[at + 8:at + 8 + size]
        if kind == b"fmt ":
            fmt = struct.unpack("<HHIIHH", body[:16]) + (body[24:26],)
        elif kind == b"data":
            tag = int.from_bytes(fmt[6], "little") if fmt[0] == 0xFFFE else fmt[0]
            return Sound(fmt[2], fmt[1], fmt[5], tag, body)
        at += 8 + size + size % 2
    raise ValueError("no samples")


def read_flac(content):
    facts = int.from_bytes(content[18:26], "big")
    return Sound(facts >> 44, (facts >> 41 & 7) + 1, (facts >> 36 & 31) + 1)


def read_mp3(content):
    at = next(i for i in range(len(content) - 1)
              if content[i] == 0xFF and content[i + 1] & 0xE0 == 0xE0)
    rates_hz = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
    rate_hz = rates_hz[content[at + 1] >> 3 & 3][content[at + 2] >> 2 & 3]
    return Sound(rate_hz, 1 if content[at + 3] >> 6 == 3 else 2)


def read_opus(content):
    at = content.index(b"OpusHead")
    return Sound(struct.unpack("<I", content[at + 12:at + 16])[0], content[at + 9])


def read_vorbis(content):
    at = content.index(b"\x01vorbis")
    return Sound(struct.unpack("<I", content[at + 12:at + 16])[0], content[at + 11])


def read_m4a(content):
    at = content.index(b"mp4a", content.index(b"stsd"))
    return Sound(struct.unpack(">H", content[at + 28:at + 30])[0],
                 struct.unpack(">H", content[at + 20:at + 22])[0])


READERS = {"wav": read_wav, "flac": read_flac, "mp3": read_mp3, "opus": read_opus,
           "ogg": read_vorbis, "m4a": read_m4a}
