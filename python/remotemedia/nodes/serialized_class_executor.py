# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A node that calls methods of pickled objects."""

from __future__ import annotations

import base64
import inspect
from typing import Any

from ..core.node import Node
from ..core.node_serialization import get_pickler


class SerializedClassExecutorNode(Node):
    """Calls a method of a pickled object: {serialized_object, method_name, method_args, method_kwargs}.

    The object is base64 of cloudpickle. Reading it runs code, so that it is
    refused unless allow_pickle is true.

    Returns {result, updated_serialized_object, processed_by}; a failure is a
    dict with "error".
    """

    def __init__(self, allow_pickle: bool = False, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name=name, allow_pickle=allow_pickle, **kwargs)
        self.allow_pickle = allow_pickle

    async def process(self, data: Any) -> dict[str, Any]:
        label = f"SerializedClassExecutorNode[{self.name}]"
        try:
            return {**await self._call(data), "processed_by": label}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}", "input": data, "processed_by": label}

    async def _call(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict) or "serialized_object" not in data or "method_name" not in data:
            raise ValueError("Input must be a dictionary with 'serialized_object' and 'method_name'")
        if not self.allow_pickle:
            raise PermissionError("a pickle runs code when it is read; allow it with allow_pickle=True")
        pickle = get_pickler()
        target = pickle.loads(base64.b64decode(data["serialized_object"]))
        method = getattr(target, data["method_name"])
        result = method(*data.get("method_args", ()), **data.get("method_kwargs", {}))
        if inspect.isawaitable(result):
            result = await result
        updated = base64.b64encode(pickle.dumps(target)).decode("ascii")
        return {"result": result, "updated_serialized_object": updated}
