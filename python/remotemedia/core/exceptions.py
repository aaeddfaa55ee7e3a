# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The errors of the package, one small tree below RemoteMediaError."""

from __future__ import annotations

from typing import Any, Sequence


class RemoteMediaError(Exception):
    """Base class of all errors of this package."""


class PipelineError(RemoteMediaError):
    """A pipeline cannot be built, initialised or validated.

    Attributes:
        problems: all problems of a manifest, in the order of the text; empty
            for other errors.
    """

    def __init__(self, *args: object, problems: Sequence[Any] = ()) -> None:
        super().__init__(*args)
        self.problems = list(problems)


class NodeError(RemoteMediaError):
    """A node failed while it processed data; __cause__ is the exception of the node.

    Attributes:
        node_id: identifier of the node in the pipeline.
        node_type: name of its class.
        item_index: number of the input item, from 0; None if it is not known.
        source: element, file or address that failed; None if it is not known.
        attempts: number of calls that were made for the item.
        partial: results of the items before the failure.
        fault: record of the library for a node in a session; None for other nodes.
    """

    fault: dict[str, Any] | None = None

    def __init__(
        self,
        message: str = "",
        *,
        node_id: str | None = None,
        node_type: str | None = None,
        item_index: int | None = None,
        source: str | None = None,
        attempts: int = 1,
        partial: Sequence[Any] = (),
    ) -> None:
        super().__init__(message)
        self.node_id = node_id
        self.node_type = node_type
        self.item_index = item_index
        self.source = source
        self.attempts = attempts
        self.partial = list(partial)


class InputTypeError(NodeError, TypeError):
    """An item of a run has a type that its first node does not take; no node has run."""


class InputValueError(NodeError, ValueError):
    """An item of a run has a value that its first node does not take; no node has run."""


class MediaError(RemoteMediaError, ValueError):
    """A file or stream has no media that can be read, or ends within it.

    Attributes:
        path: name of the file; None for a file object without a name.
        position_s: duration of the media that can be read: of a file that ends early, the
            time of the first sample that is missing; None if nothing can be read.
        partial: result of the media that can be read, of the same kind as the result
            of the function; None if nothing can be read.
    """

    def __init__(
        self, message: str = "", *, path: str | None = None, position_s: float | None = None, partial: Any = None
    ) -> None:
        super().__init__(message)
        self.path = path
        self.position_s = position_s
        self.partial = partial


class RemoteExecutionError(RemoteMediaError):
    """Execution on another machine failed.

    Attributes:
        remote_traceback: text of the traceback there; None if it is not known.
    """

    def __init__(self, message: str, remote_traceback: str | None = None) -> None:
        super().__init__(message)
        self.remote_traceback = remote_traceback


class WebRTCError(RemoteMediaError):
    """A WebRTC connection failed."""


class SerializationError(RemoteMediaError):
    """An object cannot be serialised or read back."""


class ConfigurationError(RemoteMediaError):
    """A configuration has a value that is not allowed."""


class MissingPackageError(RemoteMediaError, ImportError):
    """An optional package is not installed; the message names it and the command that installs it."""
