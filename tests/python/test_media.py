# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Files and frames without and with the package av."""

import struct
import types
import wave
from fractions import Fraction

import numpy as np
import pytest
import standins
from remotemedia import media
from remotemedia.core import MissingPackageError
from remotemedia.engine import library


def write_wav(path, samples, rate=16000):
    """With the standard library: 8, 16, 24 or 32 bits as given by samples of bytes."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(samples.dtype.itemsize if samples.dtype != object else 3)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())


def read(path):
    frames = [frame for kind, frame in media.read_frames(path) if kind == "audio"]
    return np.concatenate([frame.to_ndarray() for frame in frames], axis=1), frames


def make_noise(dtype, n_frames=3000, n_channels=2):
    limits = np.iinfo(dtype)
    return np.random.default_rng(1).integers(limits.min, limits.max, (n_frames, n_channels), dtype)


@pytest.mark.parametrize("dtype", ["u1", "i2", "i4"])
def test_integers_are_read(tmp_path, dtype):
    samples = make_noise(dtype)
    write_wav(tmp_path / "a.wav", samples)
    found, frames = read(tmp_path / "a.wav")
    expected = (samples.astype("i2") - 128) * 256 if dtype == "u1" else samples
    assert np.array_equal(found.T, expected)
    assert [frame.pts for frame in frames] == [0, 1024, 2048]
    first = frames[0]
    assert (first.sample_rate, first.samples, first.time_base) == (16000, 1024, Fraction(1, 16000))
    assert (first.layout.name, first.layout.nb_channels) == ("stereo", 2)
    assert first.format.name == {"u1": "s16p", "i2": "s16p", "i4": "s32p"}[dtype]
    assert frames[1].time == 1024 / 16000


def test_24_bits_become_32_at_full_scale(tmp_path):
    values = np.array([0, 1, -1, 8388607, -8388608], "<i4")
    body = b"".join(value.tobytes()[:3] for value in values)
    (tmp_path / "a.wav").write_bytes(
        struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(body), b"WAVE", b"fmt ", 16, 1, 1, 8000, 24000, 3, 24,
                    b"data", len(body)) + body)
    assert read(tmp_path / "a.wav")[0][0].tolist() == (values * 256).tolist()


@pytest.mark.parametrize("dtype, n_channels", [("i2", 1), ("i2", 6), ("i4", 2), ("f4", 1), ("f8", 3)])
def test_header_is_read_back(tmp_path, dtype, n_channels):
    samples = np.arange(50 * n_channels).reshape(50, n_channels).astype(dtype)
    path = tmp_path / "a.wav"
    coding = {"i2": "i16", "i4": "i32", "f4": "f32", "f8": "f64"}[dtype]
    path.write_bytes(media.wav.make_head(samples.nbytes, (n_channels, 50), 44100, coding) + samples.tobytes())
    found, frames = read(path)
    assert np.array_equal(found.T, samples) and found.dtype == dtype and frames[0].sample_rate == 44100


def test_header_above_4_gib_has_the_size_in_64_bits():
    header = media.wav.make_head(6 << 30, (2, 6 << 28), 48000, "i16", has_room=True)
    assert header[:4] == b"RF64" and len(header) == len(media.wav.make_head(4, (2, 1), 48000, "i16", has_room=True))
    assert struct.unpack("<Q", header[28:36])[0] == 6 << 30


def test_truncated_file_has_its_frames_and_an_error_with_the_place(tmp_path):
    write_wav(tmp_path / "a.wav", make_noise("i2"))
    path = tmp_path / "b.wav"
    path.write_bytes((tmp_path / "a.wav").read_bytes()[:-1001])
    frames = []
    with pytest.raises(ValueError, match=r"b\.wav: the file ends 251 samples early, at 0\.171813 s \(byte 11040\)"):
        for _, frame in media.read_frames(path):
            frames.append(frame)
    assert sum(frame.samples for frame in frames) == 3000 - 251


def test_unfinished_file_is_read_to_its_end(tmp_path):
    write_wav(tmp_path / "a.wav", make_noise("i2"))
    path = tmp_path / "a.wav"
    content = bytearray(path.read_bytes())
    content[40:44] = bytes(4)
    path.write_bytes(content)
    assert read(path)[0].shape == (2, 3000)


@pytest.mark.parametrize("content, message", [
    (b"", "the file is empty"), (b"RIFF", "not a WAV file"),
    (b"RIFF\0\0\0\0WAVE", "no chunk 'fmt ' in the 12 bytes"),
    (b"RIFF\0\0\0\0WAVEdata\0\0\0\0", "no chunk 'fmt '"),
    (b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x55\0\x01\0@\x1f\0\0@\x1f\0\0\x01\0\x08\0data\0\0\0\0", "format 85 with 8 bits")])
def test_bad_file_is_an_error(tmp_path, content, message):
    (tmp_path / "bad.wav").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        list(media.read_frames(tmp_path / "bad.wav"))


def test_missing_file_and_folder_are_errors(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no file"):
        list(media.read_frames(tmp_path / "none.wav"))
    with pytest.raises(IsADirectoryError, match="the folder"):
        list(media.read_frames(tmp_path))


def test_writer_makes_16_bits(tmp_path):
    samples = np.array([[0, 0.5, -1, 2]], "f4")
    with media.Writer(tmp_path / "a.wav") as writer:
        writer.write("audio", media.AudioFrame(samples, 8000))
        writer.write("audio", media.AudioFrame(samples, 8000))
        with pytest.raises(ValueError, match="expected 1 channels at 8000 Hz as before, got 1 at 9000 Hz"):
            writer.write("audio", media.AudioFrame(samples, 9000))
        with pytest.raises(ValueError, match="no video"):
            writer.write("video", None)
    writer.close()
    with pytest.raises(ValueError, match="closed"):
        writer.write("audio", media.AudioFrame(samples, 8000))
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnframes()) == (8000, 2, 8)
        assert np.frombuffer(file.readframes(4), "<i2").tolist() == [0, 16384, -32768, 32767]


def test_packed_frames_of_av_are_unpacked():
    frame = types.SimpleNamespace(
        to_ndarray=lambda: np.array([[1, 2, 3, 4, 5, 6]], "i2"), format=types.SimpleNamespace(is_planar=False),
        layout=types.SimpleNamespace(channels=["L", "R"]))
    assert media.read_audio(frame).tolist() == [[1, 3, 5], [2, 4, 6]]


def test_other_formats_without_av_name_the_package(monkeypatch, tmp_path):
    standins.hide(monkeypatch, "av")
    monkeypatch.setattr(library, "load", lambda: "no library")
    (tmp_path / "a.flac").write_bytes(b"fLaC")
    with pytest.raises(MissingPackageError, match="pip install av"):
        list(media.read_frames(tmp_path / "a.flac"))
    with pytest.raises(MissingPackageError, match="pip install av"):
        media.Writer(tmp_path / "a.mp4")
    with pytest.raises(MissingPackageError, match="pip install av"):
        media.Writer(tmp_path / "a.flac")


class Container:
    """The part of a container of av that reads and writes."""

    def __init__(self, frames=()):
        self.frames = frames
        self.streams = []
        self.muxed = []
        self.is_closed = False

    def decode(self):
        return iter(self.frames)

    def add_stream(self, codec, rate):
        stream = types.SimpleNamespace(codec=codec, rate=rate, encode=lambda frame: [(codec, frame)])
        self.streams.append(stream)
        return stream

    def mux(self, packets):
        self.muxed += packets

    def close(self):
        self.is_closed = True


def test_other_formats_are_read_with_av(monkeypatch, tmp_path):
    sound, picture = types.SimpleNamespace(sample_rate=8000), types.SimpleNamespace(width=4)
    container = Container([sound, picture])
    standins.install(monkeypatch, "av", open=lambda name: container)
    monkeypatch.setattr(library, "load", lambda: "no library")
    (tmp_path / "a.mp4").write_bytes(b"....ftyp")
    assert list(media.read_frames(tmp_path / "a.mp4")) == [("audio", sound), ("video", picture)]
    assert container.is_closed


@pytest.mark.parametrize("n_pictures, kinds", [(1, ["audio", "video"]), (0, ["library"])])
def test_pictures_are_read_with_av_beside_the_library(monkeypatch, tmp_path, n_pictures, kinds):
    container = Container([types.SimpleNamespace(sample_rate=8000), types.SimpleNamespace(width=4)])
    container.streams = types.SimpleNamespace(video=[object()] * n_pictures)
    standins.install(monkeypatch, "av", open=lambda name: container)
    monkeypatch.setattr(library, "load", lambda: library)
    monkeypatch.setattr(media, "read_with_library", lambda name: iter([("library", None)]))
    (tmp_path / "a.avi").write_bytes(b"RIFF\0\0\0\0AVI LIST")
    assert [kind for kind, _ in media.read_frames(tmp_path / "a.avi")] == kinds
    assert container.is_closed


@pytest.mark.parametrize("name", ["a.mp4", "a.m4a"])
def test_other_formats_are_written_with_av(monkeypatch, tmp_path, name):
    container = Container()
    made = types.SimpleNamespace()
    frame_class = types.SimpleNamespace(from_ndarray=lambda samples, format, layout: made)
    standins.install(monkeypatch, "av", open=lambda name, mode: container, AudioFrame=frame_class)
    with media.Writer(tmp_path / name) as writer:
        writer.write("audio", media.AudioFrame(np.zeros((1, 4), "f4"), 8000))
        writer.write("video", types.SimpleNamespace(width=4, height=2))
    assert [(stream.codec, stream.rate) for stream in container.streams] == [("aac", 8000), ("libx264", 30)]
    assert container.muxed[0] == ("aac", made) and container.muxed[-1] == ("libx264", None)
    assert container.is_closed
