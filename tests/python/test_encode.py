# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Files that the library encodes; test_media.py has those of the package av."""

import os

import numpy as np
import pytest
import standins
from remotemedia import NodeError, Pipeline, PipelineError, convert, info, load, media, nodes

pytestmark = pytest.mark.skipif("REMOTEMEDIA_TEST_NATIVE" not in os.environ, reason="no library")
RATE = 48000
TONE = (0.4 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype("f4")
STEREO = np.stack([TONE, TONE / 2])
LOSSY = {"ogg": "vorbis", "opus": "opus", "mp3": "mp3"}


def write(path, *items):
    Pipeline(nodes.MediaWriterNode(str(path))).run_sync(list(items))


def measure_snr_db(expected, found):
    """Of the middle, at the delay that fits best: a codec may add some."""
    middle = expected[10000:40000]
    errors = [np.square(found[10000 + shift : 40000 + shift] - middle).mean() for shift in range(-50, 3000)]
    return 10 * np.log10(np.square(middle).mean() / min(errors))


@pytest.mark.parametrize("dtype", ["i2", ">i2"])
def test_flac_has_each_bit_of_all_items(tmp_path, dtype):
    path = tmp_path / "a.FLAC"
    samples = convert(STEREO, "i2")
    write(path, (samples[:, :7].astype(dtype), RATE), (samples[:, 7:30001].astype(dtype), RATE),
          {"audio": media.AudioFrame(samples[:, 30001:], RATE)})
    found, rate = load(path, dtype="i2")
    assert rate == RATE and np.array_equal(found, samples)
    assert os.listdir(tmp_path) == ["a.FLAC"]


def test_format_of_the_first_item_is_that_of_the_file(tmp_path):
    path = tmp_path / "a.flac"
    write(path, (convert(STEREO, "i2"), RATE), (STEREO, RATE), (STEREO.astype("f8"), RATE))
    assert np.array_equal(load(path, dtype="i2")[0], np.tile(convert(STEREO, "i2"), 3))


@pytest.mark.parametrize("extension", LOSSY)
def test_lossy_formats_sound_as_the_input(tmp_path, extension):
    path = tmp_path / f"a.{extension}"
    write(path, (STEREO, RATE))
    found, rate = load(path)
    assert (rate, len(found), info(path).coding) == (RATE, 2, LOSSY[extension])
    assert abs(found.shape[1] - RATE) <= 3000  # padding of the codec
    for channel in range(2):
        assert measure_snr_db(STEREO[channel], found[channel]) > 20


def test_source_is_encoded_as_one_stream(tmp_path):
    path, target = tmp_path / "a.wav", tmp_path / "b.flac"
    write(path, (STEREO, RATE))
    Pipeline(nodes.MediaReaderNode(str(path)), nodes.MediaWriterNode(str(target))).run_sync()
    assert np.array_equal(load(target, dtype="i2")[0], load(path, dtype="i2")[0])


def test_another_rate_and_other_media_are_errors(tmp_path):
    with media.Writer(tmp_path / "a.flac") as writer:
        writer.write("audio", media.AudioFrame(STEREO, RATE))
        with pytest.raises(ValueError, match="expected 2 channels at 48000 Hz as before, got 1 at 48000 Hz"):
            writer.write("audio", media.AudioFrame(STEREO[:1], RATE))
        with pytest.raises(ValueError, match="no video"):
            writer.write("video", None)
    writer.close()
    with pytest.raises(ValueError, match="closed"):
        writer.write("audio", media.AudioFrame(STEREO, RATE))
    assert load(tmp_path / "a.flac")[0].shape == STEREO.shape


@pytest.mark.parametrize("n_frames", [0, 1])
def test_no_samples_make_no_file(tmp_path, n_frames):
    with media.Writer(tmp_path / "a.flac") as writer:
        for _ in range(n_frames):
            writer.write("audio", media.AudioFrame(np.zeros((2, 0), "f4"), 48000))
    assert os.listdir(tmp_path) == []


def test_relative_path_is_that_of_the_start(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    writer = media.Writer("a.flac")
    monkeypatch.chdir(tmp_path / "elsewhere")
    writer.write("audio", media.AudioFrame(np.zeros((2, 4800), "f4"), 48000))
    writer.close()
    assert (tmp_path / "a.flac").stat().st_size > 0


def test_path_that_cannot_be_written_fails_before_the_run(tmp_path):
    (tmp_path / "folder.mp3").mkdir()
    for name, error in (("no/a.mp3", FileNotFoundError), ("folder.mp3", IsADirectoryError)):
        with pytest.raises(error, match=name):
            media.Writer(tmp_path / name)
        with pytest.raises(PipelineError, match=name):
            write(tmp_path / name, (STEREO, RATE))


def test_missing_encoder_is_named_before_the_run(tmp_path, monkeypatch):
    standins.hide(monkeypatch, "av")
    try:
        write(tmp_path / "a.m4a", (STEREO, RATE))
    except PipelineError as error:
        assert "needs the element" in str(error) and "install" in str(error)
    else:
        assert load(tmp_path / "a.m4a")[0].shape[0] == 2


def test_full_disk_is_the_failure_of_the_node(tmp_path):
    (tmp_path / "full.flac").symlink_to("/dev/full")
    noise = np.random.default_rng(1).integers(-9999, 9999, (2, 200000), "i2")
    with pytest.raises(NodeError, match="full"):
        write(tmp_path / "full.flac", *[(noise, RATE)] * 5)


def test_raw_file_has_the_samples_of_the_first_frame(tmp_path):
    samples = (STEREO * 20000).astype("i2")
    with media.Writer(tmp_path / "a.raw") as writer:
        writer.write("audio", media.AudioFrame(samples, RATE))
    np.testing.assert_array_equal(np.fromfile(tmp_path / "a.raw", "<i2").reshape(-1, 2).T, samples)


def test_rate_that_the_codec_lacks_is_resampled(tmp_path):
    with media.Writer(tmp_path / "a.opus") as writer:
        writer.write("audio", media.AudioFrame(np.zeros((2, 44100), "f4"), 44100))
    found = info(tmp_path / "a.opus")
    assert found.sample_rate == 48000 and abs(found.duration_s - 1.0) < 0.05
