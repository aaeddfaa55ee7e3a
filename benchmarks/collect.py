#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Run the benchmarks of some subjects and store their output.

Each program prints one JSON object a line. RESULTS/SUBJECT.json holds these
objects, the machine, the versions and the date. If a program fails, the file
holds its rows up to the failure, and the failure.
"""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
import time

from report import machine

TIMEOUT_S = 1500
TAIL_LINES = 5  # of the output of a failed program
TAIL_CHARACTERS = 300

QUICK = "--quick"  # left out unless requested
PYTHON = (sys.executable, "-B")

# Subject -> commands, in which {build} and {top} are folders.
PROGRAMS = {
    "resample": [("{build}/benchmarks/resample/bench-resample", QUICK)],
    "convert": [("{build}/benchmarks/convert/bench-convert", QUICK),
                (*PYTHON, "{top}/benchmarks/convert/numpy-rows.py", QUICK)],
    "vad": [("{build}/benchmarks/vad/bench-vad", QUICK),
            (*PYTHON, "{top}/benchmarks/vad/accuracy.py", "--build", "{build}", QUICK)],
    "elements": [("{build}/benchmarks/runtime/bench-elements", QUICK)],
    "files": [(*PYTHON, "{top}/benchmarks/files/files.py", "--build", "{build}", "--rows", "--others",
               "--formats", "wav", "flac", "mp3", "opus", "m4a", "ogg", QUICK)],
    "runtime": [("{build}/benchmarks/runtime/bench-runtime",), ("{build}/benchmarks/runtime/bench-startup",),
                ("{build}/benchmarks/runtime/bench-sessions", "2000"), ("{build}/benchmarks/runtime/bench-items",)],
    "python": [("{python}", "-B", "{top}/benchmarks/python/bench_sessions.py", QUICK),
               ("{python}", "-B", "{top}/benchmarks/python/bench_runs.py", QUICK)],
}


def run(command, environment):
    """Run one program; return its parsed output, and the failure or None."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=TIMEOUT_S, check=False, env=environment)
    except (OSError, subprocess.TimeoutExpired) as error:
        return [], str(error)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0:
        tail = " ".join((done.stdout + done.stderr).splitlines()[-TAIL_LINES:])
        return rows, f"exit status {done.returncode}: {tail[-TAIL_CHARACTERS:]}"
    return rows, None


def find_python(build):
    """Return the Python of the virtual environment of peers, if there is one."""
    path = build / "peers/bin/python3"
    return path if path.exists() else sys.executable


def list_commands(subject, options):
    for words in PROGRAMS[subject]:
        yield [word.format(build=options.build, top=options.top, python=find_python(options.build)) for word in words
               if options.quick or word != QUICK]


def measure(subject, options):
    start_s = time.monotonic()
    environment = machine.make_environment(options.top, options.build)
    before = os.getloadavg()[0]
    rows, failures = [], []
    for command in list_commands(subject, options):
        printed, failure = run(command, environment)
        rows += printed
        if failure is not None:
            failures.append({"command": " ".join(command), "failure": failure})
            print(f"{subject}: {failure}", file=sys.stderr)
    return {
        "subject": subject,
        "date": datetime.date.today().isoformat(),
        "quick": options.quick,
        "seconds": round(time.monotonic() - start_s),
        "load_before": before,
        "machine": machine.describe(),
        "versions": machine.list_versions(options.top),
        "failures": failures,
        "rows": rows,
    }


def write(path, result):
    """Write a result with one row a line, so that differences can be read."""
    rows = result.pop("rows")
    head = json.dumps(result, indent=1)[:-2]
    lines = ",\n".join("  " + json.dumps(row) for row in rows)
    path.write_text(f'{head},\n "rows": [\n{lines}\n ]\n}}\n', encoding="utf-8")


def main():
    top = pathlib.Path(os.path.abspath(__file__)).parent.parent
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", type=pathlib.Path, default=top / "build/bench")
    parser.add_argument("--results", type=pathlib.Path, default=top / "build/bench/results")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT",
                        help=f"of {', '.join(PROGRAMS)}; all by default")
    options = parser.parse_args()
    options.top = top
    options.build = options.build.absolute()
    unknown = set(options.subjects) - set(PROGRAMS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")

    failed = False
    options.results.mkdir(parents=True, exist_ok=True)
    for subject in options.subjects or PROGRAMS:
        print(f"== {subject}", flush=True)
        result = measure(subject, options)
        failed = failed or bool(result["failures"])
        write(options.results / f"{subject}.json", result)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
