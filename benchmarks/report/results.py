# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""What was measured, as it was written down."""

import hashlib
import json

SUBJECTS = ("resample", "convert", "vad", "elements", "files", "runtime")


def load(folder):
    """Return what lies in a folder: subject -> result, without those not measured."""
    results = {}
    for subject in SUBJECTS:
        path = folder / f"{subject}.json"
        if path.exists():
            results[subject] = json.loads(path.read_text(encoding="utf-8"))
    return results


def stamp(result):
    """Return a short name of exactly these figures, for what is drawn from them."""
    text = json.dumps(result, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
