# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes for video frames."""

import logging

import numpy as np
import pytest
from remotemedia.core import Pipeline
from remotemedia.nodes.video import VideoBuffer, VideoResizer, VideoTransform


def make_frame(height=8, width=12):
    return np.arange(height * width * 3, dtype="u1").reshape(height, width, 3)


class PyAvFrame:
    """The part of av.VideoFrame that the nodes use."""

    def __init__(self, **form):
        self.form = form

    def reformat(self, **form):
        return PyAvFrame(**form)


@pytest.mark.parametrize("node", [VideoTransform(resolution=(6, 4)), VideoResizer(target_resolution=(6, 4))])
def test_frames_of_each_form_are_scaled(node):
    frame = make_frame()
    assert node.process(frame).shape == (4, 6, 3)
    scaled, pts = node.process((frame, 40))
    assert (scaled.shape, scaled.dtype, pts) == ((4, 6, 3), np.uint8, 40)
    assert node.process({"video": frame, "n": 1})["n"] == 1
    assert node.process({"video": PyAvFrame()})["video"].form.items() >= {"width": 6, "height": 4}.items()
    assert node.process(frame[:, :, 0]).shape == (4, 6)


def test_defaults_are_full_hd():
    assert VideoTransform().resolution == VideoResizer().target_resolution == (1920, 1080)


def test_frame_of_that_size_is_the_very_object():
    frame = make_frame(4, 6)
    assert VideoResizer((6, 4)).process(frame) is frame


def test_smaller_picture_is_a_weighted_mean():
    half = VideoResizer((2, 2)).process(np.kron([[0, 80], [160, 240]], np.ones((4, 4))).astype("u1"))
    assert half.tolist() == [[30, 90], [150, 210]]  # an eighth comes from the neighbour


def test_flat_picture_stays_flat():
    flat = np.full((37, 53, 3), 77, "u1")
    for size in ((7, 5), (53, 90), (199, 3)):
        assert (VideoResizer(size).process(flat) == 77).all()


def test_larger_picture_is_linear_between_pixels():
    row = VideoResizer((8, 1)).process(np.array([[0.0, 1.0, 2.0, 3.0]], "f4"))[0]
    assert np.allclose(row, [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3])


def test_colours_are_converted():
    frame = make_frame(2, 2)
    rgb = VideoTransform((2, 2), output_format="rgb24").process(frame)
    assert (rgb == frame[:, :, ::-1]).all()
    rgba = VideoTransform((2, 2), output_format="RGBA").process(frame)
    assert (rgba[:, :, 3] == 255).all() and (rgba[:, :, :3] == rgb).all()
    gray = VideoTransform((2, 2), output_format="gray", input_format="rgb24").process(rgb)
    assert (gray == np.rint(rgb @ np.array([0.299, 0.587, 0.114]))).all()
    back = VideoTransform((2, 2), output_format="bgr24").process(gray)
    assert (back == gray[:, :, None]).all()


def test_other_items_pass(caplog):
    node = VideoResizer((6, 4))
    audio = {"audio": object()}
    assert node.process(audio) is audio and not caplog.records
    with caplog.at_level(logging.WARNING):
        assert node.process("text") == "text"
    assert "expected a video frame, got str" in caplog.text


@pytest.mark.parametrize("bad", [(0, 4), (6,), (6, 4.5), "6x4", None, (True, 4), (1 << 20, 4)])
def test_bad_resolution_is_an_error(bad):
    with pytest.raises(ValueError, match="target_resolution: expected"):
        VideoResizer(bad)


def test_buffer_passes_frames_or_collects_lists():
    frame = make_frame()
    assert VideoBuffer().process(frame) is frame
    assert Pipeline(VideoBuffer(buffer_size=2)).run_sync([1, 2, 3]) == [[1, 2], [3]]
    with pytest.raises(ValueError, match="buffer_size"):
        VideoBuffer(buffer_size=0)


def test_parameters_come_back_from_a_manifest():
    pipeline = Pipeline(VideoTransform((6, 4), output_format="gray"), VideoResizer((3, 2)), VideoBuffer(2))
    again = Pipeline.from_json(pipeline.serialize())
    frame = make_frame()
    assert np.array_equal(again.run_sync([frame, frame]), pipeline.run_sync([frame, frame]))
