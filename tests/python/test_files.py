# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""load(), save(), info() and blocks(): formats, parts of files, and damage."""

import io
import os
import pathlib
import struct
import wave

import numpy as np
import pytest
from remotemedia import MediaError, blocks, convert, copies, info, load, resample, save, wav
from remotemedia.fallback import convert as numpy_convert

RATE = 16000
NOISE = np.random.default_rng(9).normal(0, 0.2, (2, 4001)).astype("f4")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "clip.wav"


@pytest.mark.parametrize("name, dtype", [("f32", "f4"), ("f64", "f8"), ("i16", "i2"), ("i32", "i4"), ("i24", "i4")])
@pytest.mark.parametrize("n_channels", [1, 2, 3])
@pytest.mark.parametrize("n_samples", [0, 1, 4001])
def test_saved_samples_come_back(path, name, dtype, n_channels, n_samples):
    x = convert(np.resize(NOISE, (n_channels, n_samples)), dtype)
    if name == "i24":
        x = x >> 8 << 8
    save(path, x, RATE, dtype=name)
    samples, rate = load(path, dtype=None)
    assert rate == RATE and samples.dtype == x.dtype and np.array_equal(samples, x)
    assert os.path.getsize(path) % 2 == 0
    found = info(path)
    assert (found.coding, found.channels, found.n_samples, found.n_missing) == (name, n_channels, n_samples, 0)
    assert found.duration_s == n_samples / RATE


def test_file_is_read_by_others(path):
    save(path, convert(NOISE, "i2"), RATE)
    with wave.open(str(path)) as file:
        assert file.getparams()[:4] == (2, 2, RATE, 4001)
        assert file.readframes(9999) == convert(NOISE, "i2").T.tobytes()


def test_file_of_others_is_read(path):
    for width, dtype in ((1, "u1"), (2, "<i2"), (4, "<i4")):
        raw = np.arange(-100, 100, dtype="i4").astype("i2").astype(dtype)
        with wave.open(str(path), "wb") as file:
            file.setparams((2, width, RATE, 0, "NONE", ""))
            file.writeframes(raw.tobytes())
        samples, _ = load(path)
        expected = (raw.astype("f4") - 128) / 128 if width == 1 else raw.astype("f8") / 2.0 ** (8 * width - 1)
        assert np.allclose(samples, expected.reshape(-1, 2).T, atol=1e-9)


def test_default_dtype_is_that_of_the_array(path):
    for dtype, coding in (("f2", "f32"), ("f4", "f32"), ("f8", "f64"), ("i2", "i16"), ("i4", "i32"), (">i2", "i16")):
        save(path, convert(NOISE, dtype), RATE)
        assert info(path).coding == coding


def test_load_reads_a_part(path):
    save(path, NOISE, RATE)
    samples, _ = load(path, offset=0.1, duration=0.05)
    assert np.array_equal(samples, NOISE[:, 1600:2400])
    assert load(path, offset=0.2, duration=9)[0].shape == (2, 801)
    assert load(path, offset=99)[0].shape == (2, 0)


def test_load_mixes_and_resamples(path):
    save(path, NOISE, RATE)
    mono, rate = load(path, sr=8000, mono=True)
    assert rate == 8000 and mono.shape == (2001,) and mono.dtype == np.float32
    assert np.abs(mono - resample(NOISE.mean(axis=0), RATE, 8000)).max() < 1e-6
    integers, _ = load(path, mono=True, dtype="i16")
    assert integers.dtype == np.int16 and np.abs(integers - NOISE.mean(axis=0) * 32768).max() <= 1


def test_load_of_floats_copies_nothing(path):
    save(path, NOISE, RATE)
    before = copies()
    samples, _ = load(path)
    assert copies() == before and samples.flags.writeable


@pytest.mark.parametrize("duration, overlap", [(0.05, 0), (0.05, 0.02), (1, 0), (0.00001, 0)])
def test_blocks_make_up_the_file(path, duration, overlap):
    save(path, NOISE[:, :900], RATE)
    size, step = max(1, round(duration * RATE)), max(1, round((duration - overlap) * RATE))
    found = list(blocks(path, duration=duration, overlap=overlap))
    assert [rate for _, rate in found] == [RATE] * len(found)
    for index, (samples, _) in enumerate(found):
        assert np.array_equal(samples, NOISE[:, :900][:, index * step : index * step + size])
    assert (len(found) - 1) * step + found[-1][0].shape[1] == 900


def test_file_objects_and_uris(path):
    save(path, NOISE, RATE)
    data = path.read_bytes()
    buffer = io.BytesIO()
    save(buffer, NOISE, RATE)
    assert buffer.getvalue() == data

    class Pipe(io.RawIOBase):
        def __init__(self):
            self.source = io.BytesIO(data)

        def readable(self):
            return True

        def readinto(self, target):
            return self.source.readinto(target)

    for source in (str(path), os.fsencode(path), pathlib.Path(path), path.as_uri(), io.BytesIO(data), Pipe()):
        assert np.array_equal(load(source)[0], NOISE)
    with open(path, "rb") as file:
        assert info(file).path == str(path)


def build(fmt, data, *, container=b"RIFF", order="<", before=b"", data_size=None):
    size = len(data) if data_size is None else data_size
    chunks = before + b"fmt " + struct.pack(order + "I", len(fmt)) + fmt + b"data" + struct.pack(order + "I", size)
    return container + struct.pack(order + "I", 4 + len(chunks) + len(data)) + b"WAVE" + chunks + data


def make_format(tag, channels, bits, order="<", extension=b""):
    block = channels * bits // 8
    return struct.pack(order + "HHIIHH", tag, channels, RATE, RATE * block, block, bits) + extension


SHORTS = np.array([[100, -200], [300, -400]], "i2")
PLAIN = make_format(1, 2, 16)


@pytest.mark.parametrize("data, expected", [
    (build(make_format(1, 2, 16, ">"), SHORTS.T.astype(">i2").tobytes(), container=b"RIFX", order=">"), SHORTS),
    (build(PLAIN, SHORTS.T.tobytes(), before=b"JUNK\5\0\0\0abcde\0"), SHORTS),
    (build(make_format(0xFFFE, 2, 16, extension=struct.pack("<HHIH", 22, 16, 3, 1) + bytes(14)),
           SHORTS.T.tobytes()), SHORTS),
    (build(PLAIN, SHORTS.T.tobytes(), container=b"RF64", data_size=0xFFFFFFFF,
           before=b"ds64" + struct.pack("<IQQQI", 28, 99, 8, 2, 0)), SHORTS),
    (build(PLAIN, SHORTS.T.tobytes(), data_size=0xFFFFFFFF), SHORTS),
    (build(PLAIN, SHORTS.T.tobytes(), data_size=0x7FFFF000), SHORTS),
    (build(PLAIN, np.array([[-1, 2], [3, -4]], "i2").T.tobytes(), data_size=0), np.array([[-1, 2], [3, -4]])),
    (build(PLAIN, b"LIST\4\0\0\0abcd", data_size=0), np.empty((2, 0))),
    (build(PLAIN, SHORTS.T.tobytes() + b"\1", data_size=9), SHORTS),
    (build(make_format(7, 1, 8), bytes([0xFF, 0x80, 0x00, 0x7F])), np.array([[0, 32124, -32124, 0]])),
    (build(make_format(6, 1, 8), bytes([0xD5, 0xAA, 0x2A, 0x55])), np.array([[8, 32256, -32256, -8]])),
], ids=["rifx", "chunk before", "extensible", "rf64", "stream", "pipe of sox", "size never written", "empty",
        "part of a sample", "mu-law", "A-law"])
def test_variants_are_read(data, expected):
    samples, rate = load(io.BytesIO(data), dtype=None)
    assert rate == RATE and np.array_equal(samples, expected)


def test_more_than_4_gib_is_rf64():
    head = wav.make_head(2**33, (1, 2**32), RATE, "i16")
    assert wav.read_header(io.BytesIO(head), "x").n_missing == 2**32
    lengths = {len(wav.make_head(size, (1, size // 2), RATE, "i16", has_room=True)) for size in (0, 2**33)}
    assert lengths == {len(head)}


@pytest.mark.parametrize("data, message", [
    (b"", "file: the file is empty"), (b"RIFF", "file: not a WAV file"), (b"fLaC" + bytes(40), "not a WAV file"),
    (b"RIFF\4\0\0\0WAVE", "no chunk 'fmt ' in the 12 bytes"), (build(PLAIN, b"")[:36], "no chunk 'data' in the 36"),
    (build(b"abc\0", b""), "the chunk 'fmt ' has 4 bytes, expected at least 16"),
    (build(make_format(85, 2, 16), b""), "cannot read samples of format 85 with 16 bits"),
    (build(make_format(1, 0, 16), b""), "cannot read samples of format 1"),
    (build(make_format(1, 1, 64), b""), "cannot read samples of format 1 with 64 bits in blocks of 8 bytes")])
def test_file_without_audio_is_an_error(data, message):
    for read in (load, info, lambda file: next(blocks(file))):
        with pytest.raises(MediaError, match=message):
            read(io.BytesIO(data))


def get_start(path):
    with open(path, "rb") as file:
        return wav.read_header(file, "x").start


def test_truncated_file_has_its_samples_and_position(path):
    save(path, NOISE, RATE)
    end = get_start(path) + 8 * 1600
    path.write_bytes(path.read_bytes()[: end + 3])
    message = rf"{path}: the file ends 2401 samples early, at 0\.100000 s \(byte {end}\)"
    with pytest.raises(MediaError, match=message) as caught:
        load(path)
    assert caught.value.path == str(path) and caught.value.position_s == 0.1
    assert np.array_equal(caught.value.partial[0], NOISE[:, :1600])
    assert info(path).n_missing == 2401
    assert load(path, duration=0.1)[0].shape == (2, 1600)
    assert isinstance(caught.value, ValueError)


def test_blocks_of_a_truncated_file_come_before_the_error(path):
    save(path, NOISE, RATE)
    path.write_bytes(path.read_bytes()[: get_start(path) + 8 * 1600])
    found = []
    with pytest.raises(MediaError, match="2401 samples early"):
        for samples, _ in blocks(path, duration=0.06):
            found.append(samples)
    assert np.array_equal(np.concatenate(found, axis=1), NOISE[:, :1600])


WRONG = {
    "path": (lambda p: load(3), TypeError, "path_or_file: expected a path or a binary file, got int"),
    "text": (lambda p: load(io.StringIO("x")), TypeError, "path_or_file: expected a file in binary mode"),
    "uri": (lambda p: load("http://a/b.wav"), ValueError, "path_or_file: expected a path or a URI of a file"),
    "missing": (lambda p: load(p / "no.wav"), FileNotFoundError, "no.wav"),
    "folder": (lambda p: load(p), IsADirectoryError, ""),
    "rate": (lambda p: load(p, sr=0), ValueError, "sr: expected a whole number"),
    "offset": (lambda p: load(p, offset=-1), ValueError, "offset: expected a number of seconds from 0 on, got -1"),
    "nan": (lambda p: load(p, duration=float("nan")), ValueError, "duration: expected a number of seconds"),
    "duration": (lambda p: load(p, duration="1"), TypeError, "duration: expected a number of seconds, got '1'"),
    "dtype": (lambda p: load(p, dtype="u1"), TypeError, "dtype: expected one of f16"),
    "overlap": (lambda p: blocks(p, 1, 1), ValueError, "overlap: expected less than the duration of 1.0 s, got 1.0"),
    "block": (lambda p: blocks(p, 0), ValueError, "overlap: expected less than the duration of 0.0 s"),
    "save x": (lambda p: save(p / "a.wav", [1], RATE), TypeError, "x: expected a numpy array, got list"),
    "save sr": (lambda p: save(p / "a.wav", NOISE, "x"), TypeError, "sr: expected a number of Hz"),
    "save dtype": (lambda p: save(p / "a.wav", NOISE, RATE, "u8"), TypeError, "dtype: expected one of f32, .*'u8'"),
    "save name": (lambda p: save(p / "a.mp3", NOISE, RATE), ValueError, "expected a name that ends in .wav"),
    "save file": (lambda p: save(None, NOISE, RATE), TypeError, "path_or_file: expected a path or a binary file"),
    "save folder": (lambda p: save(p / "b" / "a.wav", NOISE, RATE), FileNotFoundError, ""),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_argument_is_an_error_with_its_name(case, tmp_path):
    call, error, message = WRONG[case]
    with pytest.raises(error, match=message):
        call(tmp_path)
    assert not list(tmp_path.iterdir())


def test_saved_file_has_the_permissions_of_any_new_file(path):
    path.with_name("other").touch()
    save(path, NOISE, RATE)
    assert path.stat().st_mode == path.with_name("other").stat().st_mode


def test_failed_save_leaves_the_old_file(path, monkeypatch):
    save(path, NOISE, RATE)
    before = path.read_bytes()
    monkeypatch.setattr(wav, "encode", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        save(path, NOISE * 2, RATE)
    assert path.read_bytes() == before and list(path.parent.iterdir()) == [path]


def test_dither_of_24_bits(path):
    quiet = np.full(4000, 0.25 * 2.0**-23)
    save(path, quiet, RATE, dtype="i24", dither=True)
    steps = load(path, dtype=None)[0] >> 8
    assert set(np.unique(steps)) == {-1, 0, 1}
    save(path, quiet, RATE, dtype="i24")
    assert not load(path, dtype=None)[0].any()


def test_24_bits_saturate(path):
    save(path, np.array([1.0, -1.0, 2.0, np.nan, -np.inf]), RATE, dtype="i24")
    steps = load(path, dtype=None)[0][0] >> 8
    assert steps.tolist() == [2**23 - 1, -(2**23), 2**23 - 1, 0, -(2**23)]
    save(path, convert(NOISE, "i2"), RATE, dtype="i24")
    assert np.array_equal(load(path, dtype="i16")[0], numpy_convert.convert(NOISE, "i2"))
