# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Pipelines from manifests."""

import json
from types import MappingProxyType

import pytest
from remotemedia.core import Pipeline, PipelineError

DIAMOND = {
    "version": "v1", "metadata": {"name": "diamond"},
    "nodes": [
        {"id": "a", "node_type": "MultiplyNode", "params": {"factor": 3}},
        {"id": "b", "node_type": "AddNode", "params": {"addend": 100}},
        {"id": "c", "node_type": "PassThroughNode"}],
    "connections": [{"from": "a", "to": "c"}, {"from": "a", "to": "b"}, {"from": "b", "to": "c"}],
}


def make(**changes):
    return json.dumps({**DIAMOND, **changes}, indent=1)


def test_branches_meet_item_by_item():
    assert Pipeline.from_json(make()).run_sync([1, 2]) == [3, 103, 6, 106]


def test_dict_path_and_text_are_the_same(tmp_path):
    path = tmp_path / "m.json"
    path.write_text(make(), encoding="utf-8")
    for source in (DIAMOND, path, str(path), make()):
        assert Pipeline.load(source).run_sync(1) == [3, 103]


def test_form_1_0_in_yaml():
    text = """
version: "1.0"
name: doubled
config: {enable_metrics: true}
nodes:
  - {id: a, type: MultiplyNode, params: {multiplier: 2}}
  - {id: b, type: AddNode, params: {addend: 1}}
edges:
  - {from: a, to: b}
"""
    pipeline = Pipeline.from_yaml(text)
    assert pipeline.name == "doubled" and pipeline.enable_metrics and pipeline.run_sync(5) == 11


def test_variables_come_from_the_environment(monkeypatch):
    text = make().replace('"factor": 3', '"factor": ${FACTOR:-4}')
    assert Pipeline.load(text).run_sync(1) == [4, 104]
    monkeypatch.setenv("FACTOR", "5")
    assert Pipeline.load(text).run_sync(1) == [5, 105]


def test_all_problems_are_reported_with_their_lines():
    text = make(version="v7", connections=[{"from": "a", "to": "x"}]).replace("AddNode", "Addnode")
    with pytest.raises(PipelineError) as caught:
        Pipeline.load(text)
    problems = caught.value.problems
    assert [problem.path for problem in problems] == ["version", "nodes[1].node_type", "connections[0].to"]
    lines = text.split("\n")
    assert "Addnode" in "".join(lines[problems[1].line - 1 :][:3])
    assert problems[1].hint == "did you mean 'AddNode'?"


def test_cycle_is_named_with_its_path():
    edges = [{"from": "a", "to": "b"}, {"from": "b", "to": "a"}, {"from": "b", "to": "c"}]
    with pytest.raises(PipelineError, match="contains a cycle - cannot execute: (a -> b -> a|b -> a -> b)"):
        Pipeline.load(make(connections=edges))


@pytest.mark.parametrize("changes, message", [
    ({"nodes": []}, "Manifest must contain at least one node"),
    ({"nodes": [3]}, r"nodes\[0\]: expected an object"),
    ({"nodes": [{"id": "a", "node_type": "AddNode"}] * 2}, "Duplicate node ID: a"),
    ({"nodes": [{"id": "a", "node_type": "AddNode", "params": [1]}]}, "expected an object"),
    ({"connections": None}, "connections: expected a list"),
])
def test_wrong_documents_are_errors(changes, message):
    with pytest.raises(PipelineError, match=message):
        Pipeline.load(make(**changes))


@pytest.mark.parametrize("text", ["{", "{\n]", "\n[1, 2]", "\na: [", "{" * 100000])
def test_wrong_texts_are_errors(text):
    with pytest.raises(PipelineError, match="Failed to parse manifest"):
        Pipeline.load(text)


def test_missing_file_is_an_error():
    with pytest.raises(PipelineError, match="cannot read"):
        Pipeline.load("missing.json")


@pytest.mark.parametrize("source", [None, 5, [], b"{}"])
def test_source_of_another_type_is_an_error(source):
    with pytest.raises(TypeError, match="source: expected a path, a text or a dict, got"):
        Pipeline.load(source)


@pytest.mark.parametrize("value", [{1, 2}, object(), MappingProxyType({})])
def test_dict_that_is_no_json_is_an_error(value):
    with pytest.raises(PipelineError, match="the dict cannot be written in JSON: "):
        Pipeline.load({**DIAMOND, "metadata": value})


def test_mapping_is_a_source():
    assert len(Pipeline.load(MappingProxyType(DIAMOND))) == 3


@pytest.mark.parametrize("source, message", [("", "the text is empty"), ("\ud800", "cannot read"), ("a\0b", "cannot read")])
def test_text_that_is_no_path_is_an_error(source, message):
    with pytest.raises(PipelineError, match=message):
        Pipeline.load(source)
