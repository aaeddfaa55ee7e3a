# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes in Python where there is no program in Python, and objects of GStreamer."""

import gc
import json
import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest
from remotemedia import Node

if "REMOTEMEDIA_TEST_NATIVE" not in os.environ:
    pytest.skip("needs the library", allow_module_level=True)
gi = pytest.importorskip("gi")
gst = pytest.importorskip("remotemedia.gst")
Gst = gst.Gst

BUILD = pathlib.Path(os.environ["REMOTEMEDIA_TEST_BUILD"])
LOADER = pathlib.Path(os.environ["REMOTEMEDIA_TEST_PLUGINS"], "libgstpython.so")
PLUGIN = pathlib.Path(__file__).parents[2] / "python" / "gst"
NODES = '''
import numpy as np
from remotemedia import Node

class Shout(Node):
    def process(self, data):
        return data.upper()

class Flaky(Node):
    calls = 0

    def process(self, data):
        self.calls += 1
        if self.calls == 1:
            raise ConnectionError("no line")
        return data

class Half(Node):
    def process(self, data):
        samples, rate = data
        return (samples / 2).astype(samples.dtype), rate

class Big(Node):
    def process(self, data):
        return {"sums": [1, 2**70]}

class Generator(Node):
    def process(self, data):
        yield data

class Sound(Node):
    def process(self, data):
        return np.zeros(10, "f4"), 8000

class Pairs(Node):
    is_streaming = True

    async def process(self, stream):
        async for first in stream:
            yield [first, await anext(stream)]
'''


@pytest.fixture(scope="module", autouse=True)
def start():
    Gst.init(None)


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """Return a function that runs a program which has gst-python's plugin loader."""
    if not LOADER.exists():
        pytest.skip("needs gst-python's plugin loader")
    folder = tmp_path_factory.mktemp("loader")
    (folder / "plugins").mkdir()
    (folder / "plugins" / LOADER.name).symlink_to(LOADER)
    (folder / "nodes.py").write_text(NODES)
    (folder / "values.json").write_text('["a", "b"]')
    plugins = (folder / "plugins", BUILD / "gst", PLUGIN, os.environ["GST_PLUGIN_PATH_1_0"])
    environment = {**os.environ, "GST_PLUGIN_PATH_1_0": ":".join(map(str, plugins)),
                   "GST_REGISTRY_1_0": str(folder / "registry.bin"), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*words, **nodes):
        for name, node_type in nodes.items():
            (folder / f"{name}.json").write_text(make_manifest(node_type))
        return subprocess.run([str(word) for word in words], cwd=folder, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=100)

    return run


def make_manifest(*node_types):
    nodes = [{"id": f"n{index}", "node_type": node_type} for index, node_type in enumerate(node_types)]
    connections = [{"from": f"n{index - 1}", "to": f"n{index}"} for index in range(1, len(nodes))]
    return json.dumps({"version": "v1", "metadata": {"name": "test"}, "nodes": nodes, "connections": connections})


def rmg(program, node_type, *options):
    return program(BUILD / "gst" / "tools" / "rmg", "run", "test.json", "-i", "values.json", *options, test=node_type)


@pytest.mark.parametrize("node_type, printed", [
    ("Shout", '["A","B"]\n'), ("Pairs", '["a","b"]\n'), ("DataSinkNode", '["a","b"]\n')])
def test_command_runs_node_classes_of_a_file_and_of_the_package(program, node_type, printed):
    ran = rmg(program, node_type, "--python", "nodes.py", "--allow-code")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout) in (json.loads(printed), [json.loads(printed)])


@pytest.mark.parametrize("node_type, message", [
    ("Big", "the output of 'n0': sums[1]: a Python object has no form in JSON"),
    ("Generator", "the output of 'n0': a Python object has no form in JSON"),
    ("Sound", "the output of 'n0' is media, which has no form in JSON")])
def test_command_fails_with_an_output_that_json_cannot_hold(program, node_type, message):
    ran = rmg(program, node_type, "--python", "nodes.py", "--allow-code")
    assert ran.returncode != 0 and ran.stdout == "" and message in ran.stderr


def test_command_retries_a_node_class(program):
    ran = rmg(program, "Flaky", "--python", "nodes.py", "--allow-code")
    assert (ran.returncode, ran.stdout) == (0, '["a","b"]\n')
    assert "attempt 1 failed, retry in 100 ms: ConnectionError: no line" in ran.stderr


@pytest.mark.parametrize("options, code, text", [
    ((), 3, "(a class of Python needs allow-code)"),
    (("--python", "nodes.py"), 2, "--python nodes.py runs code; allow it with --allow-code"),
    (("--python", "none.py", "--allow-code"), 3, "there is no file none.py")])
def test_command_without_permission_or_file_says_so(program, options, code, text):
    ran = rmg(program, "Shout", *options)
    assert ran.returncode == code and text in ran.stderr


@pytest.mark.parametrize("properties, code", [
    (("allow-code=true", "python-modules=nodes.py", "manifest=half.json"), 0),
    (("manifest=half.json", "python-modules=nodes.py", "allow-code=true"), 0), (("manifest=half.json",), 255)])
def test_bin_runs_node_classes_with_its_properties_in_any_order(program, properties, code):
    ran = program("gst-launch-1.0", "-q", "audiotestsrc", "num-buffers=3", "!", "audio/x-raw,format=F32LE,channels=2",
                  "!", "rmgbin", *properties, "!", "fakesink", half="Half")
    assert ran.returncode == code, ran.stderr
    assert code == 0 or "allow-code" in ran.stdout + ran.stderr


def test_view_keeps_the_memory_of_a_buffer(start):
    buffer = Gst.Buffer.new_wrapped(bytes(range(16)))
    part = gst.view(buffer)[3:5]
    del buffer
    gc.collect()
    assert part.tolist() == [3, 4] and not part.flags.writeable


@pytest.mark.parametrize("samples", [
    np.arange(20, dtype="f4"), np.arange(20, dtype="i2").reshape(2, 10), np.arange(20, dtype="f8").reshape(10, 2).T])
def test_wrapped_array_is_viewed_without_a_copy(samples):
    buffer, caps = gst.wrap(samples, 8000)
    assert not samples.flags.writeable
    seen = gst.view(buffer, caps)
    assert np.array_equal(seen, np.atleast_2d(samples)) and np.shares_memory(seen, samples)
    del buffer, seen
    gc.collect()
    assert samples.flags.writeable


@pytest.mark.parametrize("samples, error", [
    (np.zeros((2, 8), "f4")[:, ::2], ValueError), (np.zeros(8, ">f4"), ValueError), (np.zeros(8, "f2"), TypeError),
    ([0.0], TypeError), (np.zeros((2, 2, 2), "f4"), ValueError)])
def test_array_that_cannot_be_wrapped_is_an_error(samples, error):
    with pytest.raises(error, match="samples"):
        gst.wrap(samples, 8000)


def test_format_without_dtype_is_an_error():
    caps = Gst.Caps.from_string("audio/x-raw,format=S24LE,rate=8000,channels=1,layout=interleaved")
    with pytest.raises(ValueError, match="S24LE"):
        gst.view(Gst.Buffer.new_wrapped(bytes(6)), caps)


def test_messages_become_segments():
    reader = gst.SegmentReader()
    found = []
    for kind, position, more in (("start", 1, ""), ("end", 3, ", level-db=-20.0, probability=0.5")):
        text = (f"rmgvad, event=(string){kind}, stream-time=(guint64){position * 10**9}, "
                f"running-time=(guint64)0, timestamp=(guint64)0{more};")
        fields, _ = Gst.Structure.from_string(text)
        found.append(reader.read(Gst.Message.new_element(Gst.Pipeline.new("p"), fields)))
    segment = found[1]
    assert found[0] is None
    assert (segment.start_s, segment.end_s, segment.level_db, segment.probability) == (1.0, 3.0, -20.0, 0.5)


def test_class_with_the_name_of_a_type_of_the_library_is_refused():
    VADNode = type("VADNode", (sys.modules["remotemedia"].Node,), {"process": lambda self, data: data})
    with pytest.raises(Exception, match="VADNode is the name of a node type of the library"):
        gst.register(VADNode)


@pytest.mark.parametrize("wrong", [None, b"bytes"])
def test_view_of_another_object_is_an_error(start, wrong):
    with pytest.raises(TypeError, match=f"buffer: expected a Gst.Buffer, got {type(wrong).__name__}"):
        gst.view(wrong)


def test_data_that_numpy_cannot_view_is_a_failure_of_its_item(start, tmp_path):
    class Pass(Node):
        def process(self, data):
            return data

    gst.register(Pass)
    path = tmp_path / "pass.json"
    path.write_text(json.dumps({"version": "v1", "metadata": {"name": "pass"}, "connections": [],
                                "nodes": [{"id": "pass", "node_type": "Pass"}]}))
    pipeline = Gst.parse_launch(
        "appsrc name=source format=time caps=audio/x-raw,format=F32LE,rate=8000,channels=2,layout=non-interleaved "
        f'! rmgbin manifest="{path}" ! fakesink sync=false async=false')
    pipeline.set_state(Gst.State.PLAYING)
    source = pipeline.get_by_name("source")
    source.emit("push-buffer", Gst.Buffer.new_wrapped(bytes(800)))  # without GstAudioMeta
    source.emit("end-of-stream")
    message = pipeline.get_bus().timed_pop_filtered(60 * Gst.SECOND, Gst.MessageType.ERROR | Gst.MessageType.EOS)
    pipeline.set_state(Gst.State.NULL)
    assert message is not None and message.type == Gst.MessageType.ERROR
    error, _ = message.parse_error()
    assert "BufferError" in error.message
