#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Render DOCS/performance.md and its pictures from what the benchmarks wrote down.

With --check nothing is written: it fails if the page is not what the results
give, or a picture was drawn from others.
"""

import argparse
import pathlib
import sys

from report import page, results as stored


def write_pictures(folder, results):
    """Draw; without matplotlib, say so and leave those that are there."""
    try:
        from report import pictures
    except ImportError as error:
        print(f"no pictures are drawn: {error}", file=sys.stderr)
        return
    folder.mkdir(parents=True, exist_ok=True)
    shown = page.list_pictures(results)
    for name, subject, draw in pictures.PICTURES:
        if (name, subject) in shown:
            pictures.save(folder / name, draw(results[subject]), stored.stamp(results[subject]))


def list_findings(docs, text, results):
    """Yield what does not belong to the results."""
    path = docs / "performance.md"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        yield f"{path} is not what benchmarks/render.py makes of the results"
    for name, subject in page.list_pictures(results):
        path = docs / "performance" / name
        stamp = stored.stamp(results[subject])
        if not path.exists() or stamp not in path.read_text(encoding="utf-8"):
            yield f"{path} was not drawn from the results of {subject}"


def main():
    top = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--results", type=pathlib.Path, default=top / "benchmarks/results")
    parser.add_argument("--docs", type=pathlib.Path, default=top / "docs")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()

    results = stored.load(options.results)
    text = page.render(results)
    if options.check:
        findings = list(list_findings(options.docs, text, results))
        print("\n".join(findings) or "all is drawn from the results")
        sys.exit(1 if findings else 0)
    options.docs.mkdir(parents=True, exist_ok=True)
    (options.docs / "performance.md").write_text(text, encoding="utf-8")
    write_pictures(options.docs / "performance", results)


if __name__ == "__main__":
    main()
