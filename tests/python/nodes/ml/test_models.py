# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes for models, with replacements for transformers, torch and kokoro."""

import json
import types

import numpy as np
import pytest
import standins
from remotemedia.core import Pipeline, PipelineError
from remotemedia.nodes import ml
from remotemedia.nodes.ml import ultravox, whisper

CLIP = (np.zeros((1, 16000), "f4"), 16000)
MODELS = [ml.WhisperTranscriptionNode(), ml.UltravoxNode(), ml.TransformersPipelineNode(task="summarization"),
          ml.Qwen2_5OmniNode()]


def make_transformers(monkeypatch, *results, **more):
    pipe = standins.Recorder(*results)
    torch = standins.make_torch(monkeypatch)
    return pipe, standins.install(monkeypatch, "transformers", pipeline=standins.Recorder(lambda *a, **k: pipe), **more), torch


@pytest.mark.parametrize("node", MODELS, ids=lambda node: node.name)
def test_missing_package_is_named_at_initialize(monkeypatch, node):
    standins.hide(monkeypatch, "transformers")
    with pytest.raises(PipelineError, match="needs the package 'transformers': pip install transformers"):
        Pipeline(node).run_sync(["x"])


@pytest.mark.parametrize("node", [*MODELS, ml.KokoroTTSNode()], ids=lambda node: node.name)
def test_models_are_serialised_and_come_back(node):
    pipeline = Pipeline.from_json(Pipeline(node).serialize())
    again = pipeline.nodes[0]
    assert type(again) is type(node) and again.config == node.config


def test_task_or_model_is_needed():
    with pytest.raises(ValueError, match="task: expected"):
        ml.TransformersPipelineNode()


def test_41_pipeline_gets_items_and_keeps_metadata(monkeypatch):
    pipe, package, _ = make_transformers(monkeypatch, [{"label": "good"}])
    node = ml.TransformersPipelineNode(task="text-classification", model="m", torch_dtype="float32")
    assert Pipeline(node).run_sync([("fine", {"session_id": "a"}), "fine"]) == [
        ([{"label": "good"}], {"session_id": "a"}), [{"label": "good"}]]
    assert package.pipeline.calls == [((), {
        "task": "text-classification", "model": "m", "device": "cpu", "model_kwargs": {}, "torch_dtype": "single"})]
    assert [args for args, _ in pipe.calls] == [("fine",), ("fine",)]


def test_pipeline_for_speech_gets_mono_at_16_khz(monkeypatch):
    pipe, _, _ = make_transformers(monkeypatch, {"text": "yes"})
    node = ml.TransformersPipelineNode(task="automatic-speech-recognition", model="m")
    assert Pipeline(node).run_sync((np.ones((2, 48000), "i2"), 48000)) == {"text": "yes"}
    given = pipe.calls[0][0][0]
    assert (given["raw"].shape, given["raw"].dtype, given["sampling_rate"]) == ((16000,), np.float32, 16000)


def test_device_and_type_follow_torch(monkeypatch):
    torch = standins.make_torch(monkeypatch)
    assert ml.base.choose_device(torch, None) == "cpu" and ml.base.choose_device(torch, "cuda:1") == "cuda:1"
    torch.cuda = types.SimpleNamespace(is_available=lambda: True)
    assert ml.base.choose_device(torch, None) == "cuda"
    assert ml.base.choose_dtype(torch, "float16", "cuda") == "half"
    assert ml.base.choose_dtype(torch, "float16", "cpu") == "single"
    with pytest.raises(ValueError, match="torch_dtype"):
        ml.base.choose_dtype(torch, "float17", "cpu")


def make_whisper(monkeypatch, *texts):
    model = types.SimpleNamespace(to=lambda device: None)
    processor = types.SimpleNamespace(tokenizer="tokenizer", feature_extractor="extractor")
    return make_transformers(
        monkeypatch, *({"text": text} for text in texts),
        AutoModelForSpeechSeq2Seq=types.SimpleNamespace(from_pretrained=standins.Recorder(model)),
        AutoProcessor=types.SimpleNamespace(from_pretrained=standins.Recorder(processor)))


def test_39_whisper_yields_words_of_overlapping_parts_once(monkeypatch):
    pipe, package, _ = make_whisper(monkeypatch, "one two three.", "Three four five", "five six")
    second = (np.zeros((1, 16000), "f4"), 16000)
    node = ml.WhisperTranscriptionNode(initial_buffer_duration_s=2, max_buffer_duration_s=2.5)
    assert Pipeline(node).run_sync([second] * 6) == [("one two three.",), ("four five",), ("six",)]
    lengths_s = [len(args[0]["raw"]) / 16000 for args, _ in pipe.calls]
    assert lengths_s == [2.0, 3.5, 2.5]  # with 1 s that the part before had
    assert package.pipeline.calls[0][1]["torch_dtype"] == "single"


def test_whisper_parts_hold_all_samples_in_order():
    node = ml.WhisperTranscriptionNode(
        initial_buffer_duration_s=0.1, max_buffer_duration_s=0.3, overlap_duration_s=0.02)
    parts = whisper.Parts(node)
    samples = np.arange(40000, dtype="f4")
    found = [part for start in range(0, 40000, 777) for part in parts.push(samples[start : start + 777])]
    rest = parts.flush()
    assert parts.flush() is None
    found.append(rest)
    assert found[0][0] == 0 and found[-1][-1] == 39999
    for before, after in zip(found, found[1:]):
        assert after[0] == before[-1] - 319 and (np.diff(after) == 1).all()


def test_40_ultravox_answers_with_history(monkeypatch):
    pipe, _, _ = make_transformers(monkeypatch, "hello", "fine")
    assert Pipeline(ml.UltravoxNode(system_prompt="be short")).run_sync([CLIP, "how are you"]) == [
        ("hello",), ("fine",)]
    first, second = (args[0] for args, _ in pipe.calls)
    assert first["turns"] == [{"role": "system", "content": "be short"}]
    assert first["sampling_rate"] == 16000 and len(first["audio"]) == 16000
    assert second["turns"][1:] == [
        {"role": "user", "content": "<audio>"}, {"role": "assistant", "content": "hello"},
        {"role": "user", "content": "how are you"}]
    assert pipe.calls[0][1] == {"max_new_tokens": 16382}


def test_ultravox_sessions_have_their_own_history(monkeypatch):
    pipe, _, _ = make_transformers(monkeypatch, "a")
    Pipeline(ml.UltravoxNode()).run_sync([("x", {"session_id": 1}), ("y", {"session_id": 2})])
    assert [len(args[0]["turns"]) for args, _ in pipe.calls] == [2, 2]


def test_ultravox_without_history_forgets(monkeypatch):
    pipe, _, _ = make_transformers(monkeypatch, "a")
    Pipeline(ml.UltravoxNode(enable_conversation_history=False)).run_sync(["x", "y"])
    assert [len(args[0]["turns"]) for args, _ in pipe.calls] == [2, 2]


def test_ultravox_history_ends_after_its_time():
    history = ultravox.History()
    history.add(1.0, "user", "old")
    history.add(9.0, "user", "new")
    history.drop_before(5.0)
    assert [turn["content"] for _, turn in history.turns] == ["new"]


def test_ultravox_calls_functions(monkeypatch):
    call = json.dumps({"name": "add", "parameters": {"a": 2, "b": 3}})
    pipe, _, _ = make_transformers(monkeypatch, call, "it is 5")

    async def add(a, b):
        return a + b

    node = ml.UltravoxNode(tools=[{"name": "add"}], tool_executors={"add": add})
    assert Pipeline(node).run_sync("2 and 3?") == ("it is 5",)
    turns = pipe.calls[1][0][0]["turns"]
    assert '"add"' in turns[0]["content"]
    assert turns[-1] == {"role": "tool", "content": "5"}


def test_ultravox_reports_a_failed_function_to_the_model(monkeypatch):
    call = json.dumps({"name": "fail", "parameters": {}})
    pipe, _, _ = make_transformers(monkeypatch, call, "sorry")
    node = ml.UltravoxNode(tools=[{"name": "fail"}], tool_executors={"fail": lambda: 1 / 0})
    assert Pipeline(node).run_sync("x") == ("sorry",)
    assert "ZeroDivisionError" in pipe.calls[1][0][0]["turns"][-1]["content"]


def test_ultravox_ends_calls_without_end(monkeypatch):
    call = json.dumps({"name": "again", "parameters": {}})
    pipe, _, _ = make_transformers(monkeypatch, call)
    Pipeline(ml.UltravoxNode(tool_executors={"again": lambda: "x"})).run_sync("x")
    assert len(pipe.calls) == 1 + ultravox.MAX_TOOL_CALLS


class Inputs(dict):
    def to(self, target):
        return self


def make_qwen(monkeypatch, result):
    model = types.SimpleNamespace(device="cpu", dtype="single", generate=standins.Recorder(result))
    processor = standins.Recorder(lambda **given: Inputs(input_ids=np.zeros((1, 2))))
    processor.apply_chat_template = standins.Recorder("prompt")
    processor.batch_decode = standins.Recorder(lambda ids, **settings: [f"{ids.shape[1]} tokens"])
    make_transformers(
        monkeypatch, None,
        Qwen2_5OmniForConditionalGeneration=types.SimpleNamespace(from_pretrained=standins.Recorder(model)),
        Qwen2_5OmniProcessor=types.SimpleNamespace(from_pretrained=lambda name: processor))
    return model, processor


def test_42_qwen_answers_each_buffer_with_text_and_speech(monkeypatch):
    model, processor = make_qwen(monkeypatch, (np.zeros((1, 7)), np.ones(30)))
    frame = np.zeros((4, 6, 3), "u1")
    node = ml.Qwen2_5OmniNode(buffer_duration_s=2, speaker="Ethan")
    answers = Pipeline(node).run_sync([CLIP, (frame, 0), {"video": frame}, CLIP, "and this?", object()])
    assert [text for text, _ in answers] == ["5 tokens", "5 tokens"]
    samples, rate = answers[0][1]
    assert (samples.shape, rate) == ((1, 30), 24000)
    first, second = (given for _, given in processor.calls)
    assert first["audio"][0].shape == (32000,) and first["videos"][0].shape == (2, 4, 6, 3)
    assert second["audio"] is None and second["videos"] is None
    content = processor.apply_chat_template.calls[1][0][0][-1]["content"]
    assert content == [{"type": "text", "text": "and this?"}]
    assert model.generate.calls[0][1]["speaker"] == "Ethan"


def test_qwen_without_speech_has_text_alone(monkeypatch):
    make_qwen(monkeypatch, np.zeros((1, 3)))
    assert Pipeline(ml.Qwen2_5OmniNode()).run_sync(CLIP) == ("1 tokens", None)


def make_kokoro(monkeypatch):
    pipe = standins.Recorder(lambda text, **settings: iter(
        [("g", "p", np.ones(3)), ("g", "p", None), ("g", "p", np.zeros(2))]))
    return pipe, standins.install(monkeypatch, "kokoro", KPipeline=standins.Recorder(lambda lang_code: pipe))


def test_kokoro_speaks_in_parts(monkeypatch):
    pipe, package = make_kokoro(monkeypatch)
    clips = Pipeline(ml.KokoroTTSNode(voice="bf_emma", lang_code="b")).run_sync("hello")
    assert [(samples.tolist(), rate) for samples, rate in clips] == [([[1, 1, 1]], 24000), ([[0, 0]], 24000)]
    assert package.KPipeline.calls == [((), {"lang_code": "b"})]
    assert pipe.calls == [(("hello",), {"voice": "bf_emma", "speed": 1.0, "split_pattern": r"\n+"})]


def test_kokoro_speaks_as_one_clip(monkeypatch):
    make_kokoro(monkeypatch)
    samples, rate = Pipeline(ml.KokoroTTSNode(stream_chunks=False)).run_sync([("hello", {"a": 1}), " "])
    assert (samples.shape, rate) == ((1, 5), 24000)


def test_kokoro_without_package_names_it(monkeypatch):
    standins.hide(monkeypatch, "kokoro")
    with pytest.raises(PipelineError, match="pip install kokoro"):
        Pipeline(ml.KokoroTTSNode()).run_sync("x")
