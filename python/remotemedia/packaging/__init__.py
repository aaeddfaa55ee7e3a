# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Pipelines as packages: a ZIP file with the manifest (.rmpkg)."""

from .package import MAX_SIZE, pack, unpack

__all__ = ["MAX_SIZE", "pack", "unpack"]
