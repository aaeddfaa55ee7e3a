# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Decisions which nodes run in a session of the library."""

import json
from types import SimpleNamespace
from unittest import mock

import pytest
from remotemedia import nodes
from remotemedia.core import Node
from remotemedia.engine.graph import Graph, make_chain
from remotemedia.engine.parts import Circumstances, collapse, decide, make_manifest, split

SAME = "the library has a node that does the same"
NUMBERS = "Python's numbers are exact at any size; long lists of numbers run in a session"


class VADNode(Node):
    """A class of a script with a name of the package."""

    def process(self, data):
        return data


class Louder(nodes.VADNode):
    pass


def decide_one(node, **circumstances):
    row = decide(make_chain([("a", node), ("end", nodes.FormatConverterNode())]), Circumstances(**circumstances))[0]
    return row.runs, row.by, row.reason


# A golden table: change it by hand with the decisions.
GOLDEN = (
    (lambda: nodes.PassThroughNode(), "native", "session", SAME),
    (lambda: nodes.AudioResampleNode(target_sample_rate=8000), "native", "session", SAME),
    (lambda: nodes.AudioResampler(), "native", "session", SAME),
    (lambda: nodes.VADNode(threshold=-30.0), "native", "session", SAME),
    (lambda: nodes.FormatConverterNode("i16"), "native", "session", SAME),
    (lambda: nodes.FormatConverterNode("f64"), "python", "kernels", "target_format='f64' is not in the catalog"),
    (lambda: nodes.VADNode(energy_threshold=500), "python", "kernels",
     "energy_threshold=500 is in the unit of integer samples"),
    (lambda: nodes.VADNode(frame_duration_ms=0), "python", "kernels", "frame_duration_ms=0 is not in the catalog"),
    (lambda: nodes.AudioResampleNode(2000000), "python", "kernels", "target_sample_rate=2000000 is not in the catalog"),
    (lambda: nodes.AudioResampleNode(runtime_hint="python"), "python", "kernels", "runtime_hint is 'python'"),
    (lambda: nodes.AudioResampleNode(runtime_hint="rust"), "native", "session", SAME),
    (lambda: nodes.AudioBuffer(512), "python", "kernels", "it joins the items of a run, which a session keeps apart"),
    (lambda: nodes.AudioTransform(), "python", "kernels", "the library has no node that does the same"),
    (lambda: nodes.VoiceActivityDetector(), "python", "kernels", "the library has no node that does the same"),
    (lambda: nodes.MultiplyNode(2), "python", "package", NUMBERS),
    (lambda: nodes.AddNode(2), "python", "package", NUMBERS),
    (lambda: nodes.CalculatorNode(), "python", "package", "Python's numbers are exact at any size"),
    (lambda: nodes.TextProcessorNode(), "python", "package", "the library has no node that does the same"),
    (lambda: VADNode(), "python", "user code", f"the class is defined in {__name__}"),
    (lambda: Louder(), "python", "user code", f"the class is defined in {__name__}"),
)


@pytest.mark.parametrize("make, runs, by, reason", GOLDEN)
def test_decision_is_the_golden_one(make, runs, by, reason):
    assert decide_one(make()) == (runs, by, reason)


@pytest.mark.parametrize("method", ("process", "initialize", "cleanup"))
def test_replaced_method_runs_in_python(method):
    node = nodes.VADNode()
    setattr(node, method, lambda *args: None)
    assert decide_one(node) == ("python", "user code", f"{method}() is replaced")
    with mock.patch.object(nodes.VADNode, method):
        assert decide_one(nodes.VADNode()) == ("python", "user code", f"{method}() is replaced")
    assert decide_one(nodes.VADNode())[0] == "native"


def test_added_flush_runs_in_python():
    node = nodes.VADNode()
    node.flush = lambda: None
    assert decide_one(node)[:2] == ("python", "user code")


def test_obstacle_is_the_reason_of_native_nodes_only():
    assert decide_one(nodes.VADNode(), obstacle="no library", kernels="numpy") == ("python", "numpy", "no library")
    assert decide_one(nodes.AudioTransform(), obstacle="no library", kernels="numpy")[2].startswith("the library has no")


def test_nodes_that_only_pass_need_no_session():
    rows = decide(make_chain([("a", nodes.PassThroughNode()), ("b", nodes.PassThroughNode())]), Circumstances())
    assert [(row.runs, row.reason) for row in rows] == [("python", "it passes the very object")] * 2


def test_stream_joins_pushes():
    assert decide_one(nodes.AudioBuffer(512), is_stream=True)[0] == "native"


def make_graph(ids, connections):
    made = {node_id: VADNode() if node_id.isupper() else nodes.FormatConverterNode() for node_id in ids}
    return Graph(made, tuple(tuple(connection) for connection in connections))


# Lower-case nodes are native, upper-case nodes are user code.
@pytest.mark.parametrize("ids, connections, expected", (
    ("abc", ("ab", "bc"), ["abc"]),
    ("abCde", ("ab", "bC", "Cd", "de"), ["ab", "de"]),
    ("abc", ("ab", "ac"), ["a", "b", "c"]),
    ("abcd", ("ab", "ac", "bd", "cd"), ["a", "b", "c", "d"]),
    ("abcde", ("ab", "bc", "de"), ["abc", "de"]),
    ("cba", ("ab", "bc"), ["abc"]),
    ("A", (), []),
))
def test_native_nodes_in_a_row_are_one_part(ids, connections, expected):
    graph = make_graph(ids, connections)
    chains = split(graph, decide(graph, Circumstances()))
    assert ["".join(chain) for chain in chains] == expected


def test_collapsed_graph_has_the_first_node_of_each_part():
    graph = make_graph("abCde", ("ab", "bC", "Cd", "de"))
    collapsed = collapse(graph, split(graph, decide(graph, Circumstances())))
    assert list(collapsed.nodes) == ["a", "C", "d"] and collapsed.connections == (("a", "C"), ("C", "d"))


def test_manifest_of_a_part_has_the_parameters_of_the_library():
    graph = make_chain([("a", nodes.VADNode(threshold=-20.0, custom=1)), ("b", nodes.AudioResampler(quality="FAST"))])
    manifest = json.loads(make_manifest("p", graph, ("a", "b")))
    assert [node["params"] for node in manifest["nodes"]] == [
        {"frame_duration_ms": 30, "energy_threshold": 0.1}, {"target_sample_rate": 44100, "quality": "low"}]
    assert manifest["nodes"][1]["node_type"] == "AudioResampleNode"
    assert manifest["connections"] == [{"from": "a", "to": "b"}]


def test_override_of_a_class_without_functions_is_found():
    node = nodes.VADNode()
    node.process = SimpleNamespace()
    assert decide_one(node)[2] == "process() is replaced"


@pytest.mark.parametrize("node_id, runs", [("a", "native"), ("é \n.", "native"), ("\ud800", "python"), ("a\0b", "python")])
def test_id_that_the_library_refuses_runs_in_python(node_id, runs):
    row = decide(make_chain([(node_id, nodes.VADNode())]), Circumstances())[0]
    assert row.runs == runs and (runs == "native" or row.reason == "the library takes no such id")


def test_name_of_a_pipeline_has_no_characters_that_the_library_refuses():
    graph = make_chain([("a", nodes.VADNode())])
    assert json.loads(make_manifest("a\0é\ud800", graph, ("a",)))["metadata"]["name"] == "a?é?"
