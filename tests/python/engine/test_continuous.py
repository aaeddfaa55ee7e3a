# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Blocks of a source are resampled as one stream: no seam, and one output for each block."""

import asyncio

import numpy as np
import pytest
from remotemedia import AudioResampleNode, AudioTransform, FormatConverterNode, Node, Pipeline, VADNode
from remotemedia.core import NodeError
from remotemedia.engine.continuous import BlockResampler
from remotemedia.kernels import get_implementation, resample

NOISE = np.random.default_rng(5).uniform(-0.5, 0.5, (2, 20000)).astype("f4")
LIMIT = 0.0 if get_implementation() == "kernels" else 2e-6  # of the difference between blocks and a whole clip


class Blocks(Node):
    """Yields the given items."""

    def __init__(self, items):
        super().__init__()
        self.items = items

    async def process(self, data=None):
        for item in self.items:
            yield item


def cut(clip, rate, sizes):
    """Return items of a clip, cut after the given sizes over and over."""
    items, start, index = [], 0, 0
    while start < clip.shape[1]:
        size = sizes[index % len(sizes)]
        items.append((clip[:, start : start + size], rate))
        start, index = start + size, index + 1
    return items


def run(items, *nodes, **settings):
    outputs = Pipeline([Blocks(items), *nodes], **settings).run_sync()
    return outputs if isinstance(outputs, list) else [outputs]


@pytest.mark.parametrize("rates", [(48000, 16000), (44100, 16000), (8000, 48000), (16000, 44100), (48000, 47999)])
@pytest.mark.parametrize("quality", ["low", "medium", "high"])
def test_blocks_have_the_samples_of_the_whole_clip(rates, quality):
    resampler = BlockResampler(*rates, quality)
    outputs = []
    for block, _ in cut(NOISE, rates[0], [1024, 1, 700, 5000]):
        outputs += resampler.push(block)
    outputs += resampler.flush()
    whole = resample(NOISE, *rates, quality)
    joined = np.concatenate(outputs, axis=1)
    assert joined.shape == whole.shape and np.max(np.abs(joined - whole)) <= LIMIT


def test_random_sizes_have_the_samples_of_the_whole_clip():
    random = np.random.default_rng(7)
    for _ in range(10):
        sizes = [int(size) for size in random.integers(1, 3000, 20)]
        samples = np.concatenate([block for block, _ in run(cut(NOISE, 48000, sizes), AudioResampleNode(16000))], axis=1)
        assert np.max(np.abs(samples - resample(NOISE, 48000, 16000))) < 2e-6, sizes


def test_blocks_have_the_byte_order_of_the_source():
    outputs = run(cut(NOISE.astype(">f4"), 48000, [480]), AudioResampleNode(16000))
    assert all(samples.dtype == np.dtype(">f4") for samples, _ in outputs)
    joined = np.concatenate([samples for samples, _ in outputs], axis=1)
    assert np.max(np.abs(joined - resample(NOISE, 48000, 16000))) < 2e-6


def test_each_block_has_an_output():
    items = cut(NOISE, 48000, [1024, 3])
    outputs = run(items, AudioResampleNode(16000))
    assert len(outputs) == len(items)
    assert [block.shape[1] for block, _ in outputs[:2]] == [342, 1]
    single = run([(NOISE, 48000)], AudioResampleNode(16000))
    assert len(single) == 1 and np.array_equal(single[0][0], resample(NOISE, 48000, 16000))


def test_outputs_follow_while_the_source_goes_on():
    async def first_outputs():
        pipeline = Pipeline([Blocks(cut(NOISE, 48000, [4800])), AudioResampleNode(16000)])
        async with pipeline.managed_execution():
            stream = pipeline.process()
            first = await stream.__anext__()
            await stream.aclose()
        return first[0].shape

    assert asyncio.run(first_outputs()) == (2, 1600)


def test_another_format_is_another_stream():
    clips = [(NOISE, 48000), (NOISE[:1], 48000), (NOISE[:1].astype("f8"), 44100), (NOISE, 16000), (NOISE, 8000)]
    outputs = run(clips, AudioResampleNode(16000))
    assert outputs[3][0] is NOISE and [rate for _, rate in outputs] == [16000] * 5
    for (samples, _), (clip, rate) in zip(outputs, clips):
        expected = resample(clip, rate, 16000)
        assert samples.dtype == clip.dtype and samples.shape == expected.shape
        assert np.max(np.abs(samples - expected)) <= LIMIT


def test_nodes_after_it_get_each_block():
    outputs = run(cut(NOISE, 48000, [4800]), AudioResampleNode(16000), VADNode(), FormatConverterNode("i16"))
    assert len(outputs) == 5 and all(samples.dtype == np.int16 for samples, _ in outputs)


def test_transform_keeps_metadata_and_mixes():
    items = [(*item, {"number": index}) for index, item in enumerate(cut(NOISE, 48000, [5000]))]
    outputs = run(items, AudioTransform(16000, 1))
    assert [meta["number"] for *_, meta in outputs] == [0, 1, 2, 3]
    joined = np.concatenate([samples for samples, *_ in outputs])
    assert np.max(np.abs(joined - resample(NOISE, 48000, 16000).mean(axis=0))) < 2e-6


@pytest.mark.parametrize("bad", ["text", (1, 2), None])
def test_bad_block_is_an_error_of_the_node(bad):
    items = [*cut(NOISE, 48000, [10000]), bad]
    if bad is None:
        assert len(run(items, AudioResampleNode(16000))) == 2
        return
    with pytest.raises(NodeError, match="AudioResampleNode_1"):
        run(items, AudioResampleNode(16000))


@pytest.mark.parametrize("bad", ["text", (NOISE, 0), (NOISE, 16000 * 257)])
@pytest.mark.parametrize("policy, n_outputs", [("skip", 8), ("stop", 4)])
def test_bad_block_is_dropped_or_ends_the_stream_after_the_blocks_before(bad, policy, n_outputs):
    blocks = cut(NOISE, 48000, [5000])
    pipeline = Pipeline([Blocks([*blocks, bad, *blocks]), AudioResampleNode(16000)], on_error=policy)
    outputs = pipeline.run_sync()
    whole = resample(NOISE, 48000, 16000)
    assert len(outputs) == n_outputs and [error.node_id for error in pipeline.errors] == ["AudioResampleNode_1"]
    for start in range(0, n_outputs, 4):
        joined = np.concatenate([samples for samples, _ in outputs[start : start + 4]], axis=1)
        assert np.max(np.abs(joined - whole)) < 2e-6


def test_error_of_a_bad_block_has_the_outputs_before_it():
    with pytest.raises(NodeError) as caught:
        run([*cut(NOISE, 48000, [5000]), "text"], AudioResampleNode(16000))
    assert len(caught.value.partial) == 4


def test_blocks_are_counted():
    pipeline = Pipeline([Blocks(cut(NOISE, 48000, [5000])), AudioResampleNode(16000)], enable_metrics=True)
    pipeline.run_sync()
    assert pipeline.get_metrics()["node_metrics"]["AudioResampleNode_1"]["success_count"] == 4


def test_items_of_user_code_between_are_clips():
    class Pass(Node):
        def process(self, data):
            return data

    outputs = run(cut(NOISE, 48000, [5000]), Pass(), AudioResampleNode(16000))
    for (samples, _), (clip, _) in zip(outputs, cut(NOISE, 48000, [5000])):
        assert np.array_equal(samples, resample(clip, 48000, 16000))
