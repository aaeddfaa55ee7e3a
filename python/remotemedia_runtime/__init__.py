# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The runtime under the name that version 0.2 gave it: the functions of remotemedia.runtime."""

from remotemedia.runtime import (
    AudioBuffer,
    __version__,
    audio_buffer_to_numpy_ffi,
    execute_pipeline,
    execute_pipeline_ffi,
    execute_pipeline_with_input,
    get_metrics,
    get_metrics_ffi,
    get_runtime_version,
    is_available,
    numpy_to_audio_buffer_ffi,
)

__all__ = [
    "AudioBuffer",
    "__version__",
    "audio_buffer_to_numpy_ffi",
    "execute_pipeline",
    "execute_pipeline_ffi",
    "execute_pipeline_with_input",
    "get_metrics",
    "get_metrics_ffi",
    "get_runtime_version",
    "is_available",
    "numpy_to_audio_buffer_ffi",
]
