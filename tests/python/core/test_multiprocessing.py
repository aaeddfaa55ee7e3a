# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""RuntimeData, the nodes that exchange it, and the decorators that register them."""

import asyncio

import numpy as np
import pytest
import remotemedia
from remotemedia.core import Pipeline, SerializationError
from remotemedia.core.multiprocessing import (
    MultiprocessNode,
    NodeConfig,
    NodeStatus,
    RuntimeData,
    get_node_class,
    list_registered_nodes,
    python_requires,
    register_node,
    streaming_node,
)
from remotemedia.nodes import catalog

SAMPLES = np.arange(6, dtype="f4").reshape(2, 3)
ALL = {
    "audio": RuntimeData.audio(SAMPLES, 16000),
    "video": RuntimeData.video(np.zeros((2, 4, 3), "u1"), format="bgr24"),
    "text": RuntimeData.text("ü\ud800"),
    "tensor": RuntimeData.tensor(np.arange(8, dtype=">i8").reshape(2, 2, 2)[:, ::-1]),
    "control_message": RuntimeData.control_message("cancel", {"reason": [1]}),
    "file": RuntimeData.file("a/b.wav", mime_type="audio/wav"),
}


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    monkeypatch.setattr(catalog, "_registered", {})


@pytest.mark.parametrize("kind", ALL)
def test_data_has_one_kind(kind):
    data = ALL[kind]
    assert data.data_type == kind and data.data_type() == kind
    for other in ALL:
        flag = getattr(data, f"is_{other}")
        assert bool(flag) is flag() is (other == kind)


@pytest.mark.parametrize("kind", ALL)
def test_data_comes_back_from_bytes(kind):
    data = ALL[kind]
    again = RuntimeData.from_bytes(data.to_bytes())
    assert (again.kind, again.metadata, again.session_id) == (data.kind, data.metadata, None)
    if isinstance(data.payload, str):
        assert again.as_text() == data.as_text()
    else:
        assert np.array_equal(again.as_numpy(), data.as_numpy()) and again.as_numpy().dtype == data.as_numpy().dtype
        assert again.as_numpy().flags.writeable


def test_metadata_can_be_read_by_name():
    assert (ALL["audio"].sample_rate, ALL["audio"].channels) == (16000, 2)
    assert (ALL["video"].width, ALL["video"].height, ALL["video"].format) == (4, 2, "bgr24")
    assert ALL["control_message"].message_type == "cancel" and ALL["control_message"].as_json() == {"reason": [1]}
    with pytest.raises(AttributeError, match="nothing"):
        ALL["audio"].nothing


def test_audio_is_not_copied():
    assert RuntimeData.audio(SAMPLES, 16000).as_numpy() is SAMPLES


def test_values_of_json_are_text():
    data = RuntimeData.json({"a": [1, 2]})
    assert data.is_text() and data.as_text() == '{"a": [1, 2]}' and data.as_json() == {"a": [1, 2]}


def test_frame_of_bytes_needs_its_size():
    frame = RuntimeData.video(bytes(24), 4, 2)
    assert frame.as_numpy().shape == (2, 4, 3)
    with pytest.raises(ValueError, match="expected whole pixels of 5 x 2"):
        RuntimeData.video(bytes(24), 5, 2)


@pytest.mark.parametrize("make, kind, message", [
    (lambda: RuntimeData.audio("x", 1), TypeError, "samples"), (lambda: RuntimeData.audio(SAMPLES, 0), ValueError, "sample_rate"),
    (lambda: RuntimeData.tensor([object()]), TypeError, "array of numbers"),
    (lambda: RuntimeData.text({1, 2}), TypeError, "JSON"), (lambda: ALL["text"].as_numpy(), TypeError, "got text"),
    (lambda: ALL["audio"].as_text(), TypeError, "got audio"),
    (lambda: RuntimeData.text("x", value=object()).to_bytes(), SerializationError, "metadata"),
    (lambda: RuntimeData.from_bytes(b"junk"), SerializationError, "cannot be read"),
    (lambda: RuntimeData.from_bytes(ALL["audio"].to_bytes()[:-1]), SerializationError, "cannot be read"),
    (lambda: NodeConfig.read(5), TypeError, "config: expected"), (lambda: python_requires("numpy"), TypeError, "list"),
    (lambda: streaming_node(5), TypeError, "subclass of Node"), (lambda: streaming_node(int), TypeError, "subclass of Node")])
def test_bad_arguments_are_named(make, kind, message):
    with pytest.raises(kind, match=message):
        make()


class Louder(MultiprocessNode):
    async def process(self, data):
        return RuntimeData.audio(data.as_numpy() * self.params.get("gain", 2), data.sample_rate)


class Words(MultiprocessNode):
    async def process(self, data):
        for word in data.as_text().split():
            yield RuntimeData.text(word)


class Upper(MultiprocessNode):
    def process(self, data):
        return RuntimeData.text(data.as_text().upper())


def test_node_takes_and_returns_runtime_data():
    result = asyncio.run(Louder(NodeConfig("l", "Louder", {"gain": 3})).process(RuntimeData.audio(SAMPLES, 8000)))
    assert isinstance(result, RuntimeData) and np.array_equal(result.as_numpy(), SAMPLES * 3)


def test_items_of_a_pipeline_are_wrapped_for_a_node():
    samples, rate = Pipeline([Louder({"node_id": "l", "params": {"gain": 3}})]).run_sync((SAMPLES, 8000))
    assert np.array_equal(samples, SAMPLES * 3) and rate == 8000
    assert Pipeline([Words(), Upper()]).run_sync("ab cd") == ["AB", "CD"]
    assert Pipeline([Upper()]).run_sync(RuntimeData.text("x")).as_text() == "X"


def test_node_has_its_configuration():
    for config in (NodeConfig("id", "Upper", {"a": 1}, "s"), {"node_id": "id", "node_type": "Upper", "a": 1, "session_id": "s"},
                   {"id": "id", "node_type": "Upper", "params": {"a": 1}, "session_id": "s"}):
        node = Upper(config, b=2)
        assert (node.node_id, node.node_type, node.params, node.session_id) == ("id", "Upper", {"a": 1, "b": 2}, "s")
        assert node.name == "id" and node.get_status() is NodeStatus.IDLE
    assert NodeConfig.read(node.node_config.to_dict()) == node.node_config


def test_registered_class_is_a_type_of_manifests():
    @register_node("Shout")
    class Any(Upper):
        def __init__(self, config, **kwargs):
            super().__init__(config, **kwargs)

    assert get_node_class("Shout") is Any and get_node_class("Nothing") is None
    assert list_registered_nodes() == ["Shout"] == remotemedia.get_loaded_nodes()
    manifest = {"version": "v1", "metadata": {"name": "m"}, "connections": [],
                "nodes": [{"id": "first", "node_type": "Shout", "params": {"a": 1}}]}
    pipeline = Pipeline.from_json(manifest)
    assert pipeline.run_sync("a") == "A" and pipeline.nodes[0].name == "first" and pipeline.nodes[0].params == {"a": 1}
    assert register_node(Upper) is Upper and list_registered_nodes() == ["Shout", "Upper"]


def test_required_packages_are_dependencies():
    @python_requires(["left-pad>=1"])
    class Needy(Upper):
        pass

    assert Pipeline([Needy()]).export_definition()["dependencies"] == ["left-pad>=1", "remotemedia"]


@pytest.mark.parametrize("decorate", [remotemedia.streaming_node, remotemedia.streaming_node(), streaming_node("Total")])
def test_streaming_class_gets_the_whole_input(decorate):
    @decorate
    class Total(remotemedia.Node):
        async def process(self, data):
            yield sum([item async for item in data])

    assert Pipeline([Total()]).run_sync([1, 2, 3]) == 6
    assert list_registered_nodes() in ([], ["Total"])
