# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Writing and reading .rmpkg files: manifest.json, and metadata.json about the package."""

from __future__ import annotations

import json
import os
import zipfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Mapping, Union

from ..core.exceptions import PipelineError
from ..core.pipeline import Pipeline
from ..version import __version__

MAX_SIZE = 100 << 20  # of a package and of its manifest, in bytes
MANIFEST, METADATA = "manifest.json", "metadata.json"


def pack(
    pipeline: Pipeline, path: Union[str, "os.PathLike[str]"], metadata: Mapping[str, Any] | None = None
) -> Path:
    """Write a pipeline as a package.

    Args:
        pipeline: its parameters must be values of JSON.
        path: of the file, which is replaced.
        metadata: such as package_version, author, license, tags.

    Returns:
        The path.
    """
    target = Path(path)
    about = {
        "package_name": pipeline.name,
        "created_at": datetime.now(timezone.utc).isoformat().replace("+00:00", "Z"),
        "runtime_info": {"name": "remotemedia", "version": __version__},
        **(metadata or {}),
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(MANIFEST, pipeline.serialize())
        package.writestr(METADATA, json.dumps(about, indent=2))
    return target


def unpack(path: Union[str, "os.PathLike[str]"], **settings: Any) -> Pipeline:
    """Return the pipeline of a package; settings are those of Pipeline.load().

    Raises:
        PipelineError: it is no package, is too large, or its manifest cannot be used.
    """
    try:
        with zipfile.ZipFile(path) as package:
            check_size(package, MANIFEST)
            text = package.read(MANIFEST).decode("utf-8")
    except (OSError, zipfile.BadZipFile, KeyError, UnicodeDecodeError) as error:
        raise PipelineError(f"cannot read the package {os.fspath(path)}: {error}") from error
    return Pipeline.load(text, **settings)


def check_size(package: zipfile.ZipFile, name: str) -> None:
    size = package.getinfo(name).file_size
    if size > MAX_SIZE:
        raise PipelineError(f"{name}: {size} bytes are more than the limit of {MAX_SIZE}")
