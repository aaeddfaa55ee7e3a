# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Further behaviour that programs for the existing SDK rely on, or that differs on purpose; see test_rows.py."""

import asyncio
import json
import logging
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import numpy as np
import pytest
import remotemedia
import remotemedia_runtime
from remotemedia import (
    AddNode,
    AudioResampleNode,
    FormatConverterNode,
    MultiplyNode,
    Node,
    PassThroughNode,
    Pipeline,
    VADNode,
    save,
)
from remotemedia.core import NodeError, PipelineError, RemoteExecutionError
from remotemedia.engine import retry
from remotemedia.engine.edges import Edge, Value
from remotemedia.engine.run import Run
from remotemedia.nodes import MediaReaderNode, catalog, source

SOURCE = Path(__file__).parents[3]
TONE = (0.5 * np.sin(np.arange(48000) / 20)).astype("f4")


@pytest.fixture
def sleeps(monkeypatch):
    """The delays before retries, which do not pass here."""
    taken = []

    async def count(delay_s):
        taken.append(delay_s)

    monkeypatch.setitem(Run.__init__.__kwdefaults__, "sleep", count)
    return taken


def load(*nodes, connections=()):
    return Pipeline.from_json({
        "version": "v1", "metadata": {"name": "m"}, "nodes": [{"id": node_id, **entry} for node_id, entry in nodes],
        "connections": [{"from": start, "to": end} for start, end in connections]})


@pytest.mark.parametrize("name", ["AudioResampleNode", "VADNode", "FormatConverterNode", "PassThroughNode"])
def test_row_12_top_level_has_the_documented_nodes(name):
    namespace = {}
    exec(f"from remotemedia import Pipeline, {name}", namespace)
    assert issubclass(namespace[name], Node)


def test_row_15_detection_is_repeated_and_looked_up_in_the_package(monkeypatch):
    calls = []
    monkeypatch.setattr(remotemedia, "_rust_runtime", None)
    monkeypatch.setattr(remotemedia, "try_load_rust_runtime", lambda: calls.append(1) or (False, None, "Module not found: x"))
    for _ in range(3):
        with pytest.warns(UserWarning, match="Rust runtime unavailable: Module not found: x"):
            assert not remotemedia.is_rust_runtime_available()
    assert len(calls) == 3


def test_row_15_run_honours_the_replaced_function(monkeypatch):
    pipeline = Pipeline([AddNode(addend=1)])
    monkeypatch.setattr(remotemedia, "is_rust_runtime_available", lambda: False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert {row.runs for row in pipeline.explain()} == {"python"} and pipeline.run_sync(1) == 2


@pytest.mark.parametrize("use_rust", [True, False])
def test_row_30_resampler_takes_all_of_a_clip(use_rust):
    clip = np.tile(TONE, 10)
    samples, rate = asyncio.run(Pipeline([AudioResampleNode(16000)]).run((clip, 44100), use_rust))
    assert samples.shape == (1, -(-len(clip) * 16000 // 44100)) and rate == 16000
    thirds = np.array_split(np.abs(samples[0]), 3)
    assert all(0.45 < part.max() < 0.55 for part in thirds)


def test_row_38_sinks_and_equals_are_in_the_order_of_the_manifest():
    names = ["z", "a", "m", "b"]
    nodes = [("in", {"node_type": "PassThroughNode"})]
    nodes += [(name, {"node_type": "AddNode", "params": {"addend": index}}) for index, name in enumerate(names)]
    pipeline = load(*nodes, connections=[("in", name) for name in names])
    for _ in range(5):
        assert pipeline.run_sync(10) == [10, 11, 12, 13]
    assert [row.node_id for row in pipeline.explain()] == ["in", *names]


def test_row_47_three_retries_are_four_executions(nodes, sleeps):
    node = nodes.FailAt(1, TimeoutError("slow"))
    with pytest.raises(NodeError) as caught:
        Pipeline([node]).run_sync(1)
    assert (node.n_calls, caught.value.attempts) == (4, 4) and "Retry exhausted after 4 attempts: TimeoutError: slow" in str(caught.value)
    assert sleeps == [0.1, 0.2, 0.4]


def test_row_48_each_node_has_a_breaker_that_opens_at_the_fifth_failure(nodes):
    broken, other = nodes.FailAt("bad", ValueError("x")), nodes.AddOne()
    pipeline = Pipeline([broken], on_error="skip")
    assert pipeline.run_sync(["bad"] * 8) is None
    assert broken.n_calls == 5 and len(pipeline.errors) == 8
    assert "circuit breaker is open after 5 failures in a row" in str(pipeline.errors[5])
    assert Pipeline([other], on_error="skip").run_sync([1, 2]) == [2, 3]


def test_row_48_breaker_lets_a_probe_through():
    breaker = retry.Breaker()
    for _ in range(5):
        breaker.count_failure(10.0)
    assert breaker.is_open(39.9) and not breaker.is_open(40.0)
    breaker.count_success()
    assert not breaker.is_open(40.0)


@pytest.mark.parametrize("error, n_calls", [
    (TimeoutError(), 4), (ConnectionError(), 4), (ConnectionResetError(), 4), (OSError("disk"), 4),
    (ValueError(), 1), (KeyError(), 1), (FileNotFoundError(), 1), (PermissionError(), 1)])
def test_row_49_failures_that_may_pass_are_repeated(nodes, sleeps, error, n_calls):
    node = nodes.FailAt(1, error)
    with pytest.raises(NodeError):
        Pipeline([node]).run_sync(1)
    assert node.n_calls == n_calls


def test_row_57_documents_have_no_figure_of_the_existing_sdk():
    for page in (SOURCE / "README.md", *(SOURCE / "docs").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        assert not any(figure in text for figure in ("62x", "62×", "121x", "121×", "193x", "193×", "361x", "361×")), page


def test_row_58_outputs_of_all_sinks_and_items_come_out():
    pipeline = load(("in", {"node_type": "PassThroughNode"}), ("left", {"node_type": "AddNode", "params": {"addend": 1}}),
                    ("right", {"node_type": "AddNode", "params": {"addend": 2}, "is_output_node": True}),
                    connections=[("in", "left"), ("in", "right")])
    assert pipeline.run_sync([10, 20]) == [11, 12, 21, 22]


def test_row_59_validate_prints_json_alone_with_that_format(tmp_path, capsys):
    from remotemedia import cli

    path = tmp_path / "m.json"
    path.write_text(Pipeline([AddNode()]).serialize())
    assert cli.main(["validate", str(path), "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["valid"] is True
    assert cli.main(["validate", str(path)]) == 0
    assert "{" not in capsys.readouterr().out


def test_row_65_pipelines_log_warnings_and_retries_are_warnings(nodes, sleeps, caplog):
    assert Pipeline().logger.level == logging.WARNING
    assert Pipeline([nodes.FailAt(1, TimeoutError("slow"), n_times=1)]).run_sync(1) == 1
    (record,) = caplog.records
    assert record.levelno == logging.WARNING and "slow; next attempt in 0.1 s" in record.getMessage()


def test_row_66_metrics_of_the_runtime_are_read_in_both_forms():
    pipeline = Pipeline([AddNode()], enable_metrics=True)
    pipeline.run_sync(1)
    text = json.dumps(pipeline.get_metrics())
    assert json.loads(remotemedia_runtime.get_metrics(text))["node_metrics"][0]["node_id"] == "AddNode_0"
    internal = {"pipeline_id": "p", "total_duration": {"secs": 1, "nanos": 5000},
                "node_metrics": {"n": {"execution_count": 2, "total_duration": {"secs": 0, "nanos": 7000}}}}
    read = json.loads(remotemedia_runtime.get_metrics(json.dumps(internal)))
    assert read["total_duration_us"] == 1000005
    assert read["node_metrics"] == [{"node_id": "n", "execution_count": 2, "total_duration_us": 7}]


def test_row_67_long_pipelines_have_few_threads():
    seen = []

    class Watch(Node):
        def process(self, data):
            seen.append(threading.active_count())
            return data

    before = threading.active_count()
    assert Pipeline([Watch(name=f"n{number}") for number in range(100)]).run_sync([1, 2]) == [1, 2]
    assert max(seen) - before < 40


def test_row_68_missing_folder_on_the_path_is_harmless(tmp_path):
    program = tmp_path / "examples" / "simple.py"
    program.parent.mkdir()
    program.write_text("import sys\nfrom pathlib import Path\n"
                       "sys.path.insert(0, str(Path(__file__).parent.parent / 'python-client'))\n"
                       "from remotemedia.core.pipeline import Pipeline\nfrom remotemedia.nodes import MultiplyNode\n"
                       "print(Pipeline([MultiplyNode(factor=3)]).run_sync(2))\n")
    result = subprocess.run([sys.executable, "-B", "-W", "ignore", str(program)], capture_output=True, text=True,
                            env={"PYTHONPATH": ":".join(path for path in sys.path if path)}, check=True)
    assert result.stdout == "6\n"


def test_row_69_classes_of_a_program_run_as_python():
    def process(self, data):
        return "mine"

    own = type("VADNode", (Node,), {"process": process})
    subclass = type("Louder", (MultiplyNode,), {"process": process})
    patched = PassThroughNode()
    patched.process = lambda data: "mine"
    for node in (own(), subclass(), patched):
        pipeline = Pipeline([node])
        assert [row.runs for row in pipeline.explain()] == ["python"] and pipeline.run_sync(1) == "mine"
    assert load(("v", {"node_type": "VADNode"})).run_sync((TONE, 48000))[2]["is_speech"] is True


class Blocks(Node):
    """A source of the blocks of one stream."""

    is_source = True

    async def process(self, data=None):
        for start in range(0, len(TONE), 1024):
            yield TONE[start : start + 1024], 48000


def test_row_71_stream_of_a_source_is_resampled_as_one(tmp_path):
    outputs = asyncio.run(Pipeline([Blocks(), AudioResampleNode(16000)]).run())
    samples = np.concatenate([block for block, _ in outputs], axis=1)
    whole, _ = Pipeline([AudioResampleNode(16000)]).run_sync((TONE, 48000))
    assert samples.shape == whole.shape
    assert np.max(np.abs(samples - whole)) < 1e-4


class Clock:
    """A time that passes by sleeping."""

    def __init__(self):
        self.now_s = 0.0
        self.slept_s = []

    def monotonic(self):
        return self.now_s

    async def sleep(self, delay_s):
        self.slept_s.append(delay_s)
        self.now_s += delay_s


@pytest.mark.parametrize("realtime, duration_s", [(False, 0.0), (True, 0.85)])
def test_row_73_reader_paces_on_request_alone(tmp_path, monkeypatch, realtime, duration_s):
    save(tmp_path / "a.wav", TONE, 48000)
    clock = Clock()
    monkeypatch.setattr(source, "time", clock)
    monkeypatch.setattr(source, "asyncio", type("Asyncio", (), {"to_thread": asyncio.to_thread, "sleep": clock.sleep}))
    frames = asyncio.run(Pipeline([MediaReaderNode(str(tmp_path / "a.wav"), realtime=realtime)]).run())
    assert sum(frame["audio"].samples for frame in frames) == 48000
    assert clock.now_s == pytest.approx(duration_s, abs=0.15)


def test_row_78_remote_nodes_fail_before_anything_runs(nodes):
    first = nodes.FailAt(None, ValueError())
    remote = remotemedia.RemoteExecutorConfig("host", 1)("AddNode", addend=1)
    pipeline = Pipeline([first, remote])
    assert json.loads(pipeline.serialize())["nodes"][1]["host"] == "host:1"
    with pytest.raises(RemoteExecutionError, match="^remote execution is not in this release$"):
        pipeline.run_sync([1, 2])
    assert first.n_calls == 0


@pytest.mark.parametrize("name, package", [
    ("WhisperXTranscriber", "whisperx"), ("WhisperTranscriptionNode", "transformers"), ("UltravoxNode", "transformers"),
    ("Qwen2_5OmniNode", "transformers"), ("KokoroTTSNode", "kokoro")])
def test_row_79_models_need_their_package_at_initialize(monkeypatch, name, package):
    for missing in (package, "torch"):
        monkeypatch.setitem(sys.modules, missing, None)
    node = catalog.get_class(name)()
    assert json.loads(Pipeline([node]).serialize())["nodes"][0]["node_type"] == name
    with pytest.raises(PipelineError, match=f"pip install .*{package}"):
        Pipeline([node]).run_sync((TONE, 48000))


def test_row_80_three_audio_nodes_start_and_join_no_thread(monkeypatch):
    joins = []
    monkeypatch.setattr(threading.Thread, "join", lambda thread, timeout=None: joins.append(timeout))
    pipeline = Pipeline([VADNode(), AudioResampleNode(16000), FormatConverterNode("i16")])
    for node in pipeline.nodes:
        node.initialize()
        node.cleanup()
    assert joins == []


def test_row_83_names_with_dots_are_legal():
    pipeline = load(("vad.in", {"node_type": "MultiplyNode"}), ("vad.out", {"node_type": "AddNode", "params": {"addend": 1}}),
                    connections=[("vad.in", "vad.out")])
    assert pipeline.run_sync(3) == 7 and pipeline.get_node("vad.in").name == "vad.in"


def test_row_84_full_edge_blocks():
    async def use():
        edge = Edge(max_waiting=2)
        for number in range(2):
            await edge.put(Value(number))
        blocked = asyncio.ensure_future(edge.put(Value(2)))
        for _ in range(10):
            await asyncio.sleep(0)
        was_blocked = not blocked.done()
        first = await edge.get()
        await blocked
        return was_blocked, first.value, (await edge.get()).value, (await edge.get()).value

    assert asyncio.run(use()) == (True, 0, 1, 2)


def test_row_84_no_branch_loses_items():
    class Slow(Node):
        async def process(self, data):
            await asyncio.sleep(0)
            return data

    catalog_before = dict(catalog._registered)
    catalog.register_node_class(Slow, "SlowBranch")
    try:
        pipeline = load(("in", {"node_type": "PassThroughNode"}), ("fast", {"node_type": "PassThroughNode"}),
                        ("slow", {"node_type": "SlowBranch"}), connections=[("in", "fast"), ("in", "slow")])
        outputs = pipeline.run_sync(list(range(500)))
    finally:
        catalog._registered.clear()
        catalog._registered.update(catalog_before)
    assert outputs == [number for number in range(500) for _ in range(2)]


def test_row_85_writers_of_the_later_line_pass_their_input(tmp_path):
    pipeline = load(("a", {"node_type": "AudioFileWriterNode", "params": {"output_path": str(tmp_path / "a.wav")}}))
    samples, rate = pipeline.run_sync((TONE, 48000))
    assert samples is TONE and remotemedia.info(tmp_path / "a.wav").coding == "f32"
    pipeline = load(("v", {"node_type": "VideoFileWriterNode", "params": {"output_path": str(tmp_path / "v.y4m"), "fps": 25}}))
    frame = np.zeros((2, 4, 3), "u1")
    assert pipeline.run_sync(frame) is frame and (tmp_path / "v.y4m").read_bytes().startswith(b"YUV4MPEG2 W4 H2 F25:1")
