#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""summary.py FOLDER: counts the cases in meson's test logs, one log a part.

A TAP test counts each of its cases, any other test counts as one. A test that
fails counts as a failure even if all its reported cases passed.
"""

import json
import pathlib
import re
import sys

CASE = re.compile(r"^(not )?ok\b[^\n#]*(?:#\s*(\w+))?", re.MULTILINE)
PASSED = {"OK", "EXPECTEDFAIL"}


def count_test(test):
    """Return passed, failed, skipped of one entry of the log."""
    passed = failed = skipped = 0
    for not_ok, directive in CASE.findall(test.get("stdout", "")):
        if directive.upper() == "SKIP":
            skipped += 1
        elif not_ok:
            failed += 1
        else:
            passed += 1
    if test["result"] == "SKIP":
        return 0, 0, max(skipped, 1)
    if test["result"] not in PASSED:
        return passed, max(failed, 1), skipped
    return (passed, failed, skipped) if passed + skipped > 0 else (1, 0, 0)


def summarise(log):
    counts = [0, 0, 0]
    seconds = 0.0
    for line in log.read_text(encoding="utf-8").splitlines():
        test = json.loads(line)
        one = count_test(test)
        counts = [total + count for total, count in zip(counts, one)]
        seconds += test["duration"]
        if one[1]:
            print(f"FAILED {log.stem}: {test['name']}")
        if one[2]:
            print(f"skipped in {log.stem}: {one[2]} of {test['name']}")
    print(f"{log.stem}: {counts[0]} passed, {counts[1]} failed, {counts[2]} skipped,"
          f" {seconds:.0f} s of test time")
    return counts


def main():
    totals = [summarise(log) for log in sorted(pathlib.Path(sys.argv[1]).glob("*.json"))]
    passed = sum(counts[0] for counts in totals)
    failed = sum(counts[1] for counts in totals)
    print(f"{passed} passed, {failed} failed")
    return 0 if passed > 0 and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
