#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""layers.py FOLDER: no file includes what its layer must not see."""

import dataclasses
import re
import sys

import sources

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)

# Which library a header in angle brackets belongs to; the rest is the C library.
LIBRARIES = (
    ("gstreamer", r"gst/"),
    ("glib", r"(glib|gio|gobject|gmodule)([./-])"),
    ("json", r"json-glib/"),
    ("samplerate", r"samplerate\.h"),
    ("orc", r"orc/"),
    ("yaml", r"yaml\.h"),
    ("graphviz", r"graphviz/"),
    ("public", r"rmg/"),
    ("peers", r"(soxr\.h|(speex|libswresample|libavutil)/)"),
    ("c", r"(sys|linux|arpa|netinet|gnu)/|(cpuid|\w+intrin)\.h|[a-z]\w*\.h"),
)

# Where headers in quotes are looked for, behind the folder of the file itself.
ROOTS = ("", "translator", "gst")


@dataclasses.dataclass(frozen=True)
class Layer:
    """The first layer whose pattern fits a path decides."""

    pattern: str
    libraries: frozenset
    folders: tuple  # of ours that may be seen


def layer(pattern, libraries, *folders):
    return Layer(pattern, frozenset(libraries.split()), folders)


LAYERS = (
    layer(r"elements/dsp/resample-src\.c", "c samplerate", "elements/dsp/"),
    layer(r"elements/dsp/", "c orc", "elements/dsp/"),
    layer(r"elements/", "c glib gstreamer orc", "elements/"),
    layer(r"translator/(manifest|scan|graph|error|yaml)[\w-]*\.[ch]",
          "c glib json yaml", "translator/"),
    layer(r"translator/bin[\w-]*\.[ch]", "c glib gstreamer", "translator/"),
    layer(r"translator/", "c glib gstreamer json", "translator/"),
    layer(r"gst/tools/", "c glib gstreamer graphviz json public", "gst/"),
    layer(r"gst/(rmgbin|session)[\w-]*\.[ch]", "c glib gstreamer", "gst/", "translator/",
          "elements/item-end.h"),
    layer(r"gst/elements\.c", "c glib gstreamer", "gst/", "elements/", "translator/api.h"),
    layer(r"gst/rmg\.h", "c", "gst/", "translator/"),
    layer(r"gst/value-json\.c", "c glib json", "gst/", "translator/api.h",
          "translator/error.h"),
    layer(r"gst/", "c glib gstreamer", "gst/", "elements/item-end.h", "elements/pad.h",
          "translator/api.h", "translator/error.h", "translator/plan-steps.h"),
    layer(r"benchmarks/[\w-]+/peer[\w-]*\.c", "c glib gstreamer samplerate peers",
          "benchmarks/", "elements/dsp/"),
    layer(r"benchmarks/", "c glib gstreamer samplerate public", "benchmarks/", "elements/dsp/"),
    layer(r"examples/", "c glib gstreamer public"),
)


def check(root):
    for path in sources.list_files(root, ".c", ".h"):
        rule = next((rule for rule in LAYERS if re.match(rule.pattern, str(path))), None)
        if rule is not None:
            yield from check_file(root, path, rule)


def check_file(root, path, rule):
    text = sources.read(root, path)
    for match in INCLUDE.finditer(text):
        seen = find_library(match[2]) if match[1] == "<" else find_ours(root, path, match[2])
        if seen in rule.libraries or seen.startswith(tuple(rule.folders)):
            continue
        line = text.count("\n", 0, match.start(2)) + 1
        yield f"{path}:{line}: must not include {match[2]} ({seen})"


def find_library(header):
    return next((name for name, pattern in LIBRARIES if re.match(pattern, header)), "unknown")


def find_ours(root, path, header):
    """Return the place of a header from the top folder, or 'unknown'."""
    for folder in (str(path.parent), *ROOTS):
        if (root / folder / header).is_file():
            return f"{folder}/{header}".lstrip("./")
    return "unknown"


if __name__ == "__main__":
    sys.exit(sources.main(check))
