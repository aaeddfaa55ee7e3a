# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Every node class of the existing SDK: its module, and its parameters with order and defaults."""

import importlib
import inspect
from unittest.mock import ANY

import pytest
import remotemedia
from remotemedia import nodes
from remotemedia.core import Node
from remotemedia.core.config import RemoteExecutorConfig
from remotemedia.nodes import catalog

NEEDED = inspect.Parameter.empty
CONFIG = RemoteExecutorConfig("host", 1)
CLASSES = {  # name: module, parameters that the existing SDK has
    "PassThroughNode": ("base", {}),
    "BufferNode": ("base", {"buffer_size": 10}),
    "AudioTransform": ("audio", {"output_sample_rate": 44100, "output_channels": 2}),
    "AudioBuffer": ("audio", {"buffer_size_samples": NEEDED}),
    "AudioResampler": ("audio", {"target_sample_rate": 44100}),
    "ExtractAudioDataNode": ("audio", {}),
    "AudioResampleNode": ("audio", {"target_sample_rate": 16000, "quality": "high", "runtime_hint": "auto"}),
    "VADNode": ("audio", {"frame_duration_ms": 30, "energy_threshold": 0.02, "runtime_hint": "auto"}),
    "FormatConverterNode": ("audio", {"target_format": "f32", "runtime_hint": "auto"}),
    "VoiceActivityDetector": ("audio", {"frame_duration_ms": 30, "energy_threshold": 0.02, "speech_threshold": 0.3,
                                        "filter_mode": False, "include_metadata": True}),
    "CalculatorNode": ("calculator", {}),
    "CodeExecutorNode": ("code_executor", {
        "code": None, "input_data": None, "enable_safe_imports": False, "enable_pickle": False,
        "enable_cloudpickle": False, "allowed_modules": None}),
    "StatefulCounter": ("custom", {"initial_value": 0}),
    "GRPCStreamSource": ("grpc_source", {"session_id": None}),
    "DataSourceNode": ("io_nodes", {"buffer_size": 100, "timeout_seconds": 30.0}),
    "DataSinkNode": ("io_nodes", {"callback": None, "buffer_output": False, "buffer_size": 100}),
    "BidirectionalNode": ("io_nodes", {"process_callback": None, "buffer_size": 100}),
    "JavaScriptBridgeNode": ("io_nodes", {"transform_input": True, "transform_output": True}),
    "RemoteExecutionNode": ("remote", {"node_to_execute": NEEDED, "remote_config": NEEDED, "node_config": None,
                                       "serialization_format": "pickle"}),
    "RemoteObjectExecutionNode": ("remote", {"obj_to_execute": NEEDED, "remote_config": NEEDED, "node_config": None}),
    "SerializedClassExecutorNode": ("serialized_class_executor", {}),
    "MultiplyNode": ("simple_math", {"factor": 2.0}),
    "AddNode": ("simple_math", {"addend": 0.0}),
    "MediaWriterNode": ("sink", {"output_path": NEEDED}),
    "MediaReaderNode": ("source", {"path": NEEDED}),
    "TrackSource": ("source", {}),
    "AudioTrackSource": ("source", {}),
    "VideoTrackSource": ("source", {"output_format": "bgr24"}),
    "LocalMediaReaderNode": ("source", {"path": NEEDED}),
    "TextProcessorNode": ("text_processor", {}),
    "WhisperXTranscriber": ("transcription", {
        "model_size": "base", "device": "cpu", "compute_type": "float32", "batch_size": 16, "language": None,
        "align_model": False, "vad_onset": 0.5, "vad_offset": 0.363}),
    "RustWhisperTranscriber": ("transcription", {
        "model_path": None, "model_source": None, "language": None, "n_threads": 4}),
    "DataTransform": ("transform", {}),
    "FormatConverter": ("transform", {"target_format": "json"}),
    "TextTransformNode": ("transform", {"transform_func": NEEDED}),
    "VideoTransform": ("video", {"resolution": (1920, 1080)}),
    "VideoBuffer": ("video", {}),
    "VideoResizer": ("video", {"target_resolution": (1920, 1080)}),
    "WhisperTranscriptionNode": ("ml", {
        "model_id": "openai/whisper-large-v3-turbo", "device": None, "torch_dtype": "float16", "chunk_length_s": 30,
        "initial_buffer_duration_s": 3, "max_buffer_duration_s": 15, "buffer_growth_factor": 1.5,
        "overlap_duration_s": 1.0}),
    "UltravoxNode": ("ml", {
        "model_id": "fixie-ai/ultravox-v0_5-llama-3_2-1b", "device": None, "torch_dtype": "bfloat16",
        "max_new_tokens": 16382, "system_prompt": ANY, "enable_conversation_history": True,
        "conversation_history_minutes": 10.0, "tools": None, "tool_executors": None}),
    "TransformersPipelineNode": ("ml", {
        "task": None, "model": None, "device": None, "model_kwargs": None, "torch_dtype": None}),
    "Qwen2_5OmniNode": ("ml", {
        "model_id": "Qwen/Qwen2.5-Omni-3B", "device": None, "torch_dtype": ANY, "attn_implementation": None,
        "conversation_template": None, "buffer_duration_s": 5.0, "video_fps": 10, "audio_sample_rate": 16000}),
}
TOP_LEVEL = """Node AudioTransform AudioBuffer AudioResampler VoiceActivityDetector MediaReaderNode AudioTrackSource
    VideoTrackSource MediaWriterNode TextProcessorNode VideoTransform VideoBuffer VideoResizer DataTransform
    RemoteExecutionNode RemoteObjectExecutionNode SerializedClassExecutorNode StatefulCounter DataSourceNode
    DataSinkNode BidirectionalNode JavaScriptBridgeNode GRPCStreamSource GRPCStreamManager get_grpc_stream_manager
    MultiplyNode AddNode WhisperXTranscriber RustWhisperTranscriber""".split()
DOCUMENTED = """AudioResampleNode VADNode FormatConverterNode ExtractAudioDataNode PassThroughNode BufferNode
    CalculatorNode CodeExecutorNode FormatConverter TextTransformNode TrackSource LocalMediaReaderNode""".split()
EXCEPTIONS = {"remotemedia.core.exceptions": """RemoteMediaError PipelineError NodeError RemoteExecutionError
    WebRTCError SerializationError ConfigurationError""".split()}
MODULES = """core.pipeline core.node core.exceptions core.types nodes nodes.audio nodes.base nodes.calculator
    nodes.simple_math nodes.io_nodes nodes.remote nodes.source nodes.sink nodes.transcription nodes.text_processor
    nodes.transform nodes.video nodes.custom nodes.code_executor nodes.serialized_class_executor nodes.grpc_source
    core.multiprocessing core.node_serialization control nodes.ml remote serialization packaging persistence utils webrtc runtime runtime_wrapper cli""".split()
ARGUMENTS = {"buffer_size_samples": 4, "node_to_execute": "AddNode", "remote_config": CONFIG, "obj_to_execute": object(),
             "output_path": "a.wav", "path": "a.wav", "transform_func": str.upper}


def test_table_has_all_42_classes():
    assert len(CLASSES) == 42 and set(CLASSES) <= set(catalog.PLACES)


@pytest.mark.parametrize("name", CLASSES)
def test_class_is_in_its_module_and_in_nodes(name):
    found = getattr(importlib.import_module(f"remotemedia.nodes.{CLASSES[name][0]}"), name)
    assert issubclass(found, Node) and found is getattr(nodes, name) is catalog.get_class(name)


@pytest.mark.parametrize("name", CLASSES)
def test_parameters_have_their_order_and_defaults(name):
    found = inspect.signature(getattr(nodes, name)).parameters
    expected = CLASSES[name][1]
    given = {key: param.default for key, param in found.items()}
    assert list(given)[: len(expected)] == list(expected)
    assert {key: given[key] for key in expected} == expected


@pytest.mark.parametrize("name", CLASSES)
def test_class_can_be_made_with_a_name(name):
    needed = {key: ARGUMENTS[key] for key, default in CLASSES[name][1].items() if default is NEEDED}
    if name == "TransformersPipelineNode":
        needed = {"task": "summarization"}
    node = getattr(nodes, name)(**needed, name="mine")
    assert node.name == "mine" and node.get_config()["class"] == name
    assert node.to_manifest()["node_type"] == name


@pytest.mark.parametrize("name", [*TOP_LEVEL, *DOCUMENTED])
def test_class_is_in_the_top_level(name):
    assert getattr(remotemedia, name) is getattr(nodes, name)


def test_nodes_export_the_names_of_the_existing_sdk():
    assert sorted(nodes.__all__) == sorted(TOP_LEVEL)


@pytest.mark.parametrize("name", MODULES)
def test_module_can_be_imported(name):
    importlib.import_module(f"remotemedia.{name}")


@pytest.mark.parametrize("module, names", EXCEPTIONS.items())
def test_exceptions_are_a_tree(module, names):
    for name in names:
        assert issubclass(getattr(importlib.import_module(module), name), remotemedia.RemoteMediaError)
    assert remotemedia.RemoteExecutionError("x", remote_traceback="t").remote_traceback == "t"
