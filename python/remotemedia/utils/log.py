# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The log of the package."""

from __future__ import annotations

import logging
import sys

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def setup_logging(level: int | str = logging.INFO, format: str = FORMAT) -> logging.Logger:
    """Print the log of the package on standard error, from a level on. Returns: its logger.

    Further calls change the level and the format.
    """
    logger = logging.getLogger("remotemedia")
    handler = next((handler for handler in logger.handlers if getattr(handler, "is_remotemedia", False)), None)
    if handler is None:
        handler = logging.StreamHandler(sys.stderr)
        handler.is_remotemedia = True  # type: ignore[attr-defined]
        logger.addHandler(handler)
    handler.setFormatter(logging.Formatter(format))
    logger.setLevel(level.upper() if isinstance(level, str) else level)
    return logger
