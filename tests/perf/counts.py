#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""counts.py [--update] PROGRAM TABLE: instructions of the hot kernels.

Runs PROGRAM (run-kernels) under callgrind, once for each instruction set that
valgrind knows, and compares the instructions that a sample or a frame takes
with those in TABLE. Unlike times, counts do not depend on other work of the
machine. More than LIMIT times the figure of the table is a failure; much less
needs a new table. Prints TAP.

With --update writes TABLE instead: `ninja -C build update-counts`.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

LIMIT = 1.10
MUCH_LESS = 0.90
LEVELS = ("sse2", "avx2")
COUNTED = "measure"  # the function of PROGRAM


def skip(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def read_total(dump):
    """Return the instructions in one of callgrind's files."""
    for line in dump.read_text(encoding="utf-8").splitlines():
        if line.startswith("totals: "):
            return int(line.split()[1])
    raise RuntimeError(f"{dump} has no totals")


def run(program, level):
    """Return the description that the program prints, and instructions a unit by case."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "counts"
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}",
             f"--zero-before={COUNTED}", f"--dump-after={COUNTED}", program],
            env={**os.environ, "RMG_CPU": level}, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        lines = [line.split() for line in done.stdout.splitlines()]
        facts = {words[0]: words[1] for words in lines[:2]}
        counts = {}
        for number, words in enumerate(lines[2:], start=1):
            total = read_total(pathlib.Path(f"{out}.{number}"))
            counts[words[0]] = total / int(words[1])
    return facts, counts


def count_all(program):
    """Return the compiler and, by level, the counts; without levels this
    processor does not have."""
    compiler, levels = None, {}
    for level in LEVELS:
        facts, counts = run(program, level)
        compiler = facts["compiler"]
        if facts["cpu"] == level:
            levels[level] = counts
    return compiler, levels


def update(program, path):
    compiler, levels = count_all(program)
    table = {"compiler": compiler}
    for level, counts in levels.items():
        table[level] = {name: round(count, 3) for name, count in counts.items()}
    path.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


def judge(name, count, expected):
    """Return whether a case passes, and a remark."""
    if expected is None:
        return False, f"{name}: not in the table, see --update"
    ratio = count / expected
    text = f"{name}: {count:.3f} instructions, {ratio:.2f} x the table"
    if ratio < MUCH_LESS:
        text += ", which should be updated"
    return ratio <= LIMIT, text


def check(program, table):
    compiler, levels = count_all(program)
    if compiler != table["compiler"]:
        skip(f"built by {compiler}, counted for {table['compiler']}")
    results = []
    for level, counts in levels.items():
        expected = table.get(level, {})
        results += [judge(f"{level}/{name}", count, expected.get(name))
                    for name, count in counts.items()]
        results += [(False, f"{level}/{name}: in the table, but not run")
                    for name in expected.keys() - counts.keys()]
    print(f"1..{len(results)}")
    for number, (passed, text) in enumerate(results, start=1):
        print(f"{'ok' if passed else 'not ok'} {number} {text}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--update", action="store_true")
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("table", type=pathlib.Path)
    options = parser.parse_args()

    if shutil.which("valgrind") is None:
        skip("valgrind is not installed")
    if options.update:
        update(options.program, options.table)
    else:
        check(options.program, json.loads(options.table.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
