# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The smaller packages: remote, webrtc, packaging, persistence, serialization, utils."""

import asyncio
import json
import logging
import zipfile

import numpy as np
import pytest
from remotemedia import MultiplyNode, Pipeline, RemoteExecutorConfig, WebRTCManager
from remotemedia.core import ConfigurationError, PipelineError, RemoteExecutionError, SerializationError, WebRTCError
from remotemedia.nodes import RemoteExecutionNode, RemoteObjectExecutionNode
from remotemedia.packaging import pack, unpack
from remotemedia.persistence import PipelineStore
from remotemedia.remote import RemoteProxyClient
from remotemedia.serialization import JSONSerializer, PickleSerializer, get_serializer
from remotemedia.utils import setup_logging
from remotemedia.webrtc import WebRTCDataChannelNode, WebRTCStreamSink, WebRTCStreamSource

NOT_HERE = "remote execution is not in this release"
SERVER = RemoteExecutorConfig(host="server", port=50052, ssl_enabled=False)


def make_remote_nodes(nodes):
    return [RemoteExecutionNode("MultiplyNode", SERVER, node_config={"factor": 3}),
            RemoteObjectExecutionNode(nodes.Double(), SERVER), SERVER("AddNode", addend=1), SERVER(nodes.Double()),
            WebRTCStreamSource(), WebRTCStreamSink(), WebRTCDataChannelNode()]


def test_remote_nodes_fail_before_any_node_runs(nodes):
    for node in make_remote_nodes(nodes):
        first = nodes.FailAt(None, ValueError("ran"))
        with pytest.raises(RemoteExecutionError, match=f"^{NOT_HERE}$"):
            Pipeline(first, node).run_sync([1])
        assert first.n_calls == 0


def test_remote_nodes_are_serialised_with_their_host(nodes):
    for node in make_remote_nodes(nodes):
        entry = json.loads(Pipeline(node).serialize())["nodes"][0]
        assert entry["node_type"] == type(node).__name__
        assert entry.get("host") == ("server:50052" if node.is_remote else None)


def test_remote_config_of_other_objects_is_a_type_error():
    for target in (3, str, object()):
        with pytest.raises(TypeError):
            SERVER(target)


@pytest.mark.parametrize("change", [{"protocol": "tcp"}, {"port": 0}, {"port": 70000}, {"timeout": 0}])
def test_remote_config_is_checked(change):
    with pytest.raises(ConfigurationError):
        RemoteExecutorConfig(**{"host": "server", "port": 1, **change})


def test_proxy_client_can_be_made_and_does_not_connect():
    client = RemoteProxyClient(SERVER)
    assert "server:50052" in repr(client)

    async def use():
        for call in (client.connect, lambda: client.create_proxy(object()), client.__aenter__):
            with pytest.raises(RemoteExecutionError, match=NOT_HERE):
                await call()
        await client.close()

    asyncio.run(use())


def test_webrtc_manager_can_be_made_and_does_not_connect():
    manager = WebRTCManager(port=8080)
    with pytest.raises(WebRTCError, match=NOT_HERE):
        asyncio.run(manager.connect("peer"))
    asyncio.run(manager.close())


def test_package_has_the_pipeline(tmp_path):
    path = pack(Pipeline([MultiplyNode(factor=3)], name="triple"), tmp_path / "a.rmpkg", {"author": "me"})
    with zipfile.ZipFile(path) as package:
        assert json.loads(package.read("manifest.json"))["version"] == "v1"
        about = json.loads(package.read("metadata.json"))
    assert (about["package_name"], about["author"]) == ("triple", "me")
    assert unpack(path).run_sync(2) == 6


def test_bad_package_is_an_error(tmp_path, monkeypatch):
    with pytest.raises(PipelineError, match="cannot read the package"):
        unpack(tmp_path / "none.rmpkg")
    (tmp_path / "b.rmpkg").write_bytes(b"no zip")
    with pytest.raises(PipelineError, match="cannot read the package"):
        unpack(tmp_path / "b.rmpkg")
    with zipfile.ZipFile(tmp_path / "c.rmpkg", "w") as package:
        package.writestr("other", "")
    with pytest.raises(PipelineError, match="manifest.json"):
        unpack(tmp_path / "c.rmpkg")
    path = pack(Pipeline([MultiplyNode()]), tmp_path / "d.rmpkg")
    monkeypatch.setattr("remotemedia.packaging.package.MAX_SIZE", 10)
    with pytest.raises(PipelineError, match="more than the limit of 10"):
        unpack(path)


def test_store_keeps_pipelines_by_name(tmp_path):
    store = PipelineStore(tmp_path / "made")
    assert store.list() == []
    store.save(Pipeline([MultiplyNode(factor=3)], name="triple"))
    store.save(Pipeline([MultiplyNode()]), "double")
    assert store.list() == ["double", "triple"]
    assert store.load("triple").run_sync(2) == 6
    assert store.delete("double") and not store.delete("double") and store.list() == ["triple"]
    with pytest.raises(PipelineError, match="no pipeline 'double'"):
        store.load("double")


@pytest.mark.parametrize("name", ["../x", "", "a/b", ".hidden"])
def test_store_refuses_names_outside_its_folder(tmp_path, name):
    with pytest.raises(ValueError, match="name: expected"):
        PipelineStore(tmp_path).save(Pipeline([MultiplyNode()]), name)


@pytest.mark.parametrize("serializer", [JSONSerializer(), PickleSerializer(allow_pickle=True)])
def test_items_come_back(serializer):
    item = {"a": (1, 2.5, None), "b": [b"\x00\xff", {3: "three", "__type__": 4}], "c": "ü"}
    assert serializer.deserialize(serializer.serialize(item)) == item
    for dtype in ("f4", "i2", "c16", "?"):
        samples = np.array([[0, 1, 2], [3, 4, 5]]).astype(dtype)
        again, rate = serializer.deserialize(serializer.serialize((samples.T, 8000)))
        assert np.array_equal(again, samples.T) and again.dtype == samples.dtype and again.flags.writeable


def test_pickles_are_refused_by_default():
    with pytest.raises(SerializationError, match="allow_pickle=True"):
        PickleSerializer().deserialize(PickleSerializer().serialize(1))


@pytest.mark.parametrize("bad", [b"{", b'{"__type__": "x"}', b'{"__type__": "array"}'])
def test_bad_json_is_an_error(bad):
    with pytest.raises(SerializationError, match="cannot be read"):
        JSONSerializer().deserialize(bad)


def test_objects_without_form_are_an_error():
    with pytest.raises(SerializationError, match="cannot be written"):
        JSONSerializer().serialize(object())
    with pytest.raises(SerializationError, match="cannot be pickled"):
        PickleSerializer().serialize(lambda: 0)
    with pytest.raises(ValueError, match="format: expected"):
        get_serializer("xml")
    assert get_serializer().format == "json"


def test_log_is_printed_once(capsys):
    logger = logging.getLogger("remotemedia")
    before = (list(logger.handlers), logger.level)
    try:
        setup_logging("info")
        setup_logging("debug", format="%(levelname)s %(message)s")
        logging.getLogger("remotemedia.x").debug("seen")
        assert capsys.readouterr().err == "DEBUG seen\n"
    finally:
        logger.handlers, logger.level = before[0], before[1]
        logger.setLevel(before[1])
