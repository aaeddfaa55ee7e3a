# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Audio nodes: shapes, types, errors, and that they change no input."""

import numpy as np
import pytest
from remotemedia.core import Pipeline
from remotemedia.nodes import AddNode, BufferNode, MultiplyNode
from remotemedia.nodes.audio import (AudioBuffer, AudioResampleNode, AudioTransform, ExtractAudioDataNode,
                                     FormatConverterNode, VADNode, VoiceActivityDetector)

RATE = 48000


def make_tone(channels=2, n_samples=RATE, dtype="f4"):
    tone = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(n_samples) / RATE)
    return np.tile(tone, (channels, 1)).astype(dtype)


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 22050, 11025])
def test_resample_length_is_rounded_up(rate):
    samples, rate_out = AudioResampleNode(target_sample_rate=rate).process((make_tone(n_samples=1001), RATE))
    assert samples.shape == (2, -(-1001 * rate // RATE)) and rate_out == rate
    assert samples.dtype == np.float32


def test_resample_keeps_the_tone():
    samples, _ = AudioResampleNode(target_rate=16000).process((make_tone(1)[0], RATE))
    expected = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(16000) / 16000)
    assert np.abs(samples[0] - expected)[100:-100].max() < 1e-4


def test_resample_at_the_target_rate_returns_the_object():
    tone = make_tone(1)[0]
    assert AudioResampleNode(target_sample_rate=RATE).process((tone, RATE))[0] is tone


def test_resample_of_integers_stays_integer():
    samples, _ = AudioResampleNode().process((FormatConverterNode("i16").process((make_tone(), RATE))[0], RATE))
    assert samples.dtype == np.int16 and abs(int(samples[:, 100:-100].max()) - 16384) < 3


def test_two_spellings_with_different_values_are_an_error():
    with pytest.raises(ValueError, match="same parameter"):
        AudioResampleNode(target_sample_rate=8000, target_rate=16000)
    assert AudioResampleNode(target_sample_rate=8000, target_rate=8000).target_sample_rate == 8000


@pytest.mark.parametrize("node", [AudioResampleNode(), VADNode(), FormatConverterNode()])
@pytest.mark.parametrize("data, message", [
    (5, "Input must be a tuple of (audio_data, sample_rate)"), ((1,), "Input must be a tuple"),
    (("x", 3), "Audio data must be a numpy array"), ((np.ones(3), -1), "sample_rate"),
    ((np.ones(3), "16000"), "sample_rate"), ((np.ones((2, 2, 2)), RATE), "shape"),
    ((np.ones((100, 2)), RATE), "(samples, channels)"), ((np.ones(3, dtype="c8"), RATE), "dtype"),
    ((np.array([None]), RATE), "dtype")])
def test_bad_input_is_an_error_dict(node, data, message):
    result = node.process(data)
    assert message in result["error"] and result["input"] is data
    assert result["processed_by"] == f"{type(node).__name__}[{node.name}]"


def test_vad_counts_whole_frames():
    tone = make_tone(n_samples=RATE // 2 + 100)
    samples, rate, result = VADNode().process((tone, RATE))
    assert samples is tone and rate == RATE
    assert result == {"is_speech": True, "speech_frames": 16, "total_frames": 16}
    quiet = VADNode(threshold=-3.0).process((tone, RATE))[2]
    assert quiet == {"is_speech": False, "speech_frames": 0, "total_frames": 16}


def test_vad_threshold_of_integers_may_be_in_their_units():
    tone = (make_tone() * 32767).astype("i2")
    assert VADNode(energy_threshold=3000).process((tone, RATE))[2]["is_speech"]
    assert not VADNode(energy_threshold=30000).process((tone, RATE))[2]["is_speech"]


@pytest.mark.parametrize("name, dtype", [("i16", "i2"), ("I32", "i4"), ("f32", "f4"), ("f64", "f8")])
def test_formats_come_back(name, dtype):
    tone = make_tone()
    converted, _ = FormatConverterNode(name).process((tone, RATE))
    assert converted.dtype == np.dtype(dtype)
    back, _ = FormatConverterNode("f32").process((converted, RATE))
    assert np.abs(back - tone).max() <= 2**-16


def test_format_full_scale_saturates():
    samples = np.array([1.0, -1.0, 2.0, -2.0, np.nan, np.inf], dtype="f4")
    converted, _ = FormatConverterNode("i16").process((samples, RATE))
    assert converted.tolist() == [[32767, -32768, 32767, -32768, 0, 32767]]


def test_format_that_is_no_text_is_an_error():
    with pytest.raises(ValueError, match="Unsupported format: None; expected one of"):
        FormatConverterNode(None)


def test_unknown_format_is_an_error():
    with pytest.raises(ValueError, match="Unsupported format: i24"):
        FormatConverterNode("i24")


def test_dict_in_dict_out():
    result = VADNode().process({"audio_data": make_tone(), "sample_rate": RATE, "id": 7})
    assert result["is_speech"] and result["id"] == 7 and result["audio_data"].shape == (2, RATE)


def test_transform_mixes_channels():
    tone = make_tone()
    assert AudioTransform(16000, 1).process((tone, RATE))[0].shape == (16000,)
    assert AudioTransform(RATE, 2).process((tone[:1], RATE))[0].shape == (2, RATE)
    assert AudioTransform(RATE, 1).process("x") == "x"


def test_buffer_cuts_a_stream():
    clips = [(make_tone(n_samples=700), RATE), (make_tone(n_samples=700), RATE), (make_tone(1, 10), RATE)]
    results = Pipeline([AudioBuffer(500)]).run_sync(clips)
    assert [samples.shape for samples, _ in results] == [(2, 500), (2, 500), (2, 400), (1, 10)]
    whole = np.concatenate([samples for samples, _ in results[:3]], axis=1)
    assert np.array_equal(whole, np.concatenate([clips[0][0], clips[1][0]], axis=1))


def test_detector_follows_the_noise():
    clips = [(make_tone() * 0.01, RATE), (make_tone(), RATE)]
    results = Pipeline([VoiceActivityDetector()]).run_sync(clips)
    assert [metadata["is_speech"] for _, metadata in results] == [False, True]
    speech = Pipeline([VoiceActivityDetector(filter_mode=True)]).run_sync(clips)
    assert speech[0].shape == (2, RATE)


def test_detector_keeps_metadata_in_either_place():
    for clip in ((make_tone(), RATE, {"user": 1}), ((make_tone(), RATE), {"user": 1})):
        _, metadata = Pipeline([VoiceActivityDetector()]).run_sync(clip)
        assert metadata["user"] == 1 and metadata["is_speech"]


RATES = (0, -1, float("nan"), 1e12, 16000.5, "16000", True)


@pytest.mark.parametrize("kind, name, values", [
    (AudioResampleNode, "target_sample_rate", RATES),
    (AudioTransform, "output_sample_rate", (*RATES, None)),
    (AudioTransform, "output_channels", (0, -1, 65, 1.5, "2", None)),
    (AudioBuffer, "buffer_size_samples", (0, -1, 1.5, "4", None, True)),
    (VADNode, "frame_duration_ms", ("30", None, float("inf"), float("nan"))),
    (VADNode, "energy_threshold", ("a", float("nan"), [1])),
    (VoiceActivityDetector, "speech_threshold", ("a", None)),
    (MultiplyNode, "factor", ("a", [1])),
    (AddNode, "addend", ("a", None)),
    (BufferNode, "buffer_size", ("a", None))])
def test_wrong_argument_is_an_error_with_its_name_and_value(kind, name, values):
    for value in values:
        with pytest.raises((TypeError, ValueError)) as caught:
            kind(**{name: value})
        assert str(caught.value).startswith(f"{name}: expected ") and repr(value) in str(caught.value)


@pytest.mark.parametrize("frame_ms, n_frames", [(30, 33), (30.0, 33), (22.5, 44), (10**12, 0), (2**32 + 30, 0)])
def test_vad_takes_any_duration_of_frames(frame_ms, n_frames):
    assert VADNode(frame_duration_ms=frame_ms).process((make_tone(), RATE))[2]["total_frames"] == n_frames


def test_vad_without_positive_frames_is_an_error():
    result = VADNode(frame_duration_ms=-3).process((make_tone(), RATE))
    assert result["error"] == "frame_duration_ms: expected more than 0 ms, got -3"


def test_extract_flattens():
    assert ExtractAudioDataNode().process((make_tone(2, 5), RATE)).shape == (10,)
    assert ExtractAudioDataNode().process(((make_tone(2, 5), RATE), {"user": 1})).shape == (10,)
    assert ExtractAudioDataNode().process("x") is None


@pytest.mark.parametrize("node", [AudioResampleNode(), VADNode(), FormatConverterNode("i16"), AudioTransform()])
def test_input_is_never_written(node):
    tone = make_tone()
    before = tone.copy()
    tone.flags.writeable = False
    node.process((tone, RATE))
    assert np.array_equal(tone, before)
