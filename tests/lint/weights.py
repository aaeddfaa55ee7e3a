#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""weights.py FOLDER: the weights of the VAD are those that its scripts train.

The header of the weights tells the hash of the scripts that wrote it: of their
bytes, in the order of their names. Who changes a script trains again.
"""

import hashlib
import re
import sys

import sources

HEADER = "elements/dsp/vad-weights.h"
SCRIPTS = "elements/dsp/vad-training"
TOLD = re.compile(r'RMG_VAD_MODEL_TRAINING_SHA256 \\?\s*"([0-9a-f]{64})"')


def check(root):
    if not (root / HEADER).is_file():
        return
    digest = hashlib.sha256()
    for path in sorted((root / SCRIPTS).glob("*.py")):
        digest.update(path.read_bytes())
    told = TOLD.search(sources.read(root, HEADER))
    if told is None:
        yield f"{HEADER}: does not tell which scripts trained it"
    elif told.group(1) != digest.hexdigest():
        yield f"{HEADER}: other scripts trained it than those in {SCRIPTS}"


if __name__ == "__main__":
    sys.exit(sources.main(check))
