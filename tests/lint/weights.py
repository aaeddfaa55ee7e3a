#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""weights.py FOLDER: the weights of the VAD come from the present recipe.

The file of the weights carries the version of the recipe that trained them.
Raising the version without training again is a finding.
"""

import re
import sys

import sources

WEIGHTS = "elements/dsp/vad/weights.c"
RECIPE = "elements/design/vad/recipe.py"
TRAINED = re.compile(r"RMG_VAD_MODEL_RECIPE_VERSION (\d+)")
CURRENT = re.compile(r"^RECIPE_VERSION = (\d+)$", re.MULTILINE)


def check(root):
    if not (root / WEIGHTS).is_file():
        return
    trained = TRAINED.search(sources.read(root, WEIGHTS))
    current = CURRENT.search(sources.read(root, RECIPE))
    if trained is None:
        yield f"{WEIGHTS}: no recipe version"
    elif current is None:
        yield f"{RECIPE}: no recipe version"
    elif trained[1] != current[1]:
        yield (f"{WEIGHTS}: trained with recipe version {trained[1]}, "
               f"{RECIPE} has {current[1]}")


if __name__ == "__main__":
    sys.exit(sources.main(check))
