# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Each member of Pipeline of the existing SDK: signature, results, texts of errors; and the results of run()."""

import asyncio
import inspect
import json
import logging
import re

import pytest
from remotemedia import (
    AddNode,
    BufferNode,
    DataSourceNode,
    MultiplyNode,
    Node,
    PassThroughNode,
    Pipeline,
    RemoteExecutorConfig,
    TextTransformNode,
    VADNode,
)
from remotemedia.core import PipelineError
from remotemedia.nodes import StatefulCounter, WhisperTranscriptionNode
from remotemedia.webrtc.pipeline_processor import WebRTCDataChannelNode

EMPTY = inspect.Parameter.empty
SIGNATURES = {  # member: names and defaults of the existing SDK, in order
    "__init__": {"nodes": None, "name": None, "enable_metrics": False},
    "add_node": {"node": EMPTY},
    "remove_node": {"node_name": EMPTY},
    "get_node": {"node_name": EMPTY},
    "get_metrics": {},
    "initialize": {},
    "process": {"stream": None},
    "cleanup": {},
    "run": {"input_data": None, "use_rust": True},
    "managed_execution": {},
    "get_config": {},
    "export_definition": {},
    "serialize": {"include_capabilities": True, "description": None},
    "from_definition": {"definition": EMPTY},
}


class Failing(Node):
    async def initialize(self):
        raise OSError("no device")

    def process(self, data):
        return data


class Recorder(PassThroughNode):
    """Lists the calls of the pipeline."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.calls = []

    async def initialize(self):
        self.calls.append("initialize")

    async def cleanup(self):
        self.calls.append("cleanup")


async def collect(stream):
    return [item async for item in stream]


async def generate(*items):
    for item in items:
        yield item


@pytest.mark.parametrize("member", SIGNATURES)
def test_member_has_the_signature(member):
    found = [param for param in inspect.signature(getattr(Pipeline, member)).parameters.values()
             if param.kind is param.POSITIONAL_OR_KEYWORD and param.name != "self"]
    assert {param.name: param.default for param in found} == SIGNATURES[member]
    assert [param.name for param in found] == list(SIGNATURES[member])


def test_constructor_takes_nodes_name_and_metrics_by_position_and_by_name():
    first, second = AddNode(), MultiplyNode()
    for pipeline in (Pipeline([first, second], "p", True), Pipeline(nodes=[first, second], name="p", enable_metrics=True),
                     Pipeline((first, second), "p", enable_metrics=True), Pipeline(iter([first, second]), "p", True),
                     Pipeline(first, second, name="p", enable_metrics=True),
                     Pipeline("p", [first, second], enable_metrics=True)):
        assert (pipeline.nodes, pipeline.name, pipeline.enable_metrics) == ([first, second], "p", True)
    three = Pipeline(first, second, PassThroughNode(), BufferNode())
    assert len(three.nodes) == 4 and three.enable_metrics is False


def test_constructor_has_defaults():
    pipeline = Pipeline()
    assert (pipeline.nodes, pipeline.enable_metrics) == ([], False)
    assert re.fullmatch(r"Pipeline_\d+", pipeline.name) and isinstance(pipeline.logger, logging.Logger)
    assert Pipeline(None, "only a name").name == "only a name"


def test_constructor_copies_the_list():
    nodes = [AddNode()]
    pipeline = Pipeline(nodes)
    pipeline.add_node(MultiplyNode())
    assert len(nodes) == 1 and len(pipeline.nodes) == 2


@pytest.mark.parametrize("bad", [5, object(), AddNode, {"a": 1}])
def test_constructor_refuses_other_objects(bad):
    for nodes in (bad, [AddNode(), bad]):
        with pytest.raises(PipelineError, match=r"Expected Node instance, got <class '[\w.]+'>"):
            Pipeline(nodes)


def test_add_node_returns_the_pipeline():
    pipeline = Pipeline()
    assert pipeline.add_node(AddNode()).add_node(node=MultiplyNode()) is pipeline
    assert [node.name for node in pipeline] == ["AddNode", "MultiplyNode"]


@pytest.mark.parametrize("bad", ["text", None, 1, AddNode])
def test_add_node_refuses_other_objects(bad):
    with pytest.raises(PipelineError, match=re.escape(f"Expected Node instance, got {type(bad)}")):
        Pipeline().add_node(bad)


def test_initialized_pipeline_cannot_change():
    async def use():
        pipeline = Pipeline([AddNode()])
        await pipeline.initialize()
        with pytest.raises(PipelineError, match="^Cannot add nodes to an initialized pipeline$"):
            pipeline.add_node(AddNode())
        with pytest.raises(PipelineError, match="^Cannot remove nodes from an initialized pipeline$"):
            pipeline.remove_node("AddNode")
        await pipeline.cleanup()
        pipeline.add_node(AddNode())

    asyncio.run(use())


def test_remove_node_and_get_node_find_the_first_with_the_name():
    first, second = AddNode(name="same"), MultiplyNode(name="same")
    pipeline = Pipeline([first, second])
    assert pipeline.get_node("same") is first and pipeline.get_node("other") is None
    assert pipeline.remove_node("same") is True and pipeline.nodes == [second]
    assert pipeline.remove_node("other") is False


def test_get_metrics_without_metrics_returns_nothing():
    pipeline = Pipeline([AddNode()])
    assert pipeline.get_metrics() is None and pipeline.run_sync(1) == 1 and pipeline.get_metrics() is None
    measured = Pipeline([AddNode()], enable_metrics=True)
    assert measured.get_metrics() is None and measured.run_sync(1) == 1
    assert isinstance(measured.get_metrics(), dict)


def test_initialize_is_idempotent_and_awaits_each_node():
    async def use():
        node = Recorder()
        pipeline = Pipeline([node])
        await pipeline.initialize()
        await pipeline.initialize()
        assert pipeline.is_initialized and node.calls == ["initialize"]
        await pipeline.cleanup()
        assert not pipeline.is_initialized and node.calls == ["initialize", "cleanup"]

    asyncio.run(use())


def test_initialize_refuses_an_empty_pipeline():
    with pytest.raises(PipelineError, match="^Cannot initialize empty pipeline$"):
        asyncio.run(Pipeline().initialize())
    with pytest.raises(PipelineError):
        Pipeline().run_sync(1)


def test_initialize_failure_cleans_up_and_has_its_cause(caplog):
    node = Recorder()
    pipeline = Pipeline([node, Failing()])
    with pytest.raises(PipelineError, match="^Pipeline initialization failed: no device$") as caught:
        asyncio.run(pipeline.initialize())
    assert isinstance(caught.value.__cause__, OSError) and node.calls == ["initialize", "cleanup"]
    assert not pipeline.is_initialized and "no device" in caplog.text


def test_process_needs_initialize():
    with pytest.raises(PipelineError, match="^Pipeline must be initialized before processing$"):
        asyncio.run(collect(Pipeline([AddNode()]).process()))


def test_process_yields_the_outputs_of_a_stream():
    async def use():
        async with Pipeline([AddNode(addend=1)]).managed_execution() as pipeline:
            return await collect(pipeline.process(generate(1, 2, 3)))

    assert asyncio.run(use()) == [2, 3, 4]


def test_process_without_stream_needs_a_source():
    async def use():
        async with Pipeline([PassThroughNode(name="first")]).managed_execution() as pipeline:
            await collect(pipeline.process())

    with pytest.raises(PipelineError, match="^The first node 'first' is not a valid source"):
        asyncio.run(use())


def test_process_of_one_source_yields_its_items_as_they_are(nodes):
    async def use():
        async with Pipeline([nodes.Source()]).managed_execution() as pipeline:
            return await collect(pipeline.process())

    assert asyncio.run(use()) == [0, 1, 2, 3]


def test_cleanup_logs_errors_of_nodes(caplog):
    class Bad(PassThroughNode):
        def cleanup(self):
            raise ValueError("stuck")

    async def use():
        pipeline = Pipeline([Bad()])
        await pipeline.initialize()
        await pipeline.cleanup()
        return pipeline.is_initialized

    assert asyncio.run(use()) is False and "stuck" in caplog.text
    assert [record.levelname for record in caplog.records if "stuck" in record.message] == ["WARNING"]


@pytest.mark.parametrize("member", ["_run_rust", "_run_python"])
def test_run_calls_its_private_members(monkeypatch, member):
    async def replaced(self, input_data=None, *others):
        return "replaced", input_data

    monkeypatch.setattr(Pipeline, member, replaced)
    assert Pipeline([AddNode()]).run_sync(5, use_rust=member == "_run_rust") == ("replaced", 5)


def test_private_members_run():
    assert asyncio.run(Pipeline([AddNode(addend=2)])._run_python(3)) == 5
    assert asyncio.run(Pipeline([AddNode(addend=2)])._run_rust(3)) == 5


def test_managed_execution_cleans_up_after_an_error():
    node = Recorder()

    async def use():
        async with Pipeline([node]).managed_execution() as pipeline:
            assert pipeline.is_initialized
            raise KeyError("x")

    with pytest.raises(KeyError):
        asyncio.run(use())
    assert node.calls == ["initialize", "cleanup"]


def test_counts_are_properties():
    remote = RemoteExecutorConfig("host", 1)("AddNode")
    pipeline = Pipeline([AddNode(), remote])
    assert (pipeline.node_count, pipeline.remote_node_count, len(pipeline)) == (2, 1, 2)


def test_get_config_has_the_nodes():
    assert Pipeline([AddNode(addend=1)], "p").get_config() == {
        "name": "p", "node_count": 1, "remote_node_count": 0, "is_initialized": False,
        "nodes": [{"name": "AddNode", "class": "AddNode", "config": {"addend": 1}}]}


def test_export_definition_describes_the_pipeline():
    remote = RemoteExecutorConfig("host", 1, pip_packages=["left-pad"])("AddNode", addend=1)
    definition = Pipeline([VADNode(), StatefulCounter(), remote], "p").export_definition()
    assert list(definition) == ["name", "nodes", "connections", "metadata", "dependencies"]
    first, second, third = definition["nodes"]
    assert list(first) == ["node_id", "node_type", "config", "is_remote", "remote_endpoint", "is_streaming",
                           "is_source", "is_sink", "module", "class_name"]
    assert (first["node_id"], first["module"], first["class_name"]) == ("VADNode_0", "remotemedia.nodes.audio", "VADNode")
    assert (first["is_remote"], first["remote_endpoint"], second["is_streaming"]) == (False, None, True)
    assert (third["is_remote"], third["remote_endpoint"]) == (True, "host")
    assert definition["connections"][0] == {
        "from_node": "VADNode_0", "to_node": "StatefulCounter_1", "output_port": "default", "input_port": "default"}
    metadata = definition["metadata"]
    assert isinstance(metadata.pop("exported_at"), float)
    assert metadata == {"node_count": "3", "remote_node_count": "1", "has_streaming_nodes": "True",
                        "pipeline_type": "linear"}
    assert definition["dependencies"] == ["left-pad", "numpy", "remotemedia", "scipy"]


def test_dependencies_follow_the_packages_of_the_nodes():
    class Needy(PassThroughNode):
        dependencies = ["left-pad"]

    def export(node):
        return Pipeline([node]).export_definition()["dependencies"]

    assert export(PassThroughNode()) == ["remotemedia"] and export(Needy()) == ["left-pad", "remotemedia"]
    assert export(WhisperTranscriptionNode()) == ["remotemedia", "torch", "transformers"]
    assert export(WebRTCDataChannelNode()) == ["aiohttp", "aiortc", "remotemedia"]


def test_remote_node_of_a_definition_has_a_port():
    exported = Pipeline([RemoteExecutorConfig("host", 1)("AddNode", addend=1)]).export_definition()
    node, = asyncio.run(Pipeline.from_definition(exported)).nodes
    assert (node.is_remote, node.remote_config.host, node.remote_config.port) == (True, "host", 50052)


def test_from_definition_is_the_inverse():
    exported = Pipeline([MultiplyNode(factor=3), AddNode(addend=1)], "p").export_definition()
    made = asyncio.run(Pipeline.from_definition(exported))
    assert made.name == "p" and made.run_sync(2) == 7
    assert asyncio.run(Pipeline.from_definition({"nodes": []})).name == "ImportedPipeline"


def test_from_definition_names_the_node_that_cannot_be_made():
    exported = Pipeline([AddNode()]).export_definition()
    exported["nodes"][0]["class_name"] = "Missing"
    with pytest.raises(PipelineError, match="^Failed to create node AddNode_0: "):
        asyncio.run(Pipeline.from_definition(exported))


def test_serialize_is_a_manifest_with_keys_in_order():
    text = Pipeline([AddNode(addend=1), AddNode(addend=2)], "p").serialize(description="two sums")
    document = json.loads(text)
    assert list(document) == ["version", "metadata", "nodes", "connections"] and document["version"] == "v1"
    assert list(document["metadata"]) == ["name", "created_at", "description"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", document["metadata"]["created_at"])
    assert document["nodes"] == [{"id": "AddNode_0", "node_type": "AddNode", "params": {"addend": 1}},
                                 {"id": "AddNode_1", "node_type": "AddNode", "params": {"addend": 2}}]
    assert document["connections"] == [{"from": "AddNode_0", "to": "AddNode_1"}]
    assert text == json.dumps(document, indent=2)
    assert "description" not in json.loads(Pipeline([AddNode()]).serialize(description=""))["metadata"]


def test_serialize_takes_an_empty_pipeline_and_refuses_objects():
    assert json.loads(Pipeline(name="p").serialize())["nodes"] == []
    with pytest.raises(TypeError):
        Pipeline([PassThroughNode(value=object())]).serialize()
    assert Pipeline([PassThroughNode(value=object())]).run_sync(1) == 1


def test_serialize_leaves_capabilities_out():
    class Needy(PassThroughNode):
        def get_capabilities(self):
            return {"memory_gb": 1}

    pipeline = Pipeline([Needy()])
    assert json.loads(pipeline.serialize())["nodes"][0]["capabilities"] == {"memory_gb": 1}
    assert "capabilities" not in json.loads(pipeline.serialize(include_capabilities=False))["nodes"][0]


def test_iteration_length_and_representation():
    node = AddNode()
    pipeline = Pipeline([node], "x")
    assert list(pipeline) == [node] and len(pipeline) == 1
    assert repr(pipeline) == "Pipeline(name='x', nodes=1, not initialized)"
    asyncio.run(pipeline.initialize())
    assert repr(pipeline) == "Pipeline(name='x', nodes=1, initialized)"


# 1.7

RESULTS = [([1, 2, 3], [1, 2, 3]), ([1], 1), (5, 5), ((1, 2), (1, 2)), ([], None), ([[1, 2], [3]], [[1, 2], [3]]),
           ([[1, 2]], [1, 2]), ([None, 1, None], 1), ({"a": 1}, {"a": 1}), ("ab", "ab"), (0, 0), ("", ""), (False, False)]


@pytest.mark.parametrize("use_rust", [True, False])
@pytest.mark.parametrize("data, expected", RESULTS)
def test_run_unwraps_by_the_table(use_rust, data, expected):
    result = asyncio.run(Pipeline([PassThroughNode()]).run(data, use_rust))
    assert result == expected and type(result) is type(expected)


@pytest.mark.parametrize("use_rust", [True, False])
def test_run_restarts_a_source_for_each_item_of_a_list(use_rust):
    class Source(Node):
        is_source = True

        async def process(self, data=None):
            for number in range(2):
                yield number

    assert asyncio.run(Pipeline([Source()]).run(None, use_rust)) == [0, 1]
    assert asyncio.run(Pipeline([Source()]).run([5, 6], use_rust)) == [0, 1, 0, 1]


def test_run_of_a_buffer_emits_the_rest():
    assert Pipeline([BufferNode(buffer_size=2)]).run_sync([1, 2, 3, 4]) in ([[1, 2], [3, 4], []], [[1, 2], [3, 4]])
    assert Pipeline([BufferNode(buffer_size=2)]).run_sync([1, 2, 3]) == [[1, 2], [3]]


@pytest.mark.parametrize("use_rust", [True, False])
def test_run_always_cleans_up(use_rust):
    node = Recorder()
    asyncio.run(Pipeline([node]).run([1, 2], use_rust))
    assert node.calls == ["initialize", "cleanup"]
    failing = Recorder()
    with pytest.raises(Exception, match="no luck"):
        asyncio.run(Pipeline([failing, TextTransformNode(fail)]).run("a", use_rust))
    assert failing.calls == ["initialize", "cleanup"]


def fail(text):
    raise ValueError("no luck")


def test_run_of_a_first_data_source_uses_the_input():
    assert Pipeline([DataSourceNode(), AddNode(addend=1)]).run_sync([1, 2]) == [2, 3]
