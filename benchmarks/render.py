#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Render the report and the page about performance.

report   every figure of RESULTS into REPORT/performance.md, with all pictures
publish  the digests of RESULTS into benchmarks/results, then as page
page     docs/performance.md and its two pictures, and docs/performance-python.md, from benchmarks/results
check    fail if a page or a picture differs from benchmarks/results
"""

import argparse
import pathlib
import sys

import collect
from report import digest, full, page, python, results as stored, shown

TOP = pathlib.Path(__file__).resolve().parent.parent
DIGESTS = TOP / "benchmarks/results"
DOCS = TOP / "docs"
PYTHON = "python.json"
PYTHON_PAGE = DOCS / "performance-python.md"


def write_pictures(folder, results, names):
    """Draw; without matplotlib, report that and keep the existing pictures."""
    try:
        from report import pictures
    except ImportError as error:
        print(f"no pictures are drawn: {error}", file=sys.stderr)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, subject, draw in pictures.PICTURES:
        if (name, subject) in names and subject in results:
            pictures.save(folder / name, draw(results[subject]), stored.stamp(results[subject]))


def write_page(folder, text, results, names):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "performance.md").write_text(text, encoding="utf-8")
    write_pictures(folder / "performance", results, names)


def report(options):
    results = stored.load(options.results)
    write_page(options.report, full.render(results), results, full.list_pictures(results))


def publish(options):
    for subject, result in stored.load(options.results).items():
        collect.write(DIGESTS / f"{subject}.json", digest.make(subject, result))
    if (options.results / PYTHON).exists():
        collect.write(DIGESTS / PYTHON, stored.read(options.results / PYTHON))
    write_docs(options)


def write_docs(options):
    digests = stored.load(DIGESTS)
    write_page(DOCS, page.render(digests), digests, list(shown.PICTURES.items()))
    PYTHON_PAGE.write_text(python.render(stored.read(DIGESTS / PYTHON)), encoding="utf-8")


def check(options):
    findings = list(list_findings(stored.load(DIGESTS)))
    print("\n".join(findings) or "the page shows benchmarks/results")
    sys.exit(1 if findings else 0)


def list_findings(digests):
    path = DOCS / "performance.md"
    if not path.exists() or path.read_text(encoding="utf-8") != page.render(digests):
        yield f"{path} differs from benchmarks/results; run benchmarks/render.py page"
    if PYTHON_PAGE.read_text(encoding="utf-8") != python.render(stored.read(DIGESTS / PYTHON)):
        yield f"{PYTHON_PAGE} differs from benchmarks/results; run benchmarks/render.py page"
    for name, subject in shown.PICTURES.items():
        path = DOCS / "performance" / name
        if subject not in digests:
            continue
        stamp = stored.stamp(digests[subject])
        if not path.exists() or stamp not in path.read_text(encoding="utf-8"):
            yield f"{path} is not drawn from the results of {subject}"


ACTIONS = {"report": report, "publish": publish, "page": write_docs, "check": check}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("--results", type=pathlib.Path, default=TOP / "build/bench/results")
    parser.add_argument("--report", type=pathlib.Path, default=TOP / "build/bench/report")
    options = parser.parse_args()
    ACTIONS[options.action](options)


if __name__ == "__main__":
    main()
