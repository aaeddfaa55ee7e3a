# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""remotemedia info: the parts of this installation, or the format of a media file."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import platform
from typing import Any

import numpy as np

from .. import kernels, media
from ..core.exceptions import RemoteMediaError
from ..version import __version__
from .report import Exit, Failure, print_json, print_table

OPTIONAL = ("yaml", "av", "tqdm", "cloudpickle", "transformers", "torch", "whisperx", "pywhispercpp",
            "faster_whisper", "kokoro")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", nargs="?", help="a media file to describe")
    parser.add_argument("-v", "--verbose", action="store_true", help="the optional packages as well")
    parser.add_argument("-o", "--output-format", choices=("text", "json"), default="text",
                        help="how the answer is written (default: text)")


def run(options: argparse.Namespace) -> int:
    document = describe_file(options.file) if options.file else describe_installation(options.verbose)
    if options.output_format == "json":
        print_json(document)
    else:
        print_table([(key, str(value)) for key, value in document.items()])
    return Exit.OK


def describe_installation(is_verbose: bool) -> dict[str, Any]:
    found = {
        "remotemedia": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "kernels": describe_kernels(),
        "library": describe_library(),
    }
    if is_verbose:
        for name in OPTIONAL:
            found[name] = "installed" if importlib.util.find_spec(name) else "not installed"
    return found


def describe_kernels() -> str:
    if kernels.get_implementation() == "kernels":
        return "in C"
    return f"numpy ({kernels._reason})"


def describe_library() -> str:
    try:
        importlib.import_module("remotemedia._native")
    except ImportError as error:
        return f"not available ({error})"
    return "available"


def describe_file(path: str) -> dict[str, Any]:
    """Return the format of a file; its frames are read, so that the duration is exact.

    Raises:
        Failure: it cannot be read.
    """
    first: dict[str, Any] = {}
    n_frames = dict.fromkeys(("audio", "video"), 0)
    try:
        for kind, frame in media.read_frames(path):
            first.setdefault(kind, frame)
            n_frames[kind] += frame.samples if kind == "audio" else 1
    except (OSError, ValueError, RemoteMediaError) as error:
        raise Failure(Exit.INVALID, f"info: {error}") from error
    document: dict[str, Any] = {"file": path}
    audio, video = first.get("audio"), first.get("video")
    if audio is not None:
        document.update(sample_rate=audio.sample_rate, channels=len(media.read_audio(audio)),
                        format=audio.format.name, samples=n_frames["audio"],
                        duration_s=round(n_frames["audio"] / audio.sample_rate, 6))
    if video is not None:
        document.update(width=video.width, height=video.height, frames=n_frames["video"])
    return document
