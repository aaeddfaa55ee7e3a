# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes as bytes, and the errors of nodes that cannot be bytes."""

import pickle
import sys
import threading

import pytest
from remotemedia import MultiplyNode, Pipeline, RemoteMediaError
from remotemedia.core import exceptions, node_serialization
from remotemedia.core.node_serialization import (
    SerializationError,
    deserialize_node_from_ipc,
    serialize_node_for_ipc,
)


@pytest.fixture(autouse=True)
def without_cloudpickle(monkeypatch):
    monkeypatch.setitem(sys.modules, "cloudpickle", None)


def test_node_comes_back_without_its_state():
    node = MultiplyNode(factor=3, name="n")
    node.initialize()
    node.get_session_state("s").set("a", 1)
    data = serialize_node_for_ipc(node)
    again = deserialize_node_from_ipc(data)
    assert isinstance(data, bytes) and type(again) is MultiplyNode
    assert (again.name, again.is_initialized, again.state.get_all_sessions()) == ("n", False, {})
    assert Pipeline([again]).run_sync(2) == 6


def test_attribute_that_cannot_be_pickled_is_named():
    node = MultiplyNode(name="held")
    node.lock = threading.Lock()
    with pytest.raises(SerializationError) as caught:
        serialize_node_for_ipc(node)
    error = caught.value
    assert (error.node_name, "lock" in error.reason, "set lock in initialize()" in error.suggestion) == ("held", True, True)
    assert str(error).startswith("Failed to serialize node 'held': ") and isinstance(error.__cause__, TypeError)
    assert isinstance(error, exceptions.SerializationError) and isinstance(error, RemoteMediaError)
    again = pickle.loads(pickle.dumps(error))
    assert (again.node_name, again.reason, again.suggestion) == (error.node_name, error.reason, error.suggestion)


def test_local_class_has_a_suggestion():
    class Local(MultiplyNode):
        pass

    with pytest.raises(SerializationError) as caught:
        serialize_node_for_ipc(Local())
    assert "module that can be imported" in caught.value.suggestion


def test_large_node_is_refused(monkeypatch):
    node = MultiplyNode(weights=bytes(1000))
    monkeypatch.setattr(node_serialization, "MAX_SIZE", 1000)
    with pytest.raises(SerializationError, match="more than the limit of 100 MB"):
        serialize_node_for_ipc(node)
    with pytest.raises(SerializationError, match="more than the limit of 100 MB"):
        deserialize_node_from_ipc(pickle.dumps(node))


def test_limit_is_100_mb():
    assert node_serialization.MAX_SIZE == 100 * 1024 * 1024


@pytest.mark.parametrize("data", [b"", b"junk", pickle.dumps(MultiplyNode())[:-5], pickle.dumps({"a": 1})])
def test_other_bytes_are_an_error(data):
    with pytest.raises(SerializationError):
        deserialize_node_from_ipc(data)


def test_other_objects_are_a_type_error():
    with pytest.raises(TypeError, match="node: expected a Node, got int"):
        serialize_node_for_ipc(5)
    with pytest.raises(TypeError, match="data: expected bytes, got str"):
        deserialize_node_from_ipc("text")
