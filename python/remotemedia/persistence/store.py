# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A folder of manifests."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Union

from ..core.exceptions import PipelineError
from ..core.pipeline import Pipeline

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]*")


class PipelineStore:
    """Pipelines in a folder, one file each.

    Args:
        folder: made when it is first written.
    """

    def __init__(self, folder: Union[str, "os.PathLike[str]"]) -> None:
        self.folder = Path(folder)

    def save(self, pipeline: Pipeline, name: str | None = None) -> Path:
        """Write a pipeline under a name, by default its own. Returns: the file.

        Raises:
            ValueError: the name is no name of a file.
            TypeError: a parameter of a node cannot be written in JSON.
        """
        target = self._get_path(pipeline.name if name is None else name)
        text = pipeline.serialize()
        self.folder.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        part.replace(target)
        return target

    def load(self, name: str, **settings: Any) -> Pipeline:
        """Return a pipeline; settings are those of Pipeline.load().

        Raises:
            PipelineError: there is no such pipeline, or its manifest cannot be used.
        """
        path = self._get_path(name)
        if not path.is_file():
            raise PipelineError(f"there is no pipeline '{name}' in {self.folder}")
        return Pipeline.load(path, **settings)

    def list(self) -> list[str]:
        """Return the names, sorted."""
        return sorted(path.stem for path in self.folder.glob("*.json"))

    def delete(self, name: str) -> bool:
        """Remove a pipeline. Returns: whether there was one."""
        path = self._get_path(name)
        is_there = path.is_file()
        path.unlink(missing_ok=True)
        return is_there

    def _get_path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError(f"name: expected letters, digits, '_', '-', '.' and spaces, got {name!r}")
        return self.folder / f"{name}.json"
