# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A row in which a peer is better than rmg."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Loss:
    subject: str
    peer: str
    case: str
    difference: str  # both figures
