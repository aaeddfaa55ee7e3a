# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Encoded files, with the library and without it."""

import io
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from remotemedia import Info, MediaError, blocks, convert, copies, decode, info, load, media, resample
from remotemedia.engine import library

RATE = 16000
NOISE = np.random.default_rng(9).normal(0, 0.2, (2, 20001)).astype("f4")
needs_library = pytest.mark.skipif("REMOTEMEDIA_TEST_NATIVE" not in os.environ, reason="no library")


@pytest.fixture
def flac(tmp_path):
    """A file that a session has encoded, and its samples."""
    import json

    from remotemedia import _native

    path = tmp_path / "clip.flac"
    samples = convert(NOISE, "i2")
    manifest = {"version": "v1", "metadata": {"name": "x"}, "connections": [],
                "nodes": [{"id": "out", "node_type": "MediaWriterNode", "params": {"output_path": str(path)}}]}
    session = _native.Session(json.dumps(manifest), sample_rate=RATE, channels=2, dtype="i2")
    session.push(samples)
    session.finish()
    while not session.is_ended:
        session.pull()
        session.wait(1)
    session.close()
    return path, samples


@needs_library
def test_flac_is_loaded_to_the_last_bit(flac):
    path, samples = flac
    loaded, rate = load(path)
    assert rate == RATE and loaded.dtype == np.float32 and np.array_equal(convert(loaded, "i2"), samples)
    assert np.array_equal(load(path, dtype="i16")[0], samples)
    assert load(path, dtype="f64")[0].dtype == np.float64


@needs_library
def test_part_of_flac_is_that_of_the_whole(flac):
    path, samples = flac
    assert np.array_equal(load(path, offset=0.5, duration=0.25, dtype="i16")[0], samples[:, 8000:12000])
    assert load(path, offset=99)[0].shape == (2, 0)
    mono, rate = load(path, sr=8000, mono=True)
    assert rate == 8000 and mono.shape == (10001,)
    expected = resample(convert(samples, "f4").mean(axis=0), RATE, 8000)
    assert np.abs(mono - expected).max() < 1e-5


@needs_library
def test_blocks_are_taken_on_several_threads(flac):
    path, samples = flac
    decoded = decode.decode(str(path), "i4")
    first, rate = next(decoded)
    with ThreadPoolExecutor(1) as pool:
        rest = pool.submit(list, decoded).result()
    loaded = np.concatenate([first, *(block for block, _ in rest)], axis=1)
    assert rate == RATE and np.array_equal(convert(loaded, "i2"), samples)


@needs_library
@pytest.mark.parametrize("duration, overlap", [(0.1, 0), (0.1, 0.04), (9, 0)])
def test_blocks_of_flac_make_up_the_file(flac, duration, overlap):
    path, samples = flac
    size, step = round(duration * RATE), round((duration - overlap) * RATE)
    found = [block for block, _ in blocks(path, duration=duration, overlap=overlap, dtype="i16")]
    for index, block in enumerate(found):
        assert np.array_equal(block, samples[:, index * step : index * step + size])
    assert (len(found) - 1) * step + found[-1].shape[1] == samples.shape[1]


@needs_library
def test_iteration_can_end_early(flac):
    assert next(blocks(flac[0], duration=0.1))[0].shape == (2, 1600)


@needs_library
def test_file_without_audio_is_an_error(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text("no sound\n" * 100, encoding="utf-8")
    for read in (load, lambda name: next(blocks(name))):
        with pytest.raises(MediaError, match=rf"{path}: cannot be decoded after 0\.000000 s: .*no sound") as caught:
            read(path)
        assert caught.value.position_s == 0 and caught.value.path == str(path)


@needs_library
def test_missing_file_is_the_error_of_open(tmp_path):
    with pytest.raises(FileNotFoundError, match="no.flac"):
        load(tmp_path / "no.flac")


def test_long_blocks_of_short_parts_are_copied_once(monkeypatch, tmp_path):
    (tmp_path / "a.flac").write_bytes(b"fLaC")
    parts = np.split(NOISE[:, :20000], 2000, axis=1)
    monkeypatch.setattr(decode, "decode", lambda path, dtype: ((part, RATE) for part in parts))
    before = copies()
    found = [samples for samples, _ in blocks(tmp_path / "a.flac", duration=0.125)]
    assert np.array_equal(np.concatenate(found, axis=1), NOISE[:, :20000])
    assert copies() - before <= 2 * len(found) == 20


@pytest.fixture(params=["cut", "hole"])
def damaged(flac, request):
    """A file whose decoder passes over the damage, and the number of samples that are missing at most."""
    path, samples = flac
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(content[:middle] + (b"" if request.param == "cut" else bytes(300) + content[middle + 300 :]))
    return path, samples


@needs_library
def test_damage_that_the_decoder_passes_over_is_an_error(damaged):
    path, samples = damaged
    with pytest.raises(MediaError, match=rf"{path}: The file (is damaged|ends after)") as caught:
        load(path, dtype="i16")
    partial, rate = caught.value.partial
    n_read = partial.shape[1]
    assert rate == RATE and 0 < n_read < 20001 and caught.value.position_s == pytest.approx(n_read / RATE)
    assert np.array_equal(partial[:, :4000], samples[:, :4000])


@needs_library
def test_warnings_of_a_session_are_kept_on_demand_and_taken_once(damaged):
    from remotemedia import _native

    def play(**options):
        session = _native.Session(decode.make_manifest(str(damaged[0]), None), **options)
        while not session.is_ended:
            session.pull() or session.wait(1)
        return session

    session = play(warnings=True)
    assert len(session.take_warnings()) == 1 and session.take_warnings() == []
    assert play().take_warnings() == []


@needs_library
def test_start_of_a_damaged_file_is_loaded(damaged):
    path, samples = damaged
    assert np.array_equal(load(path, duration=0.25, dtype="i16")[0], samples[:, :4000])


@needs_library
def test_blocks_and_frames_of_a_damaged_file_come_before_the_error(damaged):
    n_samples = []
    for read in (lambda: (block.shape[1] for block, _ in blocks(damaged[0], duration=0.1)),
                 lambda: (frame.samples for _, frame in media.read_frames(damaged[0]))):
        found = []
        with pytest.raises(MediaError, match="is damaged|ends after"):
            for count in read():
                found.append(count)
        n_samples.append(sum(found))
    assert n_samples[0] == n_samples[1] > 4000


class Broken:
    """A session that fails after its second block."""

    is_ended = False

    def __init__(self, manifest, any_thread, warnings):
        self.n_pulls = 0

    def pull(self):
        self.n_pulls += 1
        if self.n_pulls == 3:
            raise RuntimeError("damage")
        return [(NOISE[:, :800], RATE)]

    def close(self):
        pass


@pytest.fixture
def broken(tmp_path, monkeypatch):
    class Library:
        Session = Broken

    monkeypatch.setattr(library, "load", lambda: Library)
    path = tmp_path / "a.ogg"
    path.write_bytes(b"OggS" * 9)
    return path


def test_damage_has_the_audio_before_it_and_its_position(broken):
    with pytest.raises(MediaError, match=rf"{broken}: cannot be decoded after 0\.100000 s: damage") as caught:
        load(broken, offset=0.05)
    assert np.array_equal(caught.value.partial[0], NOISE[:, :800]) and caught.value.position_s == 0.1


def test_blocks_before_the_damage_come_before_the_error(broken):
    found = []
    with pytest.raises(MediaError, match="damage"):
        for samples, _ in blocks(broken, duration=0.07):
            found.append(samples)
    assert [block.shape[1] for block in found] == [1120, 480]


def test_without_the_library_the_error_names_it(tmp_path, monkeypatch):
    monkeypatch.setattr(library, "load", lambda: "librmg is not available (not built)")
    path = tmp_path / "a.flac"
    path.write_bytes(b"fLaC" * 9)
    with pytest.raises(MediaError, match=rf"{path}: not a WAV file; other formats need the library, and librmg is not"):
        load(path)


@needs_library
def test_frames_of_flac_are_those_of_the_file(flac):
    path, samples = flac
    frames = [frame for kind, frame in media.read_frames(path) if kind == "audio"]
    assert np.array_equal(np.concatenate([convert(frame.to_ndarray(), "i2") for frame in frames], axis=1), samples)
    assert [frame.pts for frame in frames] == list(np.cumsum([0, *(frame.samples for frame in frames[:-1])]))
    assert {(frame.sample_rate, frame.layout.name, frame.format.name) for frame in frames} == {(RATE, "stereo", "fltp")}


@needs_library
def test_info_describes_an_encoded_file(flac):
    path, samples = flac
    found = info(path)
    assert found == Info(str(path), "FLAC", "flac", RATE, 2, samples.shape[1], 0)
    assert found.duration_s == samples.shape[1] / RATE


@pytest.mark.parametrize("head, expected", [
    (b"fLaC\0\0\0\x22", ("FLAC", "flac")), (b"OggS" + bytes(24) + b"OpusHead", ("Ogg", "opus")),
    (b"OggS" + bytes(24) + b"\x01vorbis", ("Ogg", "vorbis")), (b"OggS" + bytes(24) + b"\x7fFLAC", ("Ogg", "flac")),
    (b"OggS" + bytes(24) + b"Speex   ", ("Ogg", "unknown")), (b"\0\0\0\x20ftypM4A ", ("MP4", "unknown")),
    (b"ID3\x04", ("MPEG", "unknown")), (b"\xff\xf1\x50\x80", ("ADTS", "aac")), (b"\xff\xfb\x90\x00", ("MPEG", "mp3")),
    (b"\xff\xf3\x90\x00", ("MPEG", "mp3")), (b"\xff\xfd\xc0\x00", ("MPEG", "mp2")), (b"\xff\xf4\xc0\x00", ("MPEG", "mp2")),
    (b"\xff\xff\xc0\x00", ("MPEG", "mp1")),
    (b"\xff", ("unknown", "unknown")), (b"junk", ("unknown", "unknown")), (b"", ("unknown", "unknown"))])
def test_first_bytes_name_container_and_coding(head, expected):
    assert decode.identify(head) == expected


@pytest.mark.parametrize("flags, n_tags, coding", [(0, 1, "aac"), (0x10, 1, "mp2"), (0, 3, "mp3")])
def test_tags_before_the_first_frame_are_skipped(flags, n_tags, coding):
    frame = {"aac": b"\xff\xf1\x50\x80", "mp2": b"\xff\xfd\xc0\x00", "mp3": b"\xff\xfb\x90\x00"}[coding]
    tag = b"ID3\x04\0" + bytes([flags, 0, 0, 2, 5]) + bytes(2 * 128 + 5) + (b"3DI" + bytes(7) if flags else b"")
    assert decode.identify(decode.read_head(io.BytesIO(tag * n_tags + frame))) in (("MPEG", coding), ("ADTS", coding))


@pytest.mark.parametrize("head", [b"ID3", b"ID3\x04\0\0\0\0\0\0", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(99), b""])
def test_tags_without_a_frame_name_nothing(head):
    assert decode.identify(decode.read_head(io.BytesIO(head)))[1] == "unknown"
