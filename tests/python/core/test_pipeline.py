# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Construction, results and descriptions of pipelines."""

import asyncio
import json
import sys
import warnings

import numpy as np
import pytest
from remotemedia.core import Node, NodeError, Pipeline, PipelineError
from remotemedia.nodes import AddNode, PassThroughNode


@pytest.mark.parametrize("data, expected", [
    ([1, 2, 3], [2, 4, 6]), ([1], 2), (5, 10), ((1, 2), (1, 2, 1, 2)), ([], None)])
def test_run_unwraps_results(nodes, data, expected):
    assert asyncio.run(Pipeline([nodes.Double()]).run(data)) == expected


def test_run_without_outputs_returns_none(nodes):
    class Nothing(nodes.Double):
        def process(self, data):
            return None

    assert Pipeline([Nothing()]).run_sync([1, 2]) is None


def test_constructor_takes_list_nodes_or_name(nodes):
    first, second = nodes.Double(), nodes.AddOne()
    assert Pipeline([first, second]).nodes == Pipeline(first, second).nodes == [first, second]
    assert Pipeline("speech").name == Pipeline(name="speech").name == "speech"
    assert Pipeline().name.startswith("Pipeline_")


def test_constructor_with_no_node_is_an_error():
    with pytest.raises(PipelineError, match="Expected Node instance, got <class 'int'>"):
        Pipeline([3])


def test_kinds_of_process_can_be_mixed(nodes):
    pipeline = Pipeline(nodes.Double(), nodes.AddOne(), nodes.Repeat(), nodes.Stream())
    assert pipeline.run_sync([1, 2]) == [("seen", value) for value in (3, 4, 5, 5, 6, 7)]


def test_source_runs_without_input(nodes):
    assert Pipeline(nodes.Source(), nodes.Double()).run_sync() == [0, 2, 4, 6]


def test_run_without_input_and_source_is_an_error(nodes):
    with pytest.raises(PipelineError, match="The first node 'Double' is not a valid source"):
        Pipeline(nodes.Double()).run_sync()


def test_streaming_node_without_generator_is_an_error(nodes):
    class Wrong(nodes.AddOne):
        is_streaming = True

    with pytest.raises(PipelineError, match="asynchronous generator"):
        Pipeline(Wrong()).run_sync([1])


def test_run_is_a_coroutine_for_asyncio(nodes):
    async def use():
        pipeline = Pipeline(nodes.Double())
        task = asyncio.create_task(pipeline.run(1))
        return await task, await asyncio.gather(pipeline.run(2), pipeline.run(3)),             await asyncio.wait_for(pipeline.run(4), 10)

    assert asyncio.run(use()) == (2, [4, 6], 8)


def test_run_can_be_used_as_its_value(nodes):
    first, second, third = Pipeline(nodes.Repeat()).run(1)
    assert (first, second, third) == (1, 2, 3)
    assert Pipeline(nodes.Double()).run({"a": 1}.get("a"))  == 2
    assert np.asarray(Pipeline(nodes.Double()).run(np.ones(3))).tolist() == [2, 2, 2]
    assert Pipeline(nodes.Double()).run(np.ones(3)).shape == (3,)


def test_run_as_value_inside_a_loop_is_an_error(nodes):
    async def use():
        deferred = Pipeline(nodes.Double()).run(1)
        with pytest.raises(RuntimeError, match="await"):
            len(deferred)
        return await deferred

    assert asyncio.run(use()) == 2


def test_run_that_is_dropped_warns(nodes):
    with pytest.warns(RuntimeWarning, match="run_sync"):
        Pipeline(nodes.Double()).run(1)


def test_run_sync_works_inside_a_loop(nodes):
    async def use():
        return Pipeline(nodes.AddOne()).run_sync(1)

    assert asyncio.run(use()) == 2


def test_failure_raises_with_place_and_partial_results(nodes):
    with pytest.raises(NodeError) as caught:
        Pipeline(nodes.FailAt(2, ValueError("two"))).run_sync([1, 2, 3])
    error = caught.value
    assert (error.node_id, error.node_type, error.item_index, error.partial) == ("FailAt_0", "FailAt", 1, [1])
    assert isinstance(error.__cause__, ValueError)


def test_failure_with_skip_drops_all_outputs_of_the_item(nodes):
    pipeline = Pipeline(nodes.Repeat(), nodes.FailAt(12, ValueError("x")), on_error="skip")
    assert pipeline.run_sync([1, 11, 20]) == [1, 2, 3, 20, 21, 22]
    assert [error.item_index for error in pipeline.errors] == [1]


class Three(Node):
    async def process(self, data=None):
        for number in (1, "bad", 3):
            yield number
        await self.end.wait()


class Reciprocal(Node):
    def process(self, data):
        return 1 / data


def test_outputs_of_a_source_that_goes_on_follow_with_skip():
    async def run():
        source = Three()
        source.end = asyncio.Event()
        pipeline = Pipeline(source, Reciprocal(), on_error="skip")
        async with pipeline.managed_execution():
            outputs = pipeline.process()
            values = [await asyncio.wait_for(outputs.__anext__(), 30) for _ in range(2)]
            await outputs.aclose()
        return values, [error.item_index for error in pipeline.errors]

    assert asyncio.run(run()) == ([1.0, 1 / 3], [None])


def test_failure_with_stop_returns_the_results_before(nodes, caplog):
    pipeline = Pipeline(nodes.FailAt(2, ValueError("two")), on_error="stop")
    assert pipeline.run_sync([1, 2, 3]) == 1
    assert "two" in caplog.text


@pytest.mark.parametrize("kind", [StopIteration, GeneratorExit, asyncio.CancelledError])
@pytest.mark.parametrize("on_error", ["raise", "skip", "stop"])
def test_exception_that_ends_a_generator_or_task_is_a_failure(nodes, kind, on_error):
    class Odd(nodes.Double):
        def process(self, data):
            raise kind

    pipeline = Pipeline([nodes.AddOne(), Odd()], on_error=on_error)
    if on_error != "raise":
        assert pipeline.run_sync([1]) is None and len(pipeline.errors) == 1
        return
    with pytest.raises(NodeError, match=f"Odd.*at item 0: RuntimeError: {kind.__name__} was raised outside"):
        pipeline.run_sync([1])


@pytest.mark.parametrize("method", ["process", "flush"])
def test_node_that_cancels_itself_ends_the_run(nodes, method):
    class Cancelled(nodes.AddOne):
        pass

    async def wait(*args):
        task = asyncio.ensure_future(asyncio.sleep(1000))
        task.cancel()
        await task

    setattr(Cancelled, method, wait)
    with pytest.raises(NodeError, match="Cancelled.*: CancelledError"):
        Pipeline([Cancelled(), nodes.Double()]).run_sync([1, 2])


@pytest.mark.parametrize("enable_metrics", [False, True])
def test_item_that_looks_like_an_error_passes(enable_metrics):
    item = {"error": "text", "processed_by": "another"}
    assert Pipeline([PassThroughNode()], enable_metrics=enable_metrics).run_sync(item) is item

    class Keep(Node):
        def process(self, data):
            return data

    assert Pipeline([PassThroughNode(), Keep(), AddNode(1)]).run_sync(item) is item


def test_on_error_comes_from_the_environment(nodes, monkeypatch):
    monkeypatch.setenv("REMOTEMEDIA_ON_ERROR", "skip")
    assert Pipeline(nodes.Double()).on_error == "skip"
    with pytest.raises(ValueError, match="raise, skip, stop"):
        Pipeline(on_error="ignore")


def test_transient_failure_is_repeated(nodes):
    node = nodes.FailAt(1, ConnectionError("reset"), n_times=2)
    assert Pipeline(node).run_sync([1, 2]) == [1, 2]
    assert node.n_calls == 4


def test_cleanup_follows_a_failure(nodes):
    node = nodes.FailAt(1, ValueError("x"))
    with pytest.raises(NodeError):
        Pipeline(node).run_sync(1)
    assert not node.is_initialized


def test_initialisation_failure_names_its_cause(nodes):
    class Broken(nodes.Double):
        def initialize(self):
            raise OSError("no device")

    with pytest.raises(PipelineError, match="Pipeline initialization failed: no device"):
        Pipeline(Broken()).run_sync(1)


def test_empty_pipeline_cannot_run():
    with pytest.raises(PipelineError, match="Cannot initialize empty pipeline"):
        Pipeline().run_sync(1)


def test_process_needs_initialisation(nodes):
    async def use():
        async for _ in Pipeline(nodes.Double()).process():
            pass

    with pytest.raises(PipelineError, match="must be initialized before processing"):
        asyncio.run(use())


def test_nodes_cannot_change_while_initialised(nodes):
    async def use():
        async with Pipeline(nodes.Double()).managed_execution() as pipeline:
            pipeline.add_node(nodes.Double())

    with pytest.raises(PipelineError, match="Cannot add nodes to an initialized pipeline"):
        asyncio.run(use())


def test_node_without_the_constructor_of_node_is_an_error():
    class Bare(Node):
        def __init__(self):
            pass

        def process(self, data):
            return data

    with pytest.raises(PipelineError, match=r"Bare.__init__\(\) does not call super\(\).__init__\(\)"):
        Pipeline(Bare())


def test_repeated_id_is_an_error_that_names_it(nodes):
    for given in (("a", "a"), ("Double_1", None)):
        pipeline = Pipeline()
        for node_id in given:
            pipeline.add_node(*([node_id] if node_id else []), nodes.Double())
        with pytest.raises(PipelineError, match=f"^Duplicate node ID: {given[0]}$"):
            pipeline.run_sync(1)


def test_removed_node_takes_its_id_away(nodes):
    node = nodes.Double()
    pipeline = Pipeline().add_node("a", node)
    assert pipeline.remove_node("a")
    pipeline.add_node(node)
    assert [row.node_id for row in pipeline.explain()] == ["Double_0"]


def test_remove_node_takes_the_first_of_a_name(nodes):
    pipeline = Pipeline(nodes.Double(name="a"), nodes.AddOne(name="a"))
    assert pipeline.remove_node("a") and not pipeline.remove_node("b")
    assert type(pipeline.nodes[0]).__name__ == "AddOne"


def test_repr_names_state(nodes):
    assert repr(Pipeline(nodes.Double(), name="x")) == "Pipeline(name='x', nodes=1, not initialized)"


def test_serialize_is_a_manifest(nodes):
    document = json.loads(Pipeline(nodes.Double(name="d", factor=3), nodes.AddOne(), name="p").serialize())
    assert list(document) == ["version", "metadata", "nodes", "connections"]
    assert document["metadata"]["name"] == "p" and document["metadata"]["created_at"].endswith("Z")
    assert document["nodes"][0] == {"id": "d_0", "node_type": "Double", "params": {"factor": 3}}
    assert document["connections"] == [{"from": "d_0", "to": "AddOne_1"}]


def test_definition_comes_back():
    from remotemedia.nodes.simple_math import AddNode, MultiplyNode

    pipeline = Pipeline(MultiplyNode(factor=3), AddNode(addend=4), name="p")
    again = asyncio.run(Pipeline.from_definition(pipeline.export_definition()))
    assert again.name == "p" and again.run_sync([1, 2]) == pipeline.run_sync([1, 2]) == [7, 10]


def test_definition_counts_are_strings(nodes):
    metadata = Pipeline(nodes.Double()).export_definition()["metadata"]
    assert (metadata["node_count"], metadata["has_streaming_nodes"]) == ("1", "False")


def test_metrics_count_calls(nodes):
    pipeline = Pipeline(nodes.Double(), enable_metrics=True)
    assert pipeline.get_metrics() is None
    pipeline.run_sync([1, 2])
    metrics = pipeline.get_metrics()
    assert metrics["total_executions"] == 1 and metrics["total_duration_us"] > 0
    assert metrics["node_metrics"]["Double_0"] is metrics["node_metrics"][0]
    assert metrics["node_metrics"]["Double_0"]["execution_count"] == 2


def test_many_runs_at_once_stay_apart(nodes):
    async def use():
        return await asyncio.gather(*(Pipeline(nodes.Double(), nodes.AddOne()).run([i, -i]) for i in range(200)))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert asyncio.run(use()) == [[2 * i + 1, 1 - 2 * i] for i in range(200)]


class Slow(Node):
    """Lists its starts and ends, which let other tasks run."""

    def __init__(self):
        super().__init__()
        self.calls = []

    async def initialize(self):
        self.calls.append("start")
        await asyncio.sleep(0)
        self.calls.append("started")

    async def cleanup(self):
        self.calls.append("end")
        await asyncio.sleep(0)
        self.calls.append("ended")

    def process(self, data):
        assert self.calls[-1] == "started"
        return data


def test_runs_at_the_same_time_initialise_once():
    node = Slow()
    pipeline = Pipeline(node)

    async def run():
        return await asyncio.gather(*(pipeline.run(number) for number in range(5)))

    assert asyncio.run(run()) == [0, 1, 2, 3, 4]
    assert node.calls == ["start", "started", "end", "ended"]


def test_run_during_the_cleanup_of_another_initialises_again():
    node = Slow()
    pipeline = Pipeline(node)

    async def run():
        first = asyncio.ensure_future(pipeline.run(1))
        while "end" not in node.calls:
            await asyncio.sleep(0)
        return await pipeline.run(2), await first

    assert asyncio.run(run()) == (2, 1)
    assert node.calls == ["start", "started", "end", "ended"] * 2


def test_run_after_a_failed_initialisation_tries_again():
    class Refusing(Slow):
        async def initialize(self):
            await super().initialize()
            raise ValueError("no")

    node = Refusing()
    pipeline = Pipeline(node)

    async def run():
        return await asyncio.gather(pipeline.run(1), pipeline.run(2), return_exceptions=True)

    first, second = asyncio.run(run())
    assert "no" in str(first) and "no" in str(second)
    assert node.calls[:8] == ["start", "started", "end", "ended"] * 2


class Fragile(Node):
    def __init__(self, error=None):
        super().__init__()
        self.error = error
        self.n_cleaned = 0

    async def initialize(self):
        await super().initialize()
        if self.error is not None:
            raise self.error

    def cleanup(self):
        self.n_cleaned += 1

    def process(self, data):
        return data


@pytest.mark.skipif(sys.version_info < (3, 11), reason="asyncio cannot say whether the task is cancelled")
@pytest.mark.parametrize("call", ["initialize", "run"])
def test_cancelled_error_of_initialize_is_a_failure_of_the_node(call):
    first, last = Fragile(), Fragile(asyncio.CancelledError())
    pipeline = Pipeline([first, last])
    with pytest.raises(PipelineError, match="initialization failed: CancelledError"):
        asyncio.run(getattr(pipeline, call)(*([1] if call == "run" else [])))
    assert first.n_cleaned > 0 and not pipeline.is_initialized


def test_cancelled_initialize_cleans_the_nodes_up():
    class Slow(Fragile):
        async def initialize(self):
            self.started.set()
            await asyncio.sleep(600)

    async def run():
        first, last = Fragile(), Slow()
        last.started = asyncio.Event()
        task = asyncio.create_task(Pipeline([first, last]).initialize())
        await last.started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return first.n_cleaned

    assert asyncio.run(run()) == 1
