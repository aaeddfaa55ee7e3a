# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Node types of applications in manifests."""

import asyncio
import json

import pytest
import remotemedia
from remotemedia.core import ConfigurationError, Node, Pipeline
from remotemedia.nodes import catalog


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    monkeypatch.setattr(catalog, "_registered", {})


def run(node_type, data):
    return Pipeline.from_json({"version": "v1", "metadata": {"name": "x"}, "connections": [],
                               "nodes": [{"id": "n", "node_type": node_type}]}).run_sync(data)


class Negate(Node):
    def process(self, data):
        return -data


def test_class_is_registered_by_its_name_another_or_as_decorator():
    remotemedia.register_node_class(Negate)
    remotemedia.register_python_node("Minus", Negate)
    remotemedia.register_python_node(Negate)

    @remotemedia.register_python_node("Plus")
    class Plus(Negate):
        def process(self, data):
            return data

    assert [run(name, 3) for name in ("Negate", "Minus", "Plus")] == [-3, -3, 3]
    assert remotemedia.get_loaded_nodes() == ["Minus", "Negate", "Plus"]


def test_class_that_takes_no_name_is_a_type_of_manifests():
    @remotemedia.register_node_class
    class Times(Node):
        def __init__(self, factor):
            super().__init__(factor=factor)
            self.factor = factor

        def process(self, data):
            return data * self.factor

    again = Pipeline.from_json(Pipeline().add_node("t", Times(3)).serialize())
    assert again.run_sync(2) == 6 and again.nodes[0].name == "t"
    described = {"node_type": "Times", "params": {"factor": 4}}
    nodes = [described, {**described, "id": "x"}]
    assert asyncio.run(remotemedia.execute_pipeline_with_input(nodes, 1)) == 16


def test_configuration_imports_classes(tmp_path):
    entries = ["remotemedia.nodes.simple_math:AddNode",
               {"module": "remotemedia.nodes.simple_math", "class_name": "MultiplyNode", "node_type": "Times"}]
    (tmp_path / "nodes.json").write_text(json.dumps({"python_nodes": entries}))
    (tmp_path / "nodes.yaml").write_text("nodes:\n- " + entries[0])
    assert remotemedia.register_python_nodes_from_config(entries) == ["AddNode", "Times"]
    assert remotemedia.register_python_nodes_from_config(tmp_path / "nodes.json") == ["AddNode", "Times"]
    assert remotemedia.register_python_nodes_from_config(str(tmp_path / "nodes.yaml")) == ["AddNode"]
    assert run("Times", 4) == 8


@pytest.mark.parametrize("config, message", [
    ({"x": 1}, "expected a list"), (["Class"], "module:Class"), ([3], "module:Class"),
    (["remotemedia.nodes.none:X"], "cannot be used"), (["json:JSONDecoder"], "cannot be used"),
    ("none.json", "cannot read")])
def test_bad_configuration_is_an_error(config, message):
    with pytest.raises(ConfigurationError, match=message):
        remotemedia.register_python_nodes_from_config(config)


def test_other_objects_are_a_type_error():
    with pytest.raises(TypeError, match="subclass of Node"):
        remotemedia.register_node_class(int)
