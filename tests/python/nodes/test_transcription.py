# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Transcription with replacements for the packages."""

import types

import numpy as np
import pytest
import standins
from remotemedia.core import Pipeline, PipelineError
from remotemedia.nodes.transcription import RustWhisperTranscriber, WhisperXTranscriber

CLIP = (np.zeros((2, 48000), "f4"), 48000)


def make_whisperx(monkeypatch, **more):
    model = types.SimpleNamespace(transcribe=standins.Recorder(
        {"segments": [{"text": " hello ", "start": 0, "end": 0.5}, {"text": "you"}], "language": "en"}))
    return model, standins.install(monkeypatch, "whisperx", load_model=standins.Recorder(model), **more)


def test_31_whisperx_transcribes_each_clip(monkeypatch):
    model, package = make_whisperx(monkeypatch)
    node = WhisperXTranscriber(model_size="small", language="en")
    first, second = Pipeline(node).run_sync([CLIP, CLIP])
    assert first == second
    assert (first["text"], first["language"], first["audio_duration"], first["sample_rate"]) == (
        "hello you", "en", 1.0, 16000)
    assert package.load_model.calls == [(("small", "cpu"), {
        "compute_type": "float32", "language": "en", "vad_options": {"vad_onset": 0.5, "vad_offset": 0.363}})]
    (speech,), settings = model.transcribe.calls[0]
    assert (speech.shape, speech.dtype) == ((16000,), np.float32)
    assert settings == {"batch_size": 16, "language": "en"}


def test_whisperx_aligns_words_with_one_model_for_each_language(monkeypatch):
    aligned = [{"text": "hello", "words": []}]
    _, package = make_whisperx(
        monkeypatch, load_align_model=standins.Recorder(("aligner", "metadata")),
        align=standins.Recorder({"segments": aligned}))
    results = Pipeline(WhisperXTranscriber(align_model=True)).run_sync([CLIP, CLIP])
    assert [result["segments"] for result in results] == [aligned, aligned]
    assert len(package.load_align_model.calls) == 1
    assert package.align.calls[0][0][1:3] == ("aligner", "metadata")


def test_whisperx_skips_other_items(monkeypatch, caplog):
    make_whisperx(monkeypatch)
    assert Pipeline(WhisperXTranscriber()).run_sync(["text"]) is None
    assert "expected (samples, rate), got str" in caplog.text


def test_whisperx_without_package_names_it(monkeypatch):
    standins.hide(monkeypatch, "whisperx")
    with pytest.raises(PipelineError, match="needs the package 'whisperx': pip install whisperx"):
        Pipeline(WhisperXTranscriber()).run_sync([CLIP])


def make_cpp(monkeypatch):
    model = types.SimpleNamespace(transcribe=standins.Recorder(
        [types.SimpleNamespace(t0=0, t1=150, text=" good day")]))
    standins.install(monkeypatch, "pywhispercpp")
    return model, standins.install(monkeypatch, "pywhispercpp.model", Model=standins.Recorder(model))


def test_32_whisper_cpp_returns_text_and_segments(monkeypatch):
    model, package = make_cpp(monkeypatch)
    result = Pipeline(RustWhisperTranscriber(model_path="m.bin", language="de", n_threads=2)).run_sync(CLIP)
    assert result == {"text": "good day", "language": "de", "audio_duration": 1.0,
                      "segments": [{"start": 0.0, "end": 1.5, "text": " good day"}]}
    assert package.Model.calls == [(("m.bin",), {"n_threads": 2})]
    assert model.transcribe.calls[0][1] == {"translate": False, "language": "de"}


def test_accumulated_chunks_are_one_result(monkeypatch):
    model, _ = make_cpp(monkeypatch)
    result = Pipeline(RustWhisperTranscriber(accumulate_chunks=True)).run_sync([CLIP, CLIP, CLIP])
    assert result["audio_duration"] == 3.0 and len(model.transcribe.calls) == 1


def test_faster_whisper_is_the_other_choice(monkeypatch):
    standins.hide(monkeypatch, "pywhispercpp")
    segment = types.SimpleNamespace(start=0.0, end=1.0, text="bonjour")
    model = types.SimpleNamespace(transcribe=standins.Recorder(
        ([segment], types.SimpleNamespace(language="fr"))))
    package = standins.install(monkeypatch, "faster_whisper", WhisperModel=standins.Recorder(model))
    result = Pipeline(RustWhisperTranscriber(model_source="tiny", translate=True)).run_sync(CLIP)
    assert (result["text"], result["language"]) == ("bonjour", "fr")
    assert package.WhisperModel.calls == [(("tiny",), {"cpu_threads": 4})]
    assert model.transcribe.calls[0][1] == {"language": None, "task": "translate"}


def test_whisper_without_package_names_both(monkeypatch):
    standins.hide(monkeypatch, "pywhispercpp", "faster_whisper")
    with pytest.raises(PipelineError, match="'pywhispercpp' or 'faster-whisper': pip install pywhispercpp"):
        Pipeline(RustWhisperTranscriber()).run_sync(CLIP)
