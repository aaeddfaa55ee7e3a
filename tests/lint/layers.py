#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""layers.py FOLDER: no file includes a header that its layer must not see.

Includes of includes count as well: a finding names the chain of headers
that leads to the forbidden header.
"""

import dataclasses
import functools
import re
import sys

import sources

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)

# Which library a header in angle brackets belongs to; the rest is the C library.
LIBRARIES = (
    ("gstreamer", r"gst/"),
    ("glib", r"(glib|gio|gobject|gmodule)([./-])|rmg/enum-types\.h"),  # the latter is generated
    ("json", r"json-glib/"),
    ("samplerate", r"samplerate\.h"),
    ("yaml", r"yaml\.h"),
    ("python", r"Python\.h"),
    ("graphviz", r"graphviz/"),
    ("soup", r"libsoup/"),
    ("peers", r"(soxr\.h|(speex|libswresample|libavutil)/)"),
    ("c", r"(sys|linux|arpa|netinet|gnu)/|(cpuid|\w+intrin)\.h|[a-z]\w*\.h"),
)

# Public headers are included as <rmg/NAME.h> and lie below these folders.
PUBLIC = ("translator/", "gst/")


@dataclasses.dataclass(frozen=True)
class Layer:
    """The first layer whose pattern fits a path decides."""

    pattern: str
    libraries: frozenset
    folders: tuple  # of the project that may be seen, their own includes too


def layer(pattern, libraries, *folders):
    return Layer(pattern, frozenset(libraries.split()), folders)


BASE = ("translator/rmg/api.h", "translator/rmg/error.h", "translator/base/")
MANIFEST = (*BASE, "translator/rmg/manifest.h", "translator/manifest/")
CATALOG = (*MANIFEST, "translator/rmg/catalog.h", "translator/catalog/")
POLICY = (*CATALOG, "translator/policy/")
GRAPH = (*POLICY, "translator/rmg/graph.h", "translator/graph/")
PLAN = (*GRAPH, "translator/rmg/plan.h", "translator/rmg/plan-policy.h", "translator/rmg/plan-step.h", "translator/rmg/files.h", "translator/plan/")
ERRORS = ("translator/rmg/api.h", "translator/rmg/error.h")
RUNTIME = ("gst/", "elements/base/", "translator/rmg/",
           "translator/plan/steps.h", "translator/catalog/flags.h", "translator/policy/", "translator/catalog/params.h")

LAYERS = (
    layer(r"elements/dsp/resample/src\.c", "c samplerate", "elements/dsp/base/", "elements/dsp/resample/"),
    layer(r"elements/dsp/base/", "c", "elements/dsp/base/"),
    layer(r"elements/dsp/convert/", "c", "elements/dsp/base/", "elements/dsp/convert/"),
    layer(r"elements/dsp/fourier/", "c", "elements/dsp/base/", "elements/dsp/fourier/"),
    layer(r"elements/dsp/resample/", "c", "elements/dsp/base/", "elements/dsp/convert/",
          "elements/dsp/fourier/", "elements/dsp/resample/"),
    layer(r"elements/dsp/vad/", "c", "elements/dsp/base/", "elements/dsp/fourier/",
          "elements/dsp/vad/"),
    layer(r"elements/base/", "c glib gstreamer", "elements/base/", "elements/dsp/base/"),
    layer(r"wav/", "c glib", "wav/"),
    layer(r"elements/wav/", "c glib gstreamer", "elements/wav/", "elements/base/", "elements/dsp/",
          "wav/"),
    layer(r"elements/design/", "c", "elements/dsp/"),
    layer(r"elements/decode/", "c glib gstreamer", "elements/decode/", "elements/mp3/", "elements/mp4/",
          "elements/base/", "wav/"),
    *(layer(rf"elements/{name}/", "c glib gstreamer", f"elements/{name}/", "elements/base/",
            "elements/dsp/", "wav/") for name in ("chunk", "convert", "fault", "file", "mp3", "mp4", "resample", "vad")),
    layer(r"translator/rmg/(plan|plan-policy|plan-step|files)\.h", "c glib gstreamer", "translator/rmg/"),
    layer(r"translator/rmg/", "c glib", "translator/rmg/"),
    layer(r"translator/base/", "c glib", *BASE),
    layer(r"translator/manifest/", "c glib json yaml", *MANIFEST),
    # Parameters are read once into typed values; only these files see JSON.
    layer(r"translator/catalog/(params-json|foreign-check)\.", "c glib gstreamer json", *CATALOG),
    layer(r"translator/catalog/", "c glib gstreamer", *CATALOG),
    layer(r"translator/policy/policy\.", "glib c", "translator/policy/policy.h"),
    layer(r"translator/policy/read", "c glib json", *POLICY),
    layer(r"translator/policy/(describe|failures)\.", "c glib gstreamer", *POLICY),
    layer(r"translator/policy/", "c glib", *POLICY),
    layer(r"translator/graph/(read|node-params)", "c glib gstreamer json", *GRAPH),
    layer(r"translator/graph/", "c glib gstreamer", *GRAPH),
    layer(r"translator/plan/probe\.c", "c glib gstreamer", *PLAN, "wav/"),
    layer(r"translator/plan/", "c glib gstreamer", *PLAN),
    layer(r"translator/build/", "c glib gstreamer", *PLAN, "translator/build/", "wav/"),
    layer(r"gst/rmg/", "c glib gstreamer", "gst/rmg/", "translator/rmg/"),
    layer(r"gst/tools/operations/(server|sender)\.c", "c glib gstreamer soup", "gst/tools/", "gst/rmg/",
          "translator/rmg/", "translator/base/"),
    layer(r"gst/tools/operations/spans\.c", "c glib gstreamer", "gst/tools/", "gst/metrics/otlp-json.h",
          "translator/base/", *ERRORS),
    layer(r"gst/tools/", "c glib gstreamer graphviz", "gst/tools/", "gst/rmg/",
          "translator/rmg/", "translator/base/"),
    layer(r"gst/values/json", "c glib gstreamer json", "gst/values/", "gst/rmg/", *BASE),
    layer(r"gst/values/", "c glib gstreamer", "gst/values/", "gst/rmg/", *ERRORS),
    layer(r"gst/(bin|session)/", "c glib gstreamer", *RUNTIME, "translator/build/",
          "translator/base/"),
    layer(r"gst/metrics/((trace-)?json|otlp(-json)?)\.", "c glib", "gst/metrics/", "gst/rmg/", "translator/base/", *ERRORS),
    layer(r"gst/faults/", "c glib gstreamer", "gst/faults/", "gst/rmg/", "translator/base/", *ERRORS),
    layer(r"gst/init\.c", "c glib gstreamer", *RUNTIME, "translator/base/fork.h"),
    layer(r"gst/elements\.c", "c glib gstreamer", "gst/", "elements/", "translator/rmg/"),
    layer(r"gst/", "c glib gstreamer", *RUNTIME),
    layer(r"python/_shared/", "c python", "python/_shared/"),
    layer(r"python/_kernels/", "c python", "python/_kernels/", "python/_shared/", "elements/dsp/"),
    layer(r"python/_native/", "c glib gstreamer python", "python/_native/", "python/_shared/", "gst/rmg/", "translator/rmg/"),
    layer(r"benchmarks/[\w-]+/peer[\w-]*\.c", "c glib gstreamer samplerate peers",
          "benchmarks/", "elements/dsp/"),
    layer(r"benchmarks/", "c glib gstreamer samplerate", "benchmarks/", "elements/dsp/",
          "gst/rmg/", "translator/rmg/"),
    layer(r"examples/", "c glib gstreamer", "gst/rmg/", "translator/rmg/"),
)


def check(root):
    tree = Tree(root)
    for path in sources.list_files(root, ".c", ".h"):
        rule = next((rule for rule in LAYERS if re.match(rule.pattern, str(path))), None)
        if rule is not None:
            yield from check_file(tree, str(path), rule)


def check_file(tree, path, rule):
    for line, header, seen in tree.read_includes(path):
        chain = tree.find_forbidden(header, seen, rule, frozenset())
        if chain:
            yield f"{path}:{line}: must not include {' -> '.join(chain)} ({chain.place})"


class Chain(list):
    """Headers from the directly included header to the forbidden header."""

    place = ""


class Tree:
    """The files below a folder and their includes."""

    def __init__(self, root):
        self.root = root
        self.read_includes = functools.lru_cache(maxsize=None)(self._read_includes)

    def find_forbidden(self, header, seen, rule, visited):
        """Return the chain of headers from header to a header that rule forbids, or None."""
        if seen in rule.libraries:
            return None
        chain = Chain()
        if not seen.startswith(rule.folders):
            chain.append(header)
            chain.place = seen
            return chain
        for _, inner, inner_seen in self.read_includes(seen):
            if inner_seen in visited:
                continue
            found = self.find_forbidden(inner, inner_seen, rule, visited | {seen})
            if found:
                found.insert(0, header)
                return found
        return None

    def _read_includes(self, path):
        """Return (line, header, library or path from the top folder) of each include."""
        text = sources.read(self.root, path)
        return [(text.count("\n", 0, match.start(2)) + 1, match[2],
                 self._find_library(match[2]) if match[1] == "<"
                 else self._find_file(path, match[2])) for match in INCLUDE.finditer(text)]

    def _find_library(self, header):
        for folder in PUBLIC:
            if header.startswith("rmg/") and (self.root / folder / header).is_file():
                return folder + header
        return next((name for name, pattern in LIBRARIES if re.match(pattern, header)), "unknown")

    def _find_file(self, path, header):
        """Return the place of a header in quotes from the top folder, or 'unknown'."""
        for folder in (str(path).rpartition("/")[0], ""):
            place = f"{folder}/{header}".lstrip("./")
            if (self.root / place).is_file():
                return place
        return "unknown"


if __name__ == "__main__":
    sys.exit(sources.main(check))
