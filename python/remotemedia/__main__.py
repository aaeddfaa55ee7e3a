# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""python -m remotemedia: the command remotemedia."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
