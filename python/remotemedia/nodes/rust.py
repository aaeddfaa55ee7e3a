# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The documented names of the native audio nodes: the same classes as in nodes.audio."""

from .audio import AudioResampleNode as RustResampleNode
from .audio import FormatConverterNode as RustFormatConverterNode
from .audio import VADNode as RustVADNode

__all__ = ["RustFormatConverterNode", "RustResampleNode", "RustVADNode"]
