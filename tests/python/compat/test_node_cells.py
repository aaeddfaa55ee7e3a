# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Each member of Node and of its helpers of the existing SDK: signatures, results, errors."""

import asyncio
import copy
import inspect
import logging
import pickle
from datetime import datetime, timedelta

import pytest
from remotemedia import Node, PassThroughNode, Pipeline, RemoteExecutorConfig
from remotemedia.core import config as config_module
from remotemedia.core.exceptions import ConfigurationError
from remotemedia.core import node as node_module
from remotemedia.core.node import SessionState, StateManager
from remotemedia.nodes import RemoteExecutionNode, RemoteObjectExecutionNode, StatefulCounter

SIGNATURES = {
    Node: {"name": None, "enable_state": True, "state_ttl": None, "max_sessions": None},
    SessionState: {"session_id": inspect.Parameter.empty},
    StateManager: {"default_ttl": timedelta(hours=24), "max_sessions": None, "enable_persistence": False},
    RemoteExecutorConfig: {
        "host": inspect.Parameter.empty, "port": inspect.Parameter.empty, "protocol": "grpc", "auth_token": None,
        "timeout": 30.0, "max_retries": 3, "ssl_enabled": True, "pip_packages": None},
}


class Needy(PassThroughNode):
    def get_capabilities(self):
        return {"gpu": {"type": "cuda", "min_memory_gb": 8, "required": True}, "cpu": {"cores": 4, "arch": "x86_64"},
                "memory_gb": 16}


@pytest.mark.parametrize("kind", SIGNATURES)
def test_signature_is_that_of_the_existing_sdk(kind):
    found = {key: param.default for key, param in inspect.signature(kind).parameters.items()}
    expected = SIGNATURES[kind]
    assert list(found)[: len(expected)] == list(expected)
    assert {key: found[key] for key in expected} == expected


def test_node_is_abstract():
    with pytest.raises(TypeError):
        Node()

    class Incomplete(Node):
        pass

    with pytest.raises(TypeError, match="process"):
        Incomplete()


def test_node_has_its_attributes():
    node = PassThroughNode()
    assert (node.name, node.config, node.enable_state) == ("PassThroughNode", {}, True)
    assert isinstance(node.logger, logging.Logger) and isinstance(node.state, StateManager)
    assert (node._current_session_id, node._is_initialized, node.is_initialized) == (None, False, False)
    assert PassThroughNode(enable_state=False).state is None
    assert not (node.is_streaming or node.is_source or node.is_sink or node.is_remote)


def test_unknown_arguments_become_config_and_params():
    node = PassThroughNode(name="n", anything=1, nested={"a": [2]}, enable_state=True)
    assert node.config == {"anything": 1, "nested": {"a": [2]}}
    assert node.to_manifest() == {"id": "n", "node_type": "PassThroughNode", "params": node.config}
    assert node.to_manifest()["params"] is not node.config
    assert node.get_config() == {"name": "n", "class": "PassThroughNode", "config": node.config}


def test_state_settings_reach_the_manager():
    node = PassThroughNode(state_ttl=timedelta(seconds=5), max_sessions=2)
    assert (node.state.default_ttl, node.state.max_sessions) == (timedelta(seconds=5), 2)
    assert PassThroughNode().state.default_ttl == timedelta(hours=24)


def test_initialize_and_cleanup_are_plain_and_awaited():
    node = PassThroughNode()
    node.initialize()
    assert node.is_initialized is True
    node.cleanup()
    assert node.is_initialized is False

    async def use():
        await node.initialize()
        before = node.is_initialized
        await node.cleanup()
        return before, node.is_initialized

    assert asyncio.run(use()) == (True, False)


def test_session_id_is_kept():
    node = PassThroughNode()
    assert node.get_session_id() is None
    node.set_session_id("s")
    assert node.get_session_id() == "s" and node.get_session_state().session_id == "s"
    assert node.get_session_state("t").session_id == "t"
    assert node.get_session_state("t") is node.get_session_state(session_id="t")
    assert PassThroughNode().get_session_state() is None
    assert PassThroughNode(enable_state=False).get_session_state("s") is None


@pytest.mark.parametrize("data, expected", [
    ({"session_id": "s"}, "s"), ((1, {"session_id": "s"}), "s"), ((1, {}), None), ({}, None), (5, None), ((), None),
    ([{"session_id": "s"}], None), (({"session_id": "s"}, 1), None)])
def test_session_id_is_extracted(data, expected):
    assert PassThroughNode().extract_session_id(data) == expected


@pytest.mark.parametrize("data, expected", [
    ((1, {"session_id": "s"}), (1, {"session_id": "s"})), ((1, 2, {"metadata": 0}), ((1, 2), {"metadata": 0})),
    ((1, {"user_name": "u"}), (1, {"user_name": "u"})), ((1, {"timestamp": 3}), (1, {"timestamp": 3})),
    ((1, 2, {"is_speech": True}), ((1, 2, {"is_speech": True}), None)), ((1, 2), ((1, 2), None)), (5, (5, None))])
def test_metadata_is_split(data, expected):
    assert PassThroughNode().split_data_metadata(data) == expected


def test_metadata_is_merged():
    node = PassThroughNode()
    assert node.merge_data_metadata((1, 2), {"a": 3}) == (1, 2, {"a": 3})
    assert node.merge_data_metadata(1, {"a": 3}) == (1, {"a": 3})
    assert node.merge_data_metadata((1, 2), None) == (1, 2)


def test_manifest_has_streaming_capabilities_and_host():
    assert StatefulCounter().to_manifest()["is_streaming"] is True
    assert "is_streaming" not in PassThroughNode().to_manifest()
    assert PassThroughNode().get_capabilities() is None and "capabilities" not in PassThroughNode().to_manifest()
    assert Needy().to_manifest()["capabilities"] == Needy().get_capabilities()
    assert "capabilities" not in Needy().to_manifest(include_capabilities=False)
    assert RemoteExecutorConfig("host", 50051)("AddNode").to_manifest()["host"] == "host:50051"


@pytest.mark.parametrize("duplicate", [lambda node: pickle.loads(pickle.dumps(node)), copy.copy, copy.deepcopy])
def test_pickled_node_is_not_initialised(duplicate):
    node = PassThroughNode(name="n", value=1)
    node.initialize()
    again = duplicate(node)
    assert (again.name, again.config, again.is_initialized) == ("n", {"value": 1}, False)
    assert isinstance(again.state, StateManager) and again.logger.name.endswith(".n")
    assert Pipeline([again]).run_sync(3) == 3


def test_session_state_has_values_and_times():
    state = SessionState("s", {"a": 1}, datetime(2024, 1, 1), datetime(2024, 1, 2), {"m": 2})
    assert (state.session_id, state.data, state.metadata) == ("s", {"a": 1}, {"m": 2})
    assert (state.created_at, state.last_accessed) == (datetime(2024, 1, 1), datetime(2024, 1, 2))
    assert state.get("a") == 1 and state.get("b") is None and state.get("b", 5) == 5
    state.set("b", 2)
    state.update({"c": 3})
    assert state.data == {"a": 1, "b": 2, "c": 3} and state.last_accessed > datetime(2024, 1, 2)
    state.clear()
    assert state.data == {}
    assert SessionState("t").data == {} and isinstance(SessionState("t").created_at, datetime)


def test_state_manager_has_its_methods():
    manager = StateManager(max_sessions=2)
    first = manager.get_or_create_session("a")
    assert manager.get_or_create_session("a") is first and manager.get_session("a") is first
    assert manager.get_session("none") is None
    assert set(manager.get_all_sessions()) == {"a"}
    assert manager.delete_session("a") is True and manager.delete_session("a") is False
    for name in "bcd":
        manager.get_or_create_session(name)
    assert set(manager.get_all_sessions()) == {"c", "d"}
    manager.clear_all_sessions()
    assert not manager.get_all_sessions()
    manager.start_cleanup_task()
    manager.stop_cleanup_task()


def test_state_manager_removes_expired_sessions():
    manager = StateManager(default_ttl=timedelta(seconds=60))
    manager.get_or_create_session("old").last_accessed = datetime.now() - timedelta(seconds=61)
    manager.get_or_create_session("new")
    assert set(manager.get_all_sessions()) == {"new"} and manager.cleanup_expired_sessions() == 0


@pytest.mark.parametrize("arguments", [{"protocol": "ftp"}, {"port": 0}, {"port": 65536}, {"port": -1}, {"timeout": 0},
                                       {"timeout": -1.0}, {"port": "a"}, {"port": None}, {"timeout": "x"},
                                       {"timeout": float("nan")}, {"protocol": None}])
def test_remote_config_refuses_bad_values(arguments):
    name, = arguments
    with pytest.raises(ConfigurationError, match=f"(?i){name}"):
        RemoteExecutorConfig(**{"host": "h", "port": 1, **arguments})


def test_remote_config_is_a_dataclass():
    config = RemoteExecutorConfig("h", 1, "http", "token", 5.0, 2, False, ["numpy"])
    assert config == RemoteExecutorConfig(host="h", port=1, protocol="http", auth_token="token", timeout=5.0,
                                          max_retries=2, ssl_enabled=False, pip_packages=["numpy"])
    assert "host='h'" in repr(config) and config_module.RemoteExecutorConfig is node_module.RemoteExecutorConfig is RemoteExecutorConfig


def test_remote_config_makes_remote_nodes():
    config = RemoteExecutorConfig("h", 1)
    by_name = config("AddNode", addend=1, target="kept")
    assert type(by_name) is RemoteExecutionNode and by_name.node_to_execute == "AddNode"
    assert by_name.node_config == {"addend": 1, "target": "kept"} and by_name.remote_config is config
    target = PassThroughNode()
    by_object = config(target)
    assert type(by_object) is RemoteObjectExecutionNode and by_object.obj_to_execute is target
    for bad in (5, None, ["AddNode"], PassThroughNode):
        with pytest.raises(TypeError):
            config(bad)
