# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A player of GStreamer whose audio filter is a manifest with a node in Python.

Needs the library. Needs the package gi.

Prints:
    a file with a peak of 0.50 is played
    the node saw 24000 samples, and the sink a peak of 0.25
"""

import json
import tempfile
from pathlib import Path

import gi
import numpy as np

gi.require_version("Gst", "1.0")
from gi.repository import Gst  # noqa: E402

from remotemedia import Node, gst, save  # noqa: E402


class Quieter(Node):
    n_samples = 0

    def process(self, data):
        samples, rate = data
        Quieter.n_samples += samples.shape[1]
        return (samples * 0.5).astype(samples.dtype), rate


def find_peak(sink, buffer, pad, peaks):
    samples = gst.view(buffer, pad.get_current_caps())
    peaks.append(np.abs(samples.astype("f8")).max() / 2**15)


Gst.init(None)
gst.register(Quieter)
with tempfile.TemporaryDirectory() as folder:
    path, peaks = Path(folder) / "tone.wav", []
    save(path, 0.5 * np.sin(np.arange(24000) / 10), 48000, dtype="i16")
    print("a file with a peak of 0.50 is played")
    player = Gst.parse_launch(
        f"playbin uri={path.as_uri()} audio-sink=\"capsfilter caps=audio/x-raw,format=S16LE ! "
        "fakesink name=sink signal-handoffs=true\"")
    manifest = {"version": "v1", "metadata": {"name": "quieter"}, "nodes": [{"id": "quieter", "node_type": "Quieter"}],
                "connections": []}
    player.props.audio_filter = Gst.ElementFactory.make("rmgbin", None)
    player.props.audio_filter.props.manifest_json = json.dumps(manifest)
    player.props.audio_sink.get_by_name("sink").connect("handoff", find_peak, peaks)
    player.set_state(Gst.State.PLAYING)
    message = player.get_bus().timed_pop_filtered(Gst.CLOCK_TIME_NONE, Gst.MessageType.EOS | Gst.MessageType.ERROR)
    player.set_state(Gst.State.NULL)
    assert message.type == Gst.MessageType.EOS, message.parse_error()
    print(f"the node saw {Quieter.n_samples} samples, and the sink a peak of {max(peaks):.2f}")
