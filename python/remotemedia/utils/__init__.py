# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Help for programs that use the package."""

from .log import setup_logging

__all__ = ["setup_logging"]
