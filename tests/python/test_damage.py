# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Damage of encoded files, without a decoder."""

import struct

import pytest
from remotemedia.damage import find_damage

CBR = b"\xff\xfb\x90\x64"  # MPEG 1, layer 3, 128 kbit/s, 44100 Hz: 417 bytes
PADDED = b"\xff\xfb\x92\x64"
LOW = b"\xff\xe3\x40\xc4"  # MPEG 2.5, layer 3, 32 kbit/s, 11025 Hz: 208 bytes
LAYER_1 = b"\xff\xff\x94\x00"  # 288 kbit/s, 48000 Hz: 288 bytes
ID3 = b"ID3\x03\x00\x00\x00\x00\x01\x02" + bytes(130)
ID3_V1 = b"TAG" + bytes(125)


def make_frame(header, size):
    return header + bytes(size - 4)


FRAME = make_frame(CBR, 417)
INFO = FRAME[:36] + b"Info" + struct.pack(">II", 1, 6) + bytes(417 - 48)


def compute_crc(page):
    """Definition in RFC 3533, one bit after the other."""
    crc = 0
    for byte in page:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc >> 31 else 0)) & 0xFFFFFFFF
    return crc


def make_page(number, flags=0, stream=7, body=b"sound"):
    head = b"OggS\0" + struct.pack("<BqIIIBB", flags, 0, stream, number, 0, 1, len(body))
    return head[:22] + struct.pack("<I", compute_crc(head + body)) + head[26:] + body


PAGES = [make_page(0, 2), make_page(1), make_page(2), make_page(3, 4)]
OGG = b"".join(PAGES)


def make_flac(n_samples):
    return b"fLaC\x80\0\0\x22" + bytes(10) + (16000 << 44 | 15 << 36 | n_samples).to_bytes(8, "big") + bytes(16)


@pytest.mark.parametrize("content", [
    FRAME * 9, make_frame(PADDED, 418) * 3 + FRAME, make_frame(LOW, 208) * 9, make_frame(LAYER_1, 288) * 9,
    ID3 + FRAME * 9, FRAME * 9 + ID3_V1, FRAME * 3 + ID3_V1 + ID3 + FRAME * 3, FRAME * 9 + b"\xff" * 999,
    INFO + FRAME * 6, INFO + FRAME * 5, OGG, OGG + OGG, ID3 + OGG, make_flac(0), make_flac(99), b"", b"\xff" * 99,
    make_page(0, 2) + make_page(0, 2, 8) + make_page(1, 4) + make_page(1, 4, 8)])
def test_file_without_damage_or_of_another_format_has_none(tmp_path, content):
    path = tmp_path / "a"
    path.write_bytes(content)
    assert find_damage(str(path), 99) is None


@pytest.mark.parametrize("content, message", [
    (FRAME * 9 + FRAME[:-1], "the file ends within the frame at byte 3753"),
    (FRAME * 3 + bytes(50) + FRAME * 3, "50 bytes at byte 1251 belong to no frame"),
    (FRAME * 3 + FRAME[:200] + FRAME * 3, "200 bytes at byte 1668 belong to no frame"),
    (INFO + FRAME * 2, "3 of 6 frames are missing"),
    (OGG[:-1], "the file ends within the page at byte 99"),
    (OGG[:99], "the file ends before its stream"),
    (OGG[:102], "byte 99 is not the start of a page"),
    (PAGES[0] + PAGES[2] + PAGES[3], "1 pages are missing at byte 33"),
    (OGG.replace(PAGES[1], PAGES[1][:-1] + b"!"), "the page at byte 33 has a wrong checksum"),
    (OGG + b"rest", "byte 132 is not the start of a page"),
    (make_flac(100), "1 of 100 samples are missing"),
    (make_flac(2**36 - 1), f"{2**36 - 100} of {2**36 - 1} samples are missing"),
    (make_flac(0)[:30], "the file ends within its header")])
def test_damage_is_described_with_its_place(tmp_path, content, message):
    path = tmp_path / "a"
    path.write_bytes(content)
    assert find_damage(str(path), 99) == message
