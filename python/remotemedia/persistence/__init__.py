# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Pipelines that are kept in a folder by name."""

from .store import PipelineStore

__all__ = ["PipelineStore"]
