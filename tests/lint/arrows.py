#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""arrows.py FOLDER [--write]: folders include only folders before them in ORDER.

docs/architecture.md has the drawing of the folders and their includes between
two markers. --write brings the drawing up to date; without it an outdated
drawing is a finding.
"""

import pathlib
import sys

import layers
import sources

# Each folder may include the folders before it.
ORDER = (
    "wav",
    "elements/dsp/base",
    "elements/dsp/convert",
    "elements/dsp/fourier",
    "elements/dsp/resample",
    "elements/dsp/vad",
    "elements/base",
    "elements/chunk",
    "elements/convert",
    "elements/fault",
    "elements/file",
    "elements/mp3",
    "elements/mp4",
    "elements/decode",
    "elements/resample",
    "elements/vad",
    "elements/wav",
    "translator/rmg",
    "translator/base",
    "translator/manifest",
    "translator/catalog",
    "translator/policy",
    "translator/graph",
    "translator/plan",
    "translator/build",
    "gst/rmg",
    "gst/values",
    "gst/buffers",
    "gst/metrics",
    "gst/faults",
    "gst/nodes",
    "gst/elements",
    "gst/elements/guard",
    "gst/elements/host",
    "gst/elements/join",
    "gst/elements/source",
    "gst/supervision",
    "gst/bin",
    "gst/session",
    "gst/tools/operations", "gst/tools",
    "gst",
)
TOPS = ("elements", "translator", "gst")
PAGE = "docs/architecture.md"
BEGIN = "<!-- arrows: written by tests/lint/arrows.py -->\n"
END = "<!-- end of arrows -->\n"


def check(root):
    arrows = read_arrows(root)
    for (start, end), place in sorted(arrows.items()):
        yield from check_arrow(start, end, place)
    for circle in find_circles(set(arrows)):
        yield f"{circle[0]}: includes itself: {' -> '.join(circle)}"
    page = root / PAGE
    if page.is_file() and replace_drawing(page, arrows) != page.read_text(encoding="utf-8"):
        yield f"{PAGE}: drawing is outdated; run tests/lint/arrows.py . --write"


def check_arrow(start, end, place):
    for folder in (start, end):
        if folder not in ORDER:
            yield f"{place}: folder {folder} has no place in ORDER"
            return
    if ORDER.index(end) > ORDER.index(start):
        yield f"{place}: {start} includes {end}, which is above it"


def read_arrows(root):
    """Return {(folder, included folder): first place of such an include}."""
    tree = layers.Tree(root)
    arrows = {}
    for path in sources.list_files(root, ".c", ".h"):
        if path.parts[0] not in TOPS or str(path).startswith("elements/design/"):
            continue
        for line, _, seen in tree.read_includes(str(path)):
            start, end = str(path.parent), seen.rpartition("/")[0]
            if end and start != end:
                arrows.setdefault((start, end), f"{path}:{line}")
    return arrows


def find_circles(arrows):
    """Return one path from each folder on a circle back to itself."""
    circles = {}
    for start in sorted({start for start, _ in arrows}):
        path = find_path(arrows, start)
        if path:
            circles.setdefault(frozenset(path), path)
    return list(circles.values())


def find_path(arrows, start):
    """Return the shortest way from start to start, or None."""
    ways = [[start]]
    seen = set()
    for way in ways:
        for end in sorted(end for begin, end in arrows if begin == way[-1]):
            if end == start:
                return [*way, end]
            if end not in seen:
                seen.add(end)
                ways.append([*way, end])
    return None


def reduce_arrows(arrows):
    """Drop each arrow that a longer way between the same folders implies."""
    return {(start, end) for start, end in arrows
            if not is_reachable(arrows - {(start, end)}, start, end)}


def is_reachable(arrows, start, end):
    reached = [start]
    for folder in reached:
        reached += [after for before, after in arrows if before == folder and after not in reached]
    return end in reached[1:]


def draw(arrows):
    """Return the drawing as Mermaid, a block for each top folder."""
    folders = [folder for folder in ORDER if any(folder in arrow for arrow in arrows)]
    lines = ["```mermaid", "flowchart BT"]
    for top in TOPS:
        lines.append(f"  subgraph top_{top}[\"{top}/\"]")
        lines += [f"    {name_box(folder)}[\"{folder.partition('/')[2] or 'init, plugin'}\"]"
                  for folder in folders if folder.partition("/")[0] == top]
        lines.append("  end")
    lines += [f"  {name_box(start)} --> {name_box(end)}"
              for start, end in sorted(reduce_arrows(set(arrows)))]
    return "\n".join([*lines, "```"]) + "\n"


def name_box(folder):
    return folder.replace("/", "_")


def replace_drawing(page, arrows):
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    return before + begin + draw(arrows) + end + after if end else text


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    if "--write" in sys.argv[2:]:
        page = root / PAGE
        page.write_text(replace_drawing(page, read_arrows(root)), encoding="utf-8")
    return sources.main(check)


if __name__ == "__main__":
    sys.exit(main())
