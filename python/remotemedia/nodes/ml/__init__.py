# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes for models. Their packages are imported when a node is initialised."""

from .kokoro import KokoroTTSNode
from .qwen import Qwen2_5OmniNode
from .transformers_pipeline import TransformersPipelineNode
from .ultravox import UltravoxNode
from .whisper import WhisperTranscriptionNode

__all__ = [
    "KokoroTTSNode",
    "Qwen2_5OmniNode",
    "TransformersPipelineNode",
    "UltravoxNode",
    "WhisperTranscriptionNode",
]
