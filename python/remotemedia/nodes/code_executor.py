# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A node that runs Python code from its input, with a small set of builtins."""

from __future__ import annotations

import builtins
import contextlib
import io
import traceback
from typing import Any, Mapping, Sequence

from ..core.node import Node

BUILTINS = (
    "abs all any bin bool bytes chr complex dict divmod enumerate filter float format frozenset hash hex "
    "int isinstance issubclass iter len list map max min next oct ord pow print range repr reversed round "
    "set slice sorted str sum tuple type zip True False None ArithmeticError Exception IndexError KeyError "
    "LookupError OverflowError RuntimeError StopIteration TypeError ValueError ZeroDivisionError"
).split()
SAFE_MODULES = ("math", "random", "datetime", "json", "re", "itertools", "functools", "collections",
                "statistics", "string")


class CodeExecutorNode(Node):
    """Runs code: a string, or a dict with "code" and "input".

    The code sees its input as input_data, and sets result. This is no sandbox:
    code can leave the restricted builtins, so that only trusted code may run.

    Args:
        code: run if the input has none.
        input_data: used if the input has none.
        enable_safe_imports: whether allowed_modules can be imported.
        enable_pickle, enable_cloudpickle: whether these can be imported besides.
        allowed_modules: a few of the standard library if None.
    """

    def __init__(
        self,
        code: str | None = None,
        input_data: Any = None,
        enable_safe_imports: bool = False,
        enable_pickle: bool = False,
        enable_cloudpickle: bool = False,
        allowed_modules: Sequence[str] | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            name=name, code=code, input_data=input_data, enable_safe_imports=enable_safe_imports,
            enable_pickle=enable_pickle, enable_cloudpickle=enable_cloudpickle,
            allowed_modules=allowed_modules, **kwargs)
        self.code = code
        self.input_data = input_data
        self.allowed_modules = set(
            (SAFE_MODULES if allowed_modules is None else allowed_modules) if enable_safe_imports else ())
        self.allowed_modules.update(
            name for name, is_on in (("pickle", enable_pickle), ("cloudpickle", enable_cloudpickle)) if is_on)

    def process(self, data: Any = None) -> dict[str, Any]:
        code, value = self._read(data)
        label = f"CodeExecutorNode[{self.name}]"
        if not isinstance(code, str) or not code.strip():
            return {"error": "No code provided", "input": data, "processed_by": label}
        printed = io.StringIO()
        scope: dict[str, Any] = {"__builtins__": self._make_builtins(), "input_data": value, "result": None}
        outcome: dict[str, Any] = {"executed_code": code, "input": value, "processed_by": label}
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(code, f"<{self.name}>", "exec"), scope)
        except Exception as error:
            return {**outcome, "error": f"{type(error).__name__}: {error}",
                    "traceback": traceback.format_exc(), "output": printed.getvalue()}
        return {**outcome, "result": scope["result"], "output": printed.getvalue()}

    def _read(self, data: Any) -> tuple[Any, Any]:
        if isinstance(data, str):
            return data, self.input_data
        if isinstance(data, Mapping) and "code" in data:
            return data["code"], data.get("input", data.get("input_data", self.input_data))
        return self.code, self.input_data if data is None else data

    def _make_builtins(self) -> dict[str, Any]:
        allowed = {name: getattr(builtins, name) for name in BUILTINS if hasattr(builtins, name)}
        allowed["__import__"] = self._import
        return allowed

    def _import(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] not in self.allowed_modules:
            raise ImportError(f"Import of module '{name}' is not allowed")
        return builtins.__import__(name, *args, **kwargs)
