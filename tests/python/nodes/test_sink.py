# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes that write files and pass their input on."""

import numpy as np
import pytest
from remotemedia import Pipeline, info, load
from remotemedia.core import NodeError, PipelineError
from remotemedia.nodes.sink import AudioFileWriterNode, VideoFileWriterNode

CLIPS = [(np.linspace(-1.5, 1.5, 1001, dtype="f4").reshape(1, -1), 8000), (np.ones((1, 7), "f4"), 8000)]


def test_audio_writer_passes_clips_and_writes_floats(tmp_path):
    path = tmp_path / "out.wav"
    outputs = Pipeline([AudioFileWriterNode(path)]).run_sync(CLIPS)
    assert outputs[0] is CLIPS[0] and outputs[1] is CLIPS[1]
    samples, rate = load(path)
    assert (info(path).coding, rate) == ("f32", 8000)
    assert np.array_equal(samples, np.concatenate([clip for clip, _ in CLIPS], axis=1))


def test_audio_writer_refuses_another_format(tmp_path):
    with pytest.raises(NodeError, match="expected 1 channels at 8000 Hz as before, got 1 at 16000 Hz"):
        Pipeline([AudioFileWriterNode(tmp_path / "out.wav")]).run_sync([CLIPS[0], (CLIPS[1][0], 16000)])


def read_y4m(path):
    """Return the header and the planes of each frame."""
    head, _, rest = path.read_bytes().partition(b"\n")
    width, height = (int(field[1:]) for field in head.decode().split()[1:3])
    size = 3 * width * height
    frames = [rest[start + 6 : start + 6 + size] for start in range(0, len(rest), size + 6)]
    return head.decode(), [np.frombuffer(frame, "u1").reshape(3, height, width) for frame in frames]


@pytest.mark.parametrize("fps, rate", [(30, "30:1"), (29.97002997, "30000:1001"), (12.5, "25:2")])
def test_video_writer_passes_frames_and_writes_y4m(tmp_path, fps, rate):
    path = tmp_path / "out.y4m"
    white = np.full((3, 5, 3), 255, "u1")
    blue = np.zeros((3, 5, 3), "f4")
    blue[..., 0] = 1.0
    items = [white, (blue, 7), {"video": white[..., 0]}, "other"]
    outputs = Pipeline([VideoFileWriterNode(path, fps)]).run_sync(items)
    assert all(output is item for output, item in zip(outputs, items))
    head, frames = read_y4m(path)
    assert head == f"YUV4MPEG2 W5 H3 F{rate} Ip A1:1 C444" and len(frames) == 3
    assert [tuple(frame[:, 1, 2]) for frame in frames] == [(235, 128, 128), (41, 240, 110), (235, 128, 128)]


@pytest.mark.parametrize("params, kind, message", [
    ({"fps": 0}, PipelineError, "fps: expected more than 0"), ({"fps": float("nan")}, PipelineError, "fps"),
    ({"input_format": "yuv"}, PipelineError, "input_format: expected one of"),
    ({"output_path": "/none/x.y4m"}, PipelineError, "/none/x.y4m")])
def test_video_writer_names_a_bad_argument(tmp_path, params, kind, message):
    with pytest.raises(kind, match=message):
        Pipeline([VideoFileWriterNode(**{"output_path": tmp_path / "x.y4m", **params})]).run_sync(np.zeros((2, 2, 3), "u1"))


def test_video_writer_refuses_another_size(tmp_path):
    with pytest.raises(NodeError, match="expected frames of 2 x 2 as before, got 4 x 2"):
        Pipeline([VideoFileWriterNode(tmp_path / "x.y4m")]).run_sync([np.zeros((2, 2, 3), "u1"), np.zeros((2, 4, 3), "u1")])
