# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Reading and writing nodes, and the tracks."""

import asyncio
import threading
import time
import types

import numpy as np
import pytest
from remotemedia.core import NodeError, Pipeline, PipelineError
from remotemedia.media import AudioFrame, Writer
from remotemedia.nodes import source
from remotemedia.nodes.audio import AudioBuffer, AudioResampleNode
from remotemedia.nodes.sink import MediaWriterNode
from remotemedia.nodes.source import (
    AudioTrackSource,
    LocalMediaReaderNode,
    MediaReaderNode,
    TrackSource,
    VideoTrackSource,
)


@pytest.fixture
def speech(tmp_path):
    """A path, and the samples that it has."""
    samples = np.sin(np.arange(5000) / 9).reshape(1, -1).astype("f4") / 2
    with Writer(tmp_path / "speech.wav") as writer:
        writer.write("audio", AudioFrame(samples, 16000))
    return str(tmp_path / "speech.wav"), np.rint(samples * 32768) / 32768


@pytest.mark.parametrize("reader", [MediaReaderNode, LocalMediaReaderNode])
def test_reader_is_a_source_of_frames(speech, reader):
    frames = Pipeline(reader(path=speech[0])).run_sync()
    assert [frame["audio"].samples for frame in frames] == [1024, 1024, 1024, 1024, 904]


def test_track_has_float_samples_with_their_rate(speech):
    clips = Pipeline(MediaReaderNode(path=speech[0]), AudioTrackSource()).run_sync()
    assert {rate for _, rate in clips} == {16000} and clips[0][0].dtype == np.float32
    assert np.array_equal(np.concatenate([samples for samples, _ in clips], axis=1), speech[1])


def test_file_goes_through_nodes_to_a_file(speech, tmp_path):
    target = tmp_path / "out.wav"
    pipeline = Pipeline(MediaReaderNode(path=speech[0]), AudioTrackSource(), AudioBuffer(8000),
                        AudioResampleNode(target_sample_rate=8000), MediaWriterNode(output_path=str(target)))
    assert pipeline.run_sync() is None
    clips = Pipeline(MediaReaderNode(path=str(target)), AudioTrackSource()).run_sync()
    assert sum(samples.shape[1] for samples, _ in clips) == 2500 and clips[0][1] == 8000


def test_path_of_the_reader_may_be_a_uri(speech):
    assert len(Pipeline([MediaReaderNode("file://" + speech[0])]).run_sync()) == 5
    with pytest.raises(PipelineError, match="path: expected a path or a URI of a file, got 'http://a/b.wav'"):
        Pipeline([MediaReaderNode("http://a/b.wav")]).run_sync()


def test_unknown_arguments_of_the_reader_are_kept(speech):
    assert MediaReaderNode(path=speech[0], chunk=3).config["chunk"] == 3


@pytest.mark.parametrize("name, message", [("none.wav", "there is no file"), (".", "the folder")])
def test_reader_without_file_fails_before_the_run(tmp_path, name, message):
    with pytest.raises(PipelineError, match=message):
        Pipeline(MediaReaderNode(path=str(tmp_path / name))).run_sync()


def test_damaged_file_is_an_error_with_the_frames_before(speech):
    with open(speech[0], "r+b") as file:
        file.truncate(6000)
    with pytest.raises(NodeError, match="samples early, at .* s .byte (5999|6000)") as caught:
        Pipeline(MediaReaderNode(path=speech[0])).run_sync()
    assert len(caught.value.partial) == 3


def test_realtime_waits_for_the_time_of_frames(speech, monkeypatch):
    waits = []

    async def note(delay_s):
        waits.append(delay_s)

    monkeypatch.setattr(asyncio, "sleep", note)
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)

    async def read():
        return [frame async for frame in MediaReaderNode(path=speech[0], realtime=True).process()]

    assert len(asyncio.run(read())) == 5
    assert np.allclose(waits, [0, 0.064, 0.128, 0.192, 0.256])


def test_cancelled_reader_waits_for_the_thread_that_reads(speech, monkeypatch):
    entered, left, calls = threading.Event(), threading.Event(), []

    def read(path):
        try:
            entered.set()
            assert left.wait(60)
            yield "audio", None
        finally:
            calls.append("closed")

    monkeypatch.setattr(source, "read_frames", read)

    async def cancel():
        task = asyncio.ensure_future(MediaReaderNode(path=speech[0]).process().__anext__())
        assert await asyncio.to_thread(entered.wait, 60)
        task.cancel()
        await asyncio.sleep(0)
        left.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert calls == ["closed"]


def test_tracks_drop_other_items():
    sound, picture = {"audio": AudioFrame(np.zeros((1, 4), "i2"), 8000)}, {"video": object()}
    assert AudioTrackSource().process(picture) is None
    assert VideoTrackSource().process(sound) is None
    assert TrackSource().process(picture) is picture["video"]
    assert TrackSource().process(5) is None


def test_video_track_has_pixels_and_time():
    frame = types.SimpleNamespace(to_ndarray=lambda format: f"pixels of {format}", pts=7)
    assert VideoTrackSource().process({"video": frame}) == ("pixels of bgr24", 7)
    assert VideoTrackSource(output_format="rgb24").process({"video": frame}) == ("pixels of rgb24", 7)


def test_writer_takes_clips_and_frames(tmp_path):
    path = tmp_path / "a.wav"
    samples = np.full((2, 100), 0.25, "f4")
    Pipeline(MediaWriterNode(str(path))).run_sync([
        (samples, 8000), {"audio": AudioFrame(samples, 8000)}, {"audio": (samples, 8000)}])
    read, rate = Pipeline(MediaReaderNode(str(path)), AudioTrackSource()).run_sync()
    assert (read.shape, rate) == ((2, 300), 8000) and (read == 0.25).all()


def test_writer_without_rate_is_an_error(tmp_path):
    with pytest.raises(NodeError, match="samples without a rate"):
        Pipeline(MediaWriterNode(str(tmp_path / "a.wav"))).run_sync(np.zeros(5, "f4"))


def test_writer_that_cannot_write_fails_before_the_run(tmp_path):
    with pytest.raises(PipelineError, match="No such file"):
        Pipeline(MediaWriterNode(str(tmp_path / "no" / "a.wav"))).run_sync((np.zeros(5, "f4"), 8000))
