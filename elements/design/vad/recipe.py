# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Version of the recipe that trains the voice activity detector.

The source of the weights carries the version it was trained with, and a lint
compares the two. Raise the version with each change that changes the weights:
corpus, mixing, labels, features, network, optimiser or seed. A change of a
comment, a name or a path does not raise it.
"""

RECIPE_VERSION = 3
