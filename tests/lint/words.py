#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""words.py FOLDER [PREFIX...]: texts use the words of a GStreamer developer.

Prints each word that the style guide names, for the files below the prefixes.
Kinds in FAILING fail the test, the others are warnings.
"""

import collections
import pathlib
import re
import sys

import sources
import texts

FAILING = frozenset({texts.STRING, texts.DOCUMENT})
EXEMPT = ("tests/lint/words.py", "tests/lint/selftest_words.py", "tests/data/",
          "elements/design/vad/texts.py", "examples/data/make-speech.py")  # spoken texts

# Pattern, and the words to use instead.
RULES = (
    (r"tell|tells|told|telling|untold", "report, print, notify, say, distinguish"),
    (r"behind", "after, downstream of, in back of"),
    (r"who|whom|whoever|whomever", "the caller, the owner, the application, 'that'"),
    (r"nobody|somebody|anybody|everybody", "no thread, no caller, each user"),
    (r"anew|afresh", "again, from the start"),
    (r"likewise", "also, in the same way"),
    (r"lest|whence|thence|hence|hitherto|thereof|therein|wherein|ere", "plain words"),
    (r"so\s+many|so\s+much|as\s+many\s+as", "the number of"),
    (r"(?:is|are|was|were|be)\s+none", "has no, without"),
    (r"(?:of\s+)?(?:ours|yours|theirs)", "the project's, this library's"),
    (r"dear|dearer|dearly", "expensive"),
    (r"what", "a noun: the input, the properties, the reason"),
    (r"goes?\s+the\s+way\s+of", "follows"),
    (r"(?:is|are|was|were|be|been)\s+asked(?:\s+for)?", "requested"),
    (r"ask(?:s|ed|ing)?\s+for", "request"),
    (r"gives?(?!\s+(?:up|back\s+to))", "returns, outputs, sets"),
    (r"one\s+that", "a noun"),
    (r"be\s+it", "whether"),
    (r"stands?(?!\s+(?:for|alone))", "is, lies, is written"),
    (r"come(?:s)?\s+to\s+pass|of\s+itself|for\s+good|at\s+heart", "plain words"),
)
WORD = re.compile(
    r"\b(?:" + "|".join(f"(?P<r{index}>{pattern})" for index, (pattern, _) in enumerate(RULES))
    + r")\b", re.IGNORECASE)


def check(root, prefixes=()):
    """Yield (kind, finding) of each word."""
    for path in sources.list_files(root, *texts.SUFFIXES):
        if str(path).startswith(EXEMPT) or not str(path).startswith(tuple(prefixes) or ""):
            continue
        for text in texts.read_texts(path, sources.read(root, path)):
            yield from find_words(path, text)


def find_words(path, text):
    for match in WORD.finditer(text.text):
        line = text.text.count("\n", 0, match.start()) + 1
        word = " ".join(match[0].lower().split())
        instead = RULES[int(match.lastgroup[1:])][1]
        yield text.kind, f"{path}:{line}: {text.kind}: '{word}'; better: {instead}"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    counts = collections.Counter()
    for kind, finding in check(root, sys.argv[2:]):
        counts[kind] += 1
        print(finding)
    print(", ".join(f"{count} in {kind}s" for kind, count in sorted(counts.items())) or "0 findings")
    return 1 if FAILING & set(counts) else 0


if __name__ == "__main__":
    sys.exit(main())
