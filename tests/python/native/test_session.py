# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Sessions of the library through the extension module."""

import contextlib
import gc
import json
import os
import subprocess
import sys
import threading
import time
import weakref

import numpy as np
import pytest
from remotemedia.core import NodeError, PipelineError

native = pytest.importorskip("remotemedia._native")

PASS = ("PassThroughNode", {})
RESAMPLE = ("AudioResampleNode", {"target_sample_rate": 16000})
TO_INT16 = ("FormatConverterNode", {"target_format": "i16"})
DTYPES = ("f4", "f8", "i2", "i4")


def make_clip(n_channels=1, n_frames=480, dtype="f4"):
    samples = np.random.default_rng(1).uniform(-0.9, 0.9, (n_channels, n_frames))
    return samples.astype(dtype) if dtype[0] == "f" else (samples * 2**15).astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n_channels", (1, 2, 5))
@pytest.mark.parametrize("n_frames", (1, 7, 480, 5000))
@pytest.mark.parametrize("order", "CF")
def test_pushed_samples_come_back(open_native, dtype, n_channels, n_frames, order):
    clip = np.array(make_clip(n_channels, n_frames, dtype), order=order)
    session = open_native(PASS, sample_rate=48000)
    assert session.push(clip) is True
    (samples, rate), = session.pull()
    assert rate == 48000 and samples.dtype == clip.dtype and samples.shape == clip.shape
    np.testing.assert_array_equal(samples, clip)


@pytest.mark.parametrize("view", (
    lambda x: x[:, ::-1], lambda x: x[::-1], lambda x: x[:, ::3], lambda x: x[1:, 5:],
    lambda x: x.astype(x.dtype.newbyteorder(">")), lambda x: np.broadcast_to(x[:1], (3, 480))))
def test_any_strides_and_byte_order_are_read(open_native, view):
    clip = view(make_clip(3))
    session = open_native(PASS, sample_rate=48000)
    session.push(clip)
    np.testing.assert_array_equal(session.pull()[0][0], clip)


def test_layout_may_change_between_pushes_of_a_stream(open_native):
    first, second = make_clip(2), np.asfortranarray(make_clip(2))
    session = open_native(RESAMPLE, sample_rate=48000)
    for clip in (first, second):
        session.push(clip)
    session.finish()
    joined = np.concatenate([samples for samples, _ in session.pull()], axis=1)
    whole = open_native(RESAMPLE, sample_rate=48000)
    whole.push(np.concatenate([first, second], axis=1))
    whole.finish()
    np.testing.assert_array_equal(joined, np.concatenate([samples for samples, _ in whole.pull()], axis=1))


@pytest.mark.parametrize("n_frames", (480, 100000))
def test_pushed_array_may_be_changed_after_the_push(open_native, n_frames):
    clip = make_clip(1, n_frames)
    expected = clip.copy()
    session = open_native(PASS, sample_rate=48000)
    session.push(clip)
    clip[:] = 0
    np.testing.assert_array_equal(session.pull()[0][0], expected)


def test_array_handed_over_is_read_only_until_it_comes_back(open_native):
    clip = make_clip(2, 1000)
    session = open_native(PASS, sample_rate=48000)
    session.push(clip, copy=False)
    assert not clip.flags.writeable
    (samples, _), = session.pull()
    assert samples is clip and clip.flags.writeable


def test_array_handed_over_twice_is_read_only_until_its_last_loan_ends(open_native):
    clip = make_clip(1, 1000)
    first = open_native(PASS, sample_rate=48000)
    holder = open_native(("AudioBuffer", {"buffer_size_samples": 5000}), sample_rate=48000)
    first.push(clip, copy=False)
    holder.push(clip, copy=False)
    assert first.pull()[0][0] is clip
    first.close()
    assert not clip.flags.writeable
    holder.close()
    assert clip.flags.writeable


def test_array_handed_over_is_not_changed_by_nodes(open_native):
    clip = make_clip(1, 1000)
    expected = clip.copy()
    session = open_native(PASS, TO_INT16, sample_rate=48000)
    session.push(clip, copy=False)
    converted = session.pull()[0][0]
    assert converted.dtype == "i2" and clip.flags.writeable
    np.testing.assert_array_equal(clip, expected)


def test_read_only_array_stays_read_only(open_native):
    clip = make_clip()
    clip.flags.writeable = False
    session = open_native(PASS, sample_rate=48000)
    session.push(clip, copy=False)
    assert session.pull()[0][0] is clip and not clip.flags.writeable


def test_results_are_writable_and_outlive_their_session(open_native):
    session = open_native(RESAMPLE, sample_rate=48000)
    session.push(make_clip(2, 48000))
    samples = session.pull()[0][0]
    part = samples[:, 10:20]
    expected = part.copy()
    del samples
    session.close()
    del session
    gc.collect()
    np.testing.assert_array_equal(part, expected)
    part += 1


def test_results_do_not_share_memory(open_native):
    session = open_native(PASS, sample_rate=48000)
    clip = make_clip(1, 5000)
    session.push(clip)
    session.push(clip)
    (first, _), (second, _) = session.pull()
    first[:] = 0
    np.testing.assert_array_equal(second, clip)


def test_chunks_of_one_push_do_not_share_memory(open_native):
    session = open_native(("AudioBuffer", {"buffer_size_samples": 1000}), sample_rate=48000)
    clip = make_clip(1, 5000)
    session.push(clip)
    chunks = [samples for samples, _ in session.pull()]
    chunks[0][:] = 0
    np.testing.assert_array_equal(np.concatenate(chunks[1:], axis=1), clip[:, 1000:])


def test_large_push_through_a_converting_node_copies_nothing(open_native):
    session = open_native(TO_INT16, sample_rate=48000)
    before = native.count_copies()
    session.push(make_clip(1, 100000))
    session.pull()
    assert native.count_copies() == before


def test_empty_push_changes_nothing(open_native):
    session = open_native(PASS, sample_rate=48000)
    assert session.push(make_clip(1, 0)) is True
    assert session.pull() == []


@pytest.mark.parametrize("data, error, words", (
    (np.zeros((65, 2), "f4"), ValueError, "is this \\(samples, channels\\)"),
    (np.zeros((2, 2, 2), "f4"), ValueError, "3 dimensions"), (np.float32(1), ValueError, "got \\(\\)"),
    (np.zeros(3, "f2"), TypeError, "float32, float64, int16 or int32"),
    (np.zeros(3, "c8"), TypeError, "float32"), (np.zeros(3, "u1"), TypeError, "float32"),
    (np.array([None]), (TypeError, ValueError), ""), ("abc", TypeError, "samples: expected a numpy array, got str"),
    ([1.0, 2.0], TypeError, "samples: expected a numpy array, got list")))
def test_wrong_samples_are_an_error(open_native, data, error, words):
    session = open_native(PASS, sample_rate=48000)
    with pytest.raises(error, match=words):
        session.push(data)
    session.push(make_clip())
    assert len(session.pull()) == 1


@pytest.mark.parametrize("options, clip, error", (
    ({"channels": 1}, make_clip(2), "the session has 1 channel, got 2"),
    ({"dtype": "i2"}, make_clip(1), "the session has dtype i2, got f4"), ({}, make_clip(2), "1 channel, got 2")))
def test_other_format_in_a_stream_is_an_error(open_native, options, clip, error):
    session = open_native(PASS, sample_rate=48000, **options)
    session.push(make_clip(1, 10, options.get("dtype", "f4")))
    with pytest.raises((ValueError, TypeError), match=error):
        session.push(clip)


def test_failed_push_keeps_no_reference(open_native):
    session = open_native(PASS, sample_rate=48000, channels=1)
    clip = make_clip(2)
    n_references = sys.getrefcount(clip)
    for _ in range(100):
        with pytest.raises(ValueError):
            session.push(clip)
    assert sys.getrefcount(clip) == n_references and clip.flags.writeable


@pytest.mark.parametrize("copy", (True, False))
@pytest.mark.parametrize("n_frames", (480, 5000))
def test_references_and_memory_are_released(open_native, copy, n_frames):
    session = open_native(PASS, TO_INT16, sample_rate=48000)
    clip = make_clip(2, n_frames)
    n_references = sys.getrefcount(clip)
    outputs = []
    for _ in range(200):
        session.push(clip, copy=copy)
        outputs = session.pull()
    assert sys.getrefcount(clip) == n_references
    block = weakref.ref(outputs[0][0])
    del outputs
    assert block() is None


def test_finish_returns_the_rest_and_ends(open_native):
    session = open_native(RESAMPLE, sample_rate=48000)
    session.push(make_clip(1, 48000))
    n_frames = sum(samples.shape[1] for samples, _ in session.pull())
    session.finish()
    n_frames += sum(samples.shape[1] for samples, _ in session.pull())
    assert n_frames == 16000 and session.is_ended and session.pull() == []
    with pytest.raises(PipelineError, match="takes no more input"):
        session.push(make_clip())


def test_flush_drops_held_data(open_native):
    session = open_native(("AudioBuffer", {"buffer_size_samples": 1000}), sample_rate=48000)
    session.push(make_clip(1, 999))
    session.flush()
    session.push(make_clip(1, 999))
    assert session.pull() == []
    session.push(make_clip(1, 1))
    assert [samples.shape for samples, _ in session.pull()] == [(1, 1000)]


def test_item_comes_with_the_results_of_nodes(open_native):
    session = open_native(("VADNode", {}), RESAMPLE, framing="items")
    for rate in (48000, 16000):
        clip = make_clip(2, rate)
        (samples, rate_out), results = session.run_item(clip, rate)
        assert samples.shape == (2, 16000) and rate_out == 16000
        assert results == {"n0": {"is_speech": True, "speech_frames": 33, "total_frames": 33}}
        assert (samples is clip) == (rate == 16000) and clip.flags.writeable


@pytest.mark.parametrize("value", (
    None, True, 5, -2**63, 2.5, "text \N{SNOWMAN}\0", "\ud800", [1, [2.0, None]], {"a": {"b": [1]}},
    {1: 2}, {"a\0b": 1}, (1, 2), b"bytes", 10**40, object(), [10**40, (1,)], float("inf")))
def test_values_pass(open_native, value):
    session = open_native(PASS, framing="items")
    result, _ = session.run_item(value, None)
    assert result == value and type(result) is type(value)


@pytest.mark.parametrize("value, expected", (
    ([1, 2.5], [3, 4.5]), ((1, 2.5), (3, 4.5)), ((1, "a"), (3, "a")), ([], []), ((), ()),
    (list(range(1000)), list(range(2, 1002)))))
def test_lists_and_tuples_of_numbers_keep_their_types(open_native, value, expected):
    session = open_native(("AddNode", {"addend": 2}), framing="items")
    result, _ = session.run_item(value, None)
    assert result == expected and type(result) is type(value)
    assert [type(item) for item in result] == [type(item) for item in expected]


def test_values_are_released(open_native):
    class Thing:
        pass

    session = open_native(PASS, framing="items")
    thing = Thing()
    reference = weakref.ref(thing)
    session.run_item([thing], None)
    session.run_item(1, None)
    del thing
    assert reference() is None


def test_values_are_released_by_the_pull(open_native):
    class Thing:
        pass

    session = open_native(PASS)
    things = [Thing(), Thing()]
    references = [weakref.ref(thing) for thing in things]
    session.push(things)
    del things
    n_things = len(session.pull()[0])
    assert n_things == 2
    assert [reference() for reference in references] == [None, None]


def test_failure_of_a_node_is_a_node_error_with_its_record(open_native):
    session = open_native(("AddNode", {"addend": 1}), framing="items")
    assert session.run_item(1, None)[0] == 2
    with pytest.raises(NodeError) as caught:
        session.run_item(2**63 - 1, None)
    error = caught.value
    assert (error.node_id, error.node_type, error.item_index, error.attempts) == ("n0", "AddNode", 1, 1)
    assert error.fault["kind"] == "permanent" and error.__cause__ is not None
    assert error.source.endswith("n0")


def test_wrong_manifest_is_a_pipeline_error(make_native_manifest):
    with pytest.raises(PipelineError, match="Nothing"):
        native.Session(make_native_manifest(("Nothing", {})))
    with pytest.raises(PipelineError):
        native.Session("{")


def test_other_thread_gets_an_error(open_native):
    session = open_native(PASS, sample_rate=48000)
    errors = []

    def use():
        try:
            session.push(make_clip())
        except RuntimeError as error:
            errors.append(str(error))

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(errors) == 1 and "belongs to the thread" in errors[0]
    session.push(make_clip())


def test_closed_session_says_so(open_native):
    session = open_native(PASS, sample_rate=48000)
    session.push(make_clip())
    session.close()
    session.close()
    assert session.is_closed
    with pytest.raises(PipelineError, match="closed"):
        session.pull()


def test_metrics_count_the_pushes(open_native):
    session = open_native(PASS, TO_INT16, sample_rate=48000, metrics=True)
    for _ in range(3):
        session.push(make_clip())
    entries = {entry["node_id"]: entry for entry in session.read_metrics()["node_metrics"]}
    assert set(entries) == {"n0", "n1"} and entries["n1"]["execution_count"] == 3


def test_descriptor_is_ready_while_outputs_wait(open_native):
    session = open_native(PASS, sample_rate=48000)
    assert session.wait(20)
    session.pull()
    assert not session.wait(0)
    session.push(make_clip())
    assert session.wait(20) and len(session.pull()) == 1


FORK = """
import os, sys
import numpy as np
from remotemedia import _native, kernels

session = _native.Session(sys.argv[1], sample_rate=48000)
session.push(np.ones(48, "f4"))
(block, _), = session.pull()
child = os.fork()
if child == 0:
    texts = []
    for call in (lambda: session.push(np.ones(48, "f4")), session.close, lambda: _native.Session(sys.argv[1])):
        try:
            call()
        except RuntimeError as error:
            texts.append(str(error))
    resampled = kernels.resample(np.ones((1, 480), "f4"), 48000, 16000)
    del session, block
    os._exit(0 if len(texts) == 3 and all("forked" in text for text in texts) and resampled.shape == (1, 160) else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), len(session.pull()))
"""

EXIT = """
import sys
import numpy as np
from remotemedia import _native

session = _native.Session(sys.argv[1], sample_rate=48000)
session.push(np.ones(48000, "f4"), copy=False)
kept = session.pull()
sys.kept = [session, kept]
print("end")
"""


NESTED = """
import sys
import numpy as np
from remotemedia import _native

inner, outer = (_native.Session(sys.argv[1], sample_rate=48000) for _ in range(2))

class Lazy:
    def __array__(self, *args, **options):
        inner.push(np.ones((2, 48000), "f4"), copy=False)
        return np.ones((2, 480), "f4")

outer.push(Lazy())
print(inner.pull()[0][0].shape, outer.pull()[0][0].shape)
"""


@pytest.mark.parametrize(
    "script, output", ((FORK, "0 0\n"), (EXIT, "end\n"), (NESTED, "(2, 48000) (2, 480)\n")),
    ids=("fork", "exit", "nested"))
def test_process_with_sessions_ends(make_native_manifest, script, output):
    done = subprocess.run([sys.executable, "-c", script, make_native_manifest(PASS, TO_INT16)],
                          capture_output=True, text=True, timeout=100, env=dict(os.environ))
    assert (done.stdout, done.stderr, done.returncode) == (output, "", 0)


@contextlib.contextmanager
def counting_thread():
    """Yields a function: the steps of a thread that runs only where the interpreter is released."""
    n_steps, is_over = 0, threading.Event()

    def count():
        nonlocal n_steps
        while not is_over.is_set():
            n_steps += 1
            time.sleep(0)

    interval_s = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    thread = threading.Thread(target=count)
    thread.start()
    try:
        yield lambda: n_steps
    finally:
        is_over.set()
        sys.setswitchinterval(interval_s)
        thread.join()


def runs_beside(n_steps, call):
    before = n_steps()
    call()
    return n_steps() > before


LONG_CLIP = make_clip(2, 500_000)  # copied in C without the interpreter, more than 1 MiB


@pytest.mark.parametrize("node, clip", ((RESAMPLE, LONG_CLIP), (PASS, LONG_CLIP[:, ::2])),
                         ids=("computes", "copies"))
def test_other_threads_run_beside_long_items(open_native, node, clip):
    session = open_native(node, framing="items")
    with counting_thread() as n_steps:
        has_run, end_s = False, time.monotonic() + 60
        while not has_run and time.monotonic() < end_s:
            has_run = runs_beside(n_steps, lambda: session.run_item(clip, 48000))
    assert has_run


@pytest.mark.parametrize("step", (1, 2), ids=("lent", "copied"))
def test_short_items_keep_the_interpreter(open_native, step):
    session = open_native(RESAMPLE, framing="items")
    clip = make_clip(2, 500 * step)[:, ::step]
    session.run_item(clip, 48000)
    with counting_thread() as n_steps:
        assert not any(runs_beside(n_steps, lambda: session.run_item(clip, 48000))
                       for _ in range(100))


def test_run_numbers_takes_lists_of_int_and_float_only():
    nodes = [{"id": "n", "node_type": "MultiplyNode", "params": {"factor": 3}}]
    manifest = json.dumps({"version": "v1", "metadata": {"name": "n"}, "nodes": nodes, "connections": []})
    session = native.Session(manifest, framing="items", metrics=False, any_thread=True)
    numbers = [1, 2.5, -(2**61), 0]
    assert session.run_numbers(numbers) == session.run_item(numbers, None) == ([3, 7.5, -3 * 2**61, 0], None)
    assert session.run_numbers([]) == ([], None)
    for others in ([1, True], [1, None], ["1"], [1, [2]], [2**63], [np.float64(1)]):
        assert session.run_numbers(others) is None
    with pytest.raises(TypeError, match="expected a list"):
        session.run_numbers((1, 2))
    session.close()
    with pytest.raises(PipelineError):
        session.run_numbers([1])
