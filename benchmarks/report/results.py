# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Files of results: one JSON object a subject."""

import hashlib
import json

SUBJECTS = ("resample", "convert", "vad", "elements", "files", "runtime")


def load(folder):
    """Return subject -> result for each result file of a folder."""
    results = {}
    for subject in SUBJECTS:
        path = folder / f"{subject}.json"
        if path.exists():
            results[subject] = read(path)
    return results


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def stamp(result):
    """Return a hash of these figures, stored in the pictures drawn from them."""
    text = json.dumps(result, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
