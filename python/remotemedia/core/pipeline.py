# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Pipeline: nodes, how they are connected, and running them."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from concurrent.futures import Future
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, AsyncIterator, Iterable, Iterator, Mapping, Sequence

from ..engine import direct, errors, inputs, library, parts, prepared, results
from ..engine.deferred import Deferred, run_sync
from ..engine.explain import Explanation
from ..engine.graph import Graph, collect, make_chain
from ..engine.mapping import MapResult, map_inputs
from ..engine.metrics import RunMetrics
from ..engine.native import NativeStage, get_store
from ..engine.pacing import get_pacer
from ..engine.progress import Progress, ProgressOption
from ..engine.rates import add_rate
from ..engine.run import Run
from ..engine.stages import finish, is_failure
from . import arguments, pickling
from .definition import describe, make_node
from .exceptions import PipelineError, RemoteExecutionError
from .node import Node

if TYPE_CHECKING:
    from ..sessions import Session

class Pipeline:
    """Nodes that data flows through.

    Pipeline("name"), Pipeline(node, node) and Pipeline([node, node], "name", True)
    are the same constructor.

    Args:
        nodes: nodes in the order of the data; or a name.
        name: the name; "Pipeline_<id>" if None.
        enable_metrics: whether runs are measured.
        runtime_hint: "python" for no use of the library; "auto" by default.
        on_error: the policy for a node that fails: "raise" a NodeError; "skip" the
            item, which errors lists; "stop" and return the results before it.
            By default the environment variable REMOTEMEDIA_ON_ERROR, else "raise".

    Attributes:
        name, nodes, enable_metrics, logger.
        errors: NodeError objects of the last run that did not raise.
    """

    def __init__(
        self,
        *given: Any,
        nodes: Iterable[Node] | None = None,
        name: str | None = None,
        enable_metrics: bool = False,
        runtime_hint: str | None = None,
        on_error: str | None = None,
    ) -> None:
        read = arguments.read([*given, nodes, name], enable_metrics)
        self.name = read.name or f"Pipeline_{id(self)}"
        self.nodes: list[Node] = []
        self.enable_metrics = read.enable_metrics
        self.runtime_hint = runtime_hint
        self.on_error = errors.choose(on_error)
        self.logger = logging.getLogger(f"remotemedia.pipeline.{self.name}")
        self.logger.setLevel(logging.WARNING)
        self.errors: list[Any] = []
        self._connections: tuple[tuple[str, str], ...] | None = None  # None: each node to the next
        self._graph: tuple[Any, Graph[Node]] | None = None  # and the nodes that it was made of
        self._prepared: prepared.Prepared | None = None
        self._ids: dict[int, str] = {}  # by id() of a node
        self._is_initialized = False
        self._metrics: RunMetrics | None = None
        self._n_users = 0  # runs at this moment
        self._changing: Future[None] | None = None  # done when nodes have been initialised or cleaned up
        for node in read.nodes:
            self.add_node(node)

    # Nodes

    def add_node(self, node: Any, *named: Any, runtime_hint: str | None = None) -> Pipeline:
        """Append a node: add_node(node) or add_node("id", node).

        Raises:
            PipelineError: the pipeline is initialised, or this is another object.
        """
        if self._is_initialized:
            raise PipelineError("Cannot add nodes to an initialized pipeline")
        if len(named) > 1:
            raise TypeError(f"add_node(): expected a node, or an id and a node, got {1 + len(named)} arguments")
        node_id, node = (node, *named) if named else (None, node)
        if not isinstance(node, Node):
            raise PipelineError(f"Expected Node instance, got {type(node)}")
        if not hasattr(node, "config"):
            raise PipelineError(f"{type(node).__name__}.__init__() does not call super().__init__()")
        if runtime_hint is not None:
            node.runtime_hint = runtime_hint  # type: ignore[attr-defined]
        if node_id is not None:
            self._ids[id(node)] = node_id
        self.nodes.append(node)
        return self

    def remove_node(self, node_name: str) -> bool:
        """Remove the first node with a name. Returns: whether there was one.

        Raises:
            PipelineError: the pipeline is initialised.
        """
        if self._is_initialized:
            raise PipelineError("Cannot remove nodes from an initialized pipeline")
        node = self.get_node(node_name)
        if node is not None:
            self.nodes.remove(node)
            if node not in self.nodes:
                self._ids.pop(id(node), None)  # a later object may have the same id()
        return node is not None

    def get_node(self, node_name: str) -> Node | None:
        """Return the first node with a name or id, None if no node has it."""
        return next((node for node_id, node in self._list_nodes()
                     if node_name in (node.name, node_id)), None)

    def _list_nodes(self) -> list[tuple[str, Node]]:
        return [(self._ids.get(id(node), f"{node.name}_{index}"), node)
                for index, node in enumerate(self.nodes)]

    def _make_graph(self) -> Graph[Node]:
        """Return the graph of the nodes; the same one until they change."""
        key = (self._list_nodes(), self._connections)
        if self._graph is None or self._graph[0] != key:
            nodes, connections = key
            self._graph = (key, make_chain(nodes) if connections is None else Graph(collect(nodes), connections))
        return self._graph[1]

    @property
    def is_initialized(self) -> bool:
        """Whether the nodes are initialised."""
        return self._is_initialized

    @property
    def node_count(self) -> int:
        """Number of nodes."""
        return len(self.nodes)

    @property
    def remote_node_count(self) -> int:
        """Number of nodes that run on another machine."""
        return sum(bool(node.is_remote) for node in self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __repr__(self) -> str:
        state = "initialized" if self._is_initialized else "not initialized"
        return f"Pipeline(name='{self.name}', nodes={len(self.nodes)}, {state})"

    # Running

    async def initialize(self) -> None:
        """Initialise all nodes; once only until cleanup().

        Raises:
            PipelineError: there is no node, or a node cannot be initialised.
        """
        async with self._change():
            if not self._is_initialized:
                await self._initialize_nodes()

    async def _initialize_nodes(self) -> None:
        if not self.nodes:
            raise PipelineError("Cannot initialize empty pipeline")
        try:
            for node in self.nodes:
                await finish(node.initialize())
        except BaseException as error:
            await self._clean_nodes()
            if isinstance(error, RemoteExecutionError) or not is_failure(error):
                raise
            self.logger.error("initialisation failed: %s", error)
            text = str(error) or type(error).__name__
            raise PipelineError(f"Pipeline initialization failed: {text}") from error
        self._is_initialized = True

    async def cleanup(self) -> None:
        """Release the resources of the nodes; errors of nodes are logged."""
        async with self._change():
            await self._clean_nodes()

    async def _clean_nodes(self) -> None:
        for node in self.nodes:
            try:
                await finish(node.cleanup())
            except Exception as error:
                self.logger.warning("cleanup of node '%s' failed: %s", node.name, error)
        self._is_initialized = False

    @asynccontextmanager
    async def _change(self) -> AsyncIterator[None]:
        """Wait until no other run, on any loop, initialises or cleans up the nodes, and keep others from it."""
        while self._changing is not None:
            await asyncio.shield(asyncio.wrap_future(self._changing))
        changing = self._changing = Future()
        try:
            yield
        finally:
            self._changing = None
            changing.set_result(None)

    @asynccontextmanager
    async def managed_execution(self) -> AsyncIterator[Pipeline]:
        """Initialise, yield the pipeline, and clean up, also after an error."""
        self._n_users += 1
        try:
            await self.initialize()
            yield self
        finally:
            self._n_users -= 1
            if self._n_users == 0:
                await self.cleanup()

    async def process(self, stream: AsyncIterator[Any] | None = None) -> AsyncIterator[Any]:
        """Yield the outputs for a stream of items; without a stream, of the source node.

        Raises:
            PipelineError: the pipeline is not initialised, or the first node is
                not a source.
            NodeError: a node failed, and on_error is "raise".
        """
        if not self._is_initialized:
            raise PipelineError("Pipeline must be initialized before processing")
        async for output in self._stream(stream, use_rust=True):
            yield output

    async def _stream(
        self, stream: AsyncIterator[Any] | None, use_rust: bool, progress: Progress | None = None
    ) -> AsyncIterator[Any]:
        run = self._make_run(stream is None, use_rust, progress)
        self.errors = run.errors
        async for output in run.stream(stream):
            yield output

    def _make_run(self, is_source_run: bool, use_rust: bool, progress: Progress | None) -> Run:
        graph = self._make_graph()
        found = library.find_circumstances(use_rust, self.runtime_hint)
        rows = parts.decide(graph, found)
        streams = self._make_streams(graph) if is_source_run else {}
        chains = parts.split(graph, [row for row in rows if row.node_id not in streams])
        if any(row.reason == found.obstacle for row in rows):
            library.warn_if_missing(found.obstacle)
        sources = graph.get_sources() if is_source_run else []  # are called without an item
        chains = [chain for chain in chains if chain[0] not in sources]
        stages: dict[str, Any] = {
            chain[0]: NativeStage(
                {node_id: graph.nodes[node_id] for node_id in chain}, parts.make_manifest(self.name, graph, chain),
                get_store(self), self._metrics)
            for chain in chains}
        return Run(parts.collapse(graph, chains), parts={**stages, **streams}, on_error=self.on_error, metrics=self._metrics,
                   progress=progress)

    def _prepare(self, use_rust: bool) -> prepared.Prepared:
        obstacle = library.find_obstacle(use_rust, self.runtime_hint)
        key = self.name, self._connections, self._ids, obstacle
        found = self._prepared  # read once: runs on several threads share it
        if found is None or not found.suits(self.nodes, key):
            found = self._prepared = prepared.prepare(
                [*self.nodes], (*key[:2], {**self._ids}, obstacle), self._make_graph(), obstacle, self.name, get_store(self))
        return found

    def _take_plan(self, data: Any, use_rust: bool) -> direct.Plan | None:
        """Check the input of a run.

        Returns:
            The plan of a run without tasks; None if it needs tasks.

        Raises:
            InputTypeError, InputValueError: a node does not take an item.
        """
        if data is None or self.on_error != errors.RAISE:
            return None
        found = self._prepare(use_rust)
        inputs.check(found.readers, list_items(data))
        is_to_clean = self._is_initialized and self._n_users == 0  # this run ends an initialize() of the caller
        return None if is_to_clean or self.enable_metrics else found.plan

    def _run_now(self, data: Any, use_rust: bool) -> list[Any] | None:
        """Return the outputs of a run that needs no event loop; None if it needs one."""
        name = "_run_rust" if use_rust else "_run_python"
        if getattr(getattr(self, name), "__func__", None) is not RUN_METHODS[name]:
            return None
        plan = self._take_plan(data, use_rust)
        if plan is None:
            return None
        self.errors, self._metrics = [], None
        return results.wrap_all(direct.run_now(plan, list_items(data)), data)

    def _make_streams(self, graph: Graph[Node]) -> Mapping[str, Any]:
        """Return stages for the nodes that process the items of a source as one stream."""
        from ..engine import continuous

        return continuous.make_stages(graph, self._metrics)

    def explain(self, use_rust: bool = True) -> Explanation:
        """Return where each node runs and why: rows, which str() and notebooks show."""
        graph = self._make_graph()
        return Explanation(graph, parts.decide(graph, library.find_circumstances(use_rust, self.runtime_hint)))

    def session(
        self, *, sample_rate: int, channels: int | None = None, dtype: Any = None, metrics: bool | None = None
    ) -> Session:
        """Open a session: one stream of audio that the caller pushes and pulls.

        Args:
            sample_rate: of the input in Hz.
            channels: of the input; those of the first push if None.
            dtype: of the input, f4, f8, i2 or i4; that of the first push if None.
            metrics: whether nodes are measured; enable_metrics of the pipeline if None.

        Raises:
            PipelineError: the library is not there, or a node does not run in it.
        """
        from ..engine.streams import open_session

        return open_session(
            self._make_graph(), self.name, self.runtime_hint, sample_rate=sample_rate, channels=channels,
            dtype=dtype, metrics=self.enable_metrics if metrics is None else metrics)

    def run(
        self, input_data: Any = None, use_rust: bool = True, *, sample_rate: int | None = None,
        progress: ProgressOption = None,
    ) -> Deferred[Any]:
        """Process an item, or each item of a list, and return the outputs.

        Args:
            input_data: the item or items; None for the first node as a source.
            use_rust: False for no session of the library; explain() shows where nodes run.
            sample_rate: of arrays, and of dicts with audio, that have none, in Hz; input_rate of the
                first node comes before it.
            progress: called with (done, total) items of a list, or samples of a clip; True
                for a bar of tqdm.

        Returns:
            The only output as it is, several as a list, None for none. Await it;
            outside an event loop it can also be used as the value.

        Raises:
            PipelineError: the pipeline cannot be initialised.
            NodeError: a node failed, and on_error is "raise".
        """
        data = self._add_rate(input_data, sample_rate)
        return Deferred(lambda: self._run(data, use_rust, progress), "Pipeline.run()",
                        lambda: self._run_blocking(data, use_rust, progress))

    def run_sync(
        self, input_data: Any = None, use_rust: bool = True, *, sample_rate: int | None = None,
        progress: ProgressOption = None,
    ) -> Any:
        """Run as run() does and return the result; works in notebooks too."""
        return self._run_blocking(self._add_rate(input_data, sample_rate), use_rust, progress)

    def _run_blocking(self, data: Any, use_rust: bool, progress: ProgressOption) -> Any:
        outputs = None if progress else self._run_now(data, use_rust)
        return run_sync(self._run(data, use_rust, progress)) if outputs is None else errors.unwrap(outputs)

    def _add_rate(self, input_data: Any, sample_rate: int | None) -> Any:
        if sample_rate is None:
            return input_data
        graph = self._make_graph()
        return add_rate(input_data, sample_rate, next((graph.nodes[node_id] for node_id in graph.get_sources()), None))

    def __call__(self, input_data: Any = None, sample_rate: int | None = None) -> Any:
        """Run synchronously: pipeline(x, sample_rate) is run_sync((x, sample_rate))."""
        return self.run_sync(input_data if sample_rate is None else (input_data, sample_rate))

    def map(
        self, inputs: Iterable[Any], workers: int = 1, on_error: str = "collect", progress: Any = True,
        resume: Any = None,
    ) -> Iterator[MapResult]:
        """Run for each of many inputs, and yield MapResult objects in their order.

        Args:
            inputs: each is one item, a list too.
            workers: number of processes; 1 is this one. Several need a main module
                that can be imported, and inputs, values and nodes that can be pickled.
            on_error: "collect" yields a result with the error; "raise" raises it.
            progress: True for a bar of tqdm, if it is installed; or a function of
                the number of inputs that are done, and that of all if it is known.
            resume: path of a file that lists the inputs that have succeeded; a later
                call with it skips them.

        Raises:
            TypeError, ValueError: with the name of the argument.
        """
        return map_inputs(self, inputs, workers=workers, on_error=on_error, progress=progress, resume=resume)

    def __copy__(self) -> Pipeline:
        """Return a pipeline with the same nodes; a pickle makes other nodes."""
        duplicate = object.__new__(type(self))
        vars(duplicate).update(vars(self))
        return duplicate

    def __reduce__(self) -> tuple[Any, ...]:
        return pickling.reduce(self)

    @classmethod
    def load(
        cls,
        source: Any,
        enable_metrics: bool = False,
        runtime_hint: str | None = None,
        on_error: str | None = None,
    ) -> Pipeline:
        """Make a pipeline from a manifest: a path, a text in JSON or YAML, or a dict.

        Raises:
            PipelineError: with all problems of the manifest, also as problems.
        """
        from .. import manifest
        from ..nodes import catalog

        read = manifest.load(source, catalog.list_types())
        pipeline = cls(
            name=read.name or None, enable_metrics=enable_metrics or bool(read.settings.get("enable_metrics")),
            runtime_hint=runtime_hint, on_error=on_error)
        for entry in read.nodes:
            try:
                node = catalog.make_node(entry.node_type, entry.node_id, entry.params)
            except Exception as error:
                raise PipelineError(f"Failed to create node {entry.node_id}: {error}") from error
            pipeline.add_node(entry.node_id, node, runtime_hint=entry.runtime_hint)
        pipeline._connections = read.connections
        pipeline._make_graph()
        return pipeline

    from_json = from_yaml = load

    async def _run(self, input_data: Any, use_rust: bool, progress: ProgressOption = None) -> Any:
        pacer = get_pacer()
        if pacer.is_busy():
            await pacer.wait()
        with pacer.count():
            return await (self._run_rust if use_rust else self._run_python)(input_data, progress)

    async def _run_rust(self, input_data: Any = None, progress: ProgressOption = None) -> Any:
        return await self._run_items(input_data, True, progress)

    async def _run_python(self, input_data: Any = None, progress: ProgressOption = None) -> Any:
        return await self._run_items(input_data, False, progress)

    async def _run_items(self, input_data: Any, use_rust: bool, progress: ProgressOption) -> Any:
        started_s = time.monotonic()
        self._metrics = RunMetrics(self.name) if self.enable_metrics else None
        outputs: list[Any] = []
        plan = self._take_plan(input_data, use_rust)
        if plan is not None and not progress:
            self.errors = []
            outputs = await direct.run(plan, list_items(input_data))
            return errors.unwrap(results.wrap_all(outputs, input_data))
        stream = None if input_data is None else iterate_items(input_data)
        reporter = Progress(progress, input_data) if progress else None
        try:
            async with self.managed_execution():
                async for output in self._stream(stream, use_rust, reporter):
                    outputs.append(results.wrap(output, input_data, self._metrics))
        except Exception as error:
            if hasattr(error, "partial"):
                error.partial = outputs
            raise
        finally:
            if reporter is not None:
                reporter.close()
            if self._metrics is not None:
                self._metrics.count_run(time.monotonic() - started_s)
        return errors.unwrap(outputs)

    def get_metrics(self) -> dict[str, Any] | None:
        """Return the measurements of the last run, None if it was not measured."""
        return None if self._metrics is None else self._metrics.to_dict()

    # Descriptions

    def get_config(self) -> dict[str, Any]:
        """Return the name, the numbers of nodes, their configurations, and whether they are initialised."""
        return {
            "name": self.name,
            "node_count": self.node_count,
            "remote_node_count": self.remote_node_count,
            "nodes": [node.get_config() for node in self.nodes],
            "is_initialized": self._is_initialized,
        }

    def export_definition(self) -> dict[str, Any]:
        """Return the pipeline with the modules of its nodes, for from_definition()."""
        return describe(self.name, self._make_graph())

    @classmethod
    async def from_definition(cls, definition: Mapping[str, Any]) -> Pipeline:
        """Make a pipeline from the result of export_definition().

        Raises:
            PipelineError: a node cannot be made.
        """
        pipeline = cls(name=definition.get("name") or "ImportedPipeline")
        for entry in definition.get("nodes", ()):
            try:
                pipeline.add_node(make_node(entry))
            except Exception as error:
                raise PipelineError(f"Failed to create node {entry.get('node_id')}: {error}") from error
        return pipeline

    def serialize(self, include_capabilities: bool = True, description: str | None = None) -> str:
        """Return the pipeline as a manifest in JSON.

        Raises:
            TypeError: a parameter of a node cannot be written in JSON.
        """
        metadata: dict[str, Any] = {
            "name": self.name,
            "created_at": datetime.now(timezone.utc).isoformat().replace("+00:00", "Z"),
        }
        if description:
            metadata["description"] = description
        return json.dumps({
            "version": "v1",
            "metadata": metadata,
            "nodes": [{**node.to_manifest(include_capabilities), "id": node_id}
                      for node_id, node in self._list_nodes()],
            "connections": [{"from": start, "to": end} for start, end in self._make_graph().connections],
        }, indent=2)


RUN_METHODS = {name: vars(Pipeline)[name] for name in ("_run_rust", "_run_python")}  # which programs replace
Pipeline.__init__.__signature__ = arguments.SIGNATURE  # type: ignore[attr-defined]


async def iterate_items(data: Any) -> AsyncIterator[Any]:
    """Yield the items of a list; anything else is one item."""
    for item in list_items(data):
        yield item


def list_items(data: Any) -> list[Any]:
    return data if isinstance(data, list) else [data]
