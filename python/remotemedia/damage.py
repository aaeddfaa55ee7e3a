# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Damage of encoded audio files that decoders pass over: FLAC, MP3 and Ogg.

Decoders skip data that they cannot read and go on, so that a damaged file becomes
less audio without an error. The library posts a warning, which sessions in Python do
not have. The files show the damage too: FLAC has the number of samples, MP3 has
frames without a gap, Ogg has page numbers and checksums.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from typing import Union

# Kilobits per second by version (1; 2 and 2.5), layer and index: ISO 11172-3 2.4.2.3 and 13818-3 2.4.2.3.
BITRATES = {
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
VERSIONS = {0: 4, 2: 2, 3: 1}  # divisor of the sample rate by code: 2.5, 2 and 1
RATES_HZ = (44100, 48000, 32000)
REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))  # the bits of a byte
Bytes = Union[bytes, mmap.mmap]


def find_damage(path: str, n_samples: int) -> str | None:
    """Return the damage of a file that a decoder has read, as n_samples of each channel; None for no damage."""
    with open(path, "rb") as file:
        head = file.read(10)
        if len(head) < 10 or not file.seekable():
            return None
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            start = skip_tag(data, 0)
            if data[start : start + 4] == b"fLaC":
                return check_flac(data[start : start + 42], n_samples)
            if data[start : start + 4] == b"OggS":
                return check_ogg(data, start)
            return check_mpeg(data, start) if read_frame(data, start) else None


def skip_tag(data: Bytes, position: int) -> int:
    """Return the position after a tag of ID3 version 1 or 2, if there is one."""
    if data[position : position + 3] == b"TAG":
        return position + 128
    head = data[position : position + 10]
    if len(head) < 10 or head[:3] != b"ID3":
        return position
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return position + 10 + size + (10 if head[5] & 0x10 else 0)


def check_flac(head: bytes, n_samples: int) -> str | None:
    """Compare the number of samples with that of STREAMINFO, 36 bits, 0 for unknown."""
    if len(head) < 42:
        return "the file ends within its header"
    n_announced = int.from_bytes(head[21:26], "big") & (1 << 36) - 1
    if n_samples >= n_announced:
        return None
    return f"{n_announced - n_samples} of {n_announced} samples are missing"


def check_ogg(data: Bytes, position: int) -> str | None:
    """Read the pages: their checksums, their numbers, and the end of each stream. See RFC 3533, section 6."""
    numbers: dict[int, int] = {}  # of the last page, by stream
    ended: dict[int, bool] = {}
    while position < len(data):
        head = data[position : position + 27]
        if len(head) < 27 or head[:4] != b"OggS":
            return f"byte {position} is not the start of a page"
        table = data[position + 27 : position + 27 + head[26]]
        end = position + 27 + head[26] + sum(table)
        if end > len(data):
            return f"the file ends within the page at byte {position}"
        flags, _, stream, number, checksum = struct.unpack("<BqIII", head[5:26])
        if checksum != compute_checksum(data[position:end]):
            return f"the page at byte {position} has a wrong checksum"
        if stream in numbers and not ended[stream] and number != numbers[stream] + 1:
            return f"{number - numbers[stream] - 1} pages are missing at byte {position}"
        numbers[stream], ended[stream] = number, bool(flags & 4)
        position = end
    return None if all(ended.values()) else "the file ends before its stream"


def compute_checksum(page: bytes) -> int:
    """Return the CRC of a page without its field of the CRC: that of zlib with all bits in the other order."""
    plain = (page[:22] + bytes(4) + page[26:]).translate(REVERSED)
    crc = zlib.crc32(plain, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{crc:032b}"[::-1], 2)


def check_mpeg(data: Bytes, position: int) -> str | None:
    """Follow the frames from header to header. Bytes after the last one are no damage."""
    first = read_frame(data, position)
    if first is None:
        return None
    n_announced = read_frame_count(data[position : position + 64])
    n_frames = 0
    while position < len(data):
        size, shared = read_frame(data, position) or (0, 0)
        after = skip_tag(data, position)
        if after != position:
            position = after
        elif shared != first[1]:
            gap = find_gap(data, position, first[1])
            if gap is not None:
                return gap
            break
        elif position + size > len(data):
            return f"the file ends within the frame at byte {position}"
        else:
            position += size
            n_frames += 1
    return f"{n_announced - n_frames} of {n_announced} frames are missing" if n_frames < n_announced else None


def read_frame_count(frame: bytes) -> int:
    """Return the number of frames after one with a header of Xing; 0 if it has none. Some encoders count it too."""
    place = max(frame.find(b"Xing", 4, 44), frame.find(b"Info", 4, 44))
    if place < 0 or not frame[place + 7] & 1:
        return 0
    return int.from_bytes(frame[place + 8 : place + 12], "big")


def find_gap(data: Bytes, position: int, shared: int) -> str | None:
    """Return a description if frames follow bytes that belong to none."""
    found = data.find(b"\xff", position)
    while found >= 0:
        frame = read_frame(data, found)
        following = None if frame is None else read_frame(data, found + frame[0])
        if frame is not None and following is not None and frame[1] == following[1] == shared:
            return f"{found - position} bytes at byte {position} belong to no frame"
        found = data.find(b"\xff", found + 1)
    return None


def read_frame(data: Bytes, position: int) -> tuple[int, int] | None:
    """Return the size of the MPEG audio frame at a position and the bits that all frames share; None for no frame."""
    head = data[position : position + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    divisor, layer = VERSIONS.get(head[1] >> 3 & 3), 4 - (head[1] >> 1 & 3)
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    if divisor is None or layer == 4 or not 0 < bitrate < 15 or rate == 3:
        return None
    bits = BITRATES[1 if divisor == 1 else 2, layer][bitrate - 1] * 1000
    rate_hz, padding = RATES_HZ[rate] // divisor, head[2] >> 1 & 1
    shared = (head[1] & 0x1E) << 8 | head[2] & 0x0C
    if layer == 1:
        return (12 * bits // rate_hz + padding) * 4, shared
    n_samples = 576 if layer == 3 and divisor > 1 else 1152
    return n_samples // 8 * bits // rate_hz + padding, shared
