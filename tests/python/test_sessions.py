# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Pipeline.session(), and the same with asyncio."""

import asyncio
import gc
import subprocess
import sys
import threading
import weakref

import numpy as np
import pytest
import remotemedia
from remotemedia import AudioResampleNode, FormatConverterNode, PassThroughNode, Pipeline, VADNode
from remotemedia.core import PipelineError
from remotemedia.nodes import AudioBuffer

pytest.importorskip("remotemedia._native")

from remotemedia.sessions import MAX_WAITING, AsyncSession, Session  # noqa: E402

CHAINS = {
    "pass": lambda: (PassThroughNode(),),
    "vad, resample, format": lambda: (VADNode(), AudioResampleNode(16000), FormatConverterNode("i16")),
    "buffer": lambda: (AudioBuffer(333),),
}


def make_clip(n_frames, n_channels=1, dtype="f4"):
    samples = np.random.default_rng(n_frames).uniform(-0.9, 0.9, (n_channels, n_frames))
    return samples.astype(dtype) if dtype[0] == "f" else (samples * 2**15).astype(dtype)


def join(outputs):
    return np.concatenate([samples for samples, _ in outputs], axis=1)


def run_whole(make, clip):
    with Pipeline(*make()).session(sample_rate=48000) as session:
        session.push(clip)
        session.finish()
        return join(session.pull())


@pytest.mark.parametrize("make", CHAINS.values(), ids=CHAINS)
@pytest.mark.parametrize("n_channels, dtype", ((1, "f4"), (2, "i2"), (3, "f8")))
def test_any_split_has_the_samples_of_the_whole(make, n_channels, dtype):
    random = np.random.default_rng(3)
    clip = make_clip(20_000, n_channels, dtype)
    whole = run_whole(make, clip)
    for _ in range(4):
        cuts = np.sort(random.integers(0, 20_001, random.integers(0, 40)))
        outputs = []
        with Pipeline(*make()).session(sample_rate=48000) as session:
            for part in np.split(clip, cuts, axis=1):
                session.push(np.array(part, order=random.choice(["C", "F"])), copy=bool(random.integers(2)))
                outputs += session.pull() if random.integers(2) else []
            session.finish()
            outputs += session.pull()
            assert session.is_ended
        np.testing.assert_array_equal(join(outputs), whole)


def test_whole_clip_agrees_with_run():
    clip = make_clip(30_000, 2)
    samples, _ = Pipeline(AudioResampleNode(16000)).run_sync((clip, 48000))
    np.testing.assert_array_equal(run_whole(lambda: (AudioResampleNode(16000),), clip), samples)


def test_iteration_ends_with_the_session():
    with Pipeline(AudioBuffer(100)).session(sample_rate=8000) as session:
        session.push(make_clip(250))
        session.finish()
        assert [samples.shape[1] for samples, rate in session if rate == 8000] == [100, 100, 50]


def test_empty_pull_is_normal():
    with Pipeline(AudioBuffer(100)).session(sample_rate=8000) as session:
        assert session.pull() == []
        session.push(make_clip(99))
        assert session.pull() == []


@pytest.mark.parametrize("options, error, words", (
    ({"sample_rate": 0}, ValueError, "sample_rate"), ({"sample_rate": "48k"}, TypeError, "sample_rate"),
    ({"sample_rate": float("nan")}, ValueError, "sample_rate"), ({"sample_rate": 1e12}, ValueError, "sample_rate"),
    ({"channels": 0}, ValueError, "channels"), ({"channels": 65}, ValueError, "channels"),
    ({"channels": 1.5}, TypeError, "channels"), ({"dtype": "u1"}, ValueError, "dtype"),
    ({"dtype": "no"}, TypeError, "dtype"), ({"dtype": ">f4"}, ValueError, "dtype")))
def test_wrong_argument_is_an_error_before_anything_runs(options, error, words):
    with pytest.raises(error, match=words):
        Pipeline(PassThroughNode()).session(**{"sample_rate": 48000, **options})


@pytest.mark.parametrize("dtype", ("f4", np.float32, np.dtype("i2"), "float64"))
def test_dtype_may_have_any_spelling(dtype):
    with Pipeline(PassThroughNode()).session(sample_rate=48000, channels=2, dtype=dtype) as session:
        session.push(np.ones((2, 10), dtype))
        with pytest.raises(TypeError, match="dtype"):
            session.push(np.ones((2, 10), "i4"))


def test_stereo_in_a_mono_session_is_an_error():
    with Pipeline(PassThroughNode()).session(sample_rate=48000, channels=1) as session:
        with pytest.raises(ValueError, match="1 channel, got 2"):
            session.push(make_clip(10, 2))


def test_masked_samples_are_an_error():
    with Pipeline(PassThroughNode()).session(sample_rate=48000) as session:
        with pytest.raises(ValueError, match="mask"):
            session.push(np.ma.masked_greater(make_clip(10)[0], 0))


def test_subclasses_and_array_likes_are_read():
    class Like:
        def __array__(self, dtype=None):
            return np.arange(5, dtype="f4")

    with Pipeline(PassThroughNode()).session(sample_rate=48000) as session:
        session.push(Like())
        session.push(np.arange(5, dtype="f4").view(np.recarray))
        assert join(session.pull()).tolist() == [[0, 1, 2, 3, 4] * 2]


def test_node_in_python_is_an_error_that_names_it(nodes):
    with pytest.raises(PipelineError, match="'Double_1'.*class is defined in.*'AddOne_2'"):
        Pipeline(PassThroughNode(), nodes.Double(), nodes.AddOne()).session(sample_rate=8000)
    with pytest.raises(PipelineError, match="empty"):
        Pipeline().session(sample_rate=8000)
    with pytest.raises(PipelineError, match="runtime_hint"):
        Pipeline(PassThroughNode(), runtime_hint="python").session(sample_rate=8000)


def test_flush_drops_held_data():
    with Pipeline(AudioBuffer(100)).session(sample_rate=8000) as session:
        session.push(make_clip(199))
        session.flush()
        assert session.pull() == []
        session.push(make_clip(100))
        np.testing.assert_array_equal(join(session.pull()), make_clip(100))


def test_cancelled_session_is_closed():
    session = Pipeline(PassThroughNode()).session(sample_rate=8000)
    session.push(make_clip(10))
    session.cancel()
    for call in (session.pull, session.flush, lambda: session.push(make_clip(1)), session.metrics):
        with pytest.raises(PipelineError, match="closed"):
            call()


def test_metrics_are_by_node():
    with Pipeline(VADNode(), FormatConverterNode("i16"), enable_metrics=True).session(sample_rate=8000) as session:
        session.push(make_clip(1000))
        metrics = session.metrics()["node_metrics"]
        assert metrics["VADNode_0"]["execution_count"] == metrics[1]["execution_count"] == 1


def test_each_thread_has_its_own_session():
    clip, results = make_clip(5000), []

    def use():
        results.append(run_whole(CHAINS["vad, resample, format"], clip))

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    for result in results:
        np.testing.assert_array_equal(result, results[0])


def test_session_of_another_thread_is_an_error():
    errors = []
    session = Pipeline(PassThroughNode()).session(sample_rate=8000)

    def use():
        for call in (session.pull, session.close, lambda: session.push(make_clip(1))):
            with pytest.raises(RuntimeError, match="belongs to the thread") as caught:
                call()
            errors.append(caught.value)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(errors) == 3 and not session.is_closed


def test_released_session_is_closed():
    session = Pipeline(AudioResampleNode(8000)).session(sample_rate=16000)
    clip = make_clip(10_000)
    session.push(clip, copy=False)
    reference = weakref.ref(session)
    del session
    gc.collect()
    assert reference() is None and clip.flags.writeable


@pytest.mark.parametrize("threads", (False, True), ids=("main thread", "other thread"))
def test_interpreter_ends_with_open_sessions(threads):
    script = """
import sys, threading
import numpy as np
from remotemedia import AudioResampleNode, Pipeline

def use():
    session = Pipeline(AudioResampleNode(8000)).session(sample_rate=16000)
    session.push(np.ones(10000, "f4"), copy=False)
    sys.kept = session, session.pull()

if sys.argv[1] == "True":
    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
else:
    use()
print("end")
"""
    done = subprocess.run([sys.executable, "-c", script, str(threads)], capture_output=True, text=True, timeout=100)
    assert (done.stdout, done.stderr, done.returncode) == ("end\n", "", 0)


def test_asynchronous_session_reads_while_another_task_pushes():
    clip = make_clip(48_000)

    async def use():
        outputs = []
        async with Pipeline(AudioResampleNode(16000)).session(sample_rate=48000) as session:
            async def feed():
                for start in range(0, 48_000, 480):
                    await session.push(clip[:, start : start + 480])
                await session.finish()

            task = asyncio.create_task(feed())
            async for output in session:
                outputs.append(output)
            await task
        return join(outputs)

    np.testing.assert_array_equal(asyncio.run(use()), run_whole(lambda: (AudioResampleNode(16000),), clip))


def test_push_waits_for_a_slow_reader():
    n_pushed = 0

    async def use():
        nonlocal n_pushed
        async with Pipeline(PassThroughNode()).session(sample_rate=8000) as session:
            async def feed():
                nonlocal n_pushed
                for _ in range(5 * MAX_WAITING):
                    await session.push(make_clip(10))
                    n_pushed += 1
                await session.finish()

            task = asyncio.create_task(feed())
            n_read, largest = 0, 0
            async for _ in session:
                n_read += 1
                for _ in range(20):
                    await asyncio.sleep(0)
                largest = max(largest, n_pushed - n_read)
            await task
            return n_read, largest

    n_read, largest = asyncio.run(use())
    assert n_read == n_pushed == 5 * MAX_WAITING and MAX_WAITING <= largest <= MAX_WAITING + 2


def test_push_without_a_reader_does_not_wait():
    async def use():
        async with Pipeline(PassThroughNode()).session(sample_rate=8000) as session:
            for _ in range(3 * MAX_WAITING):
                await session.push(make_clip(10))
            first = session.pull()
            await session.finish()
            return len(first), [output async for output in session]

    assert asyncio.run(use()) == (3 * MAX_WAITING, [])


def test_reader_that_leaves_frees_the_writer():
    async def use():
        async with Pipeline(PassThroughNode()).session(sample_rate=8000) as session:
            async def feed():
                for _ in range(3 * MAX_WAITING):
                    await session.push(make_clip(10))

            task = asyncio.create_task(feed())
            outputs = session.__aiter__()
            await outputs.__anext__()
            await outputs.aclose()
            await asyncio.wait_for(task, 60)

    asyncio.run(use())


def test_cancel_ends_a_waiting_reader():
    async def use():
        async with Pipeline(PassThroughNode()).session(sample_rate=8000) as session:
            async def read():
                async for _ in session:
                    pass

            task = asyncio.create_task(read())
            for _ in range(20):
                await asyncio.sleep(0)
            session.cancel()
            with pytest.raises(PipelineError, match="closed"):
                await asyncio.wait_for(task, 60)

    asyncio.run(use())


def test_session_is_closed_after_its_loop():
    async def leave():
        session = await Pipeline(PassThroughNode()).session(sample_rate=8000).__aenter__()
        task = asyncio.create_task(session.__aiter__().__anext__())
        for _ in range(20):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return session

    session = asyncio.run(leave())
    session.close()
    with pytest.raises(PipelineError, match="closed"):
        session.pull()


def test_cancelled_task_leaves_the_session_usable():
    async def use():
        async with Pipeline(PassThroughNode()).session(sample_rate=8000) as session:
            task = asyncio.create_task(session.__aiter__().__anext__())
            for _ in range(20):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await session.push(make_clip(10))
            session.flush()
            await session.push(make_clip(20))
            return [samples.shape for samples, _ in session.pull()]

    assert asyncio.run(use()) == [(1, 20)]


def test_copies_of_sessions_are_counted():
    with Pipeline(PassThroughNode()).session(sample_rate=8000) as session:
        for n_frames in (10, 100_000):
            before = remotemedia.copies()
            session.push(make_clip(n_frames))
            session.pull()
            assert remotemedia.copies() == before + 1
        before = remotemedia.copies()
        session.push(make_clip(100_000), copy=False)
        session.pull()
        assert remotemedia.copies() == before


def test_types_are_the_public_ones():
    session = Pipeline(PassThroughNode()).session(sample_rate=8000)
    assert type(session) is Session
    assert remotemedia.Session is Session and remotemedia.AsyncSession is AsyncSession


def test_wait_takes_any_number_of_seconds():
    with Pipeline(PassThroughNode()).session(sample_rate=8000) as session:
        with pytest.raises(ValueError, match="timeout_s: expected a number of seconds, got nan"):
            session.wait(float("nan"))
        session.push(np.zeros(8, "f4"))
        assert session.wait(float("inf")) and session.wait(1e300)
