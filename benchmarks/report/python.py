# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The page about the Python package."""

from report import aims
from report.text import fold, join, number, table

INTRO = """\
# Performance from Python

The package `remotemedia` next to other packages, measured by `./benchmarks/run.sh python`; [performance](performance.md) compares the parts of the library. Calls are medians of the processor time of
their thread: a push and its fetch, a block of 30 ms of 48 kHz mono through VAD, resampler to 16 kHz and converter, and the time of `await run()` for 40 ms through the same nodes
beyond that of the kernels. Clips take turns with librosa, soxr and scipy, each with a VAD and a conversion in numpy, in processor time of the process. The heartbeat is that of a task that sleeps for 1 ms, in wall time. Memory
is resident memory of the process. On a machine with other work, ratios and memory count, and times are too long."""

CLIP = "clip of 30 s: resample, VAD, convert"
NUMBERS = "1000 numbers through MultiplyNode and AddNode"
PEERS = ("librosa", "soxr HQ", "scipy")


def pick(case, field, scale=1):
    """Return a function that finds a field of a case among rows by case; None if it was not measured."""
    def find(rows):
        value = rows.get(case, {}).get(field)
        return None if value is None else value * scale
    return find


def compare(case, fields, other):
    """Return a function for the smallest of some fields of a case over another field."""
    def find(rows):
        row = rows.get(case, {})
        found = [row[field] for field in fields if field in row]
        return min(found) / row[other] if found and other in row else None
    return find


def find_overhead_us(rows):
    run, kernels = (rows.get(case, {}).get("median_ns") for case in ("run of 40 ms, sessions", "kernels alone, 40 ms"))
    return None if run is None or kernels is None else (run - kernels) / 1000


# Name, sign, limit, unit, function that finds the figure among rows by case.
FIGURES = (
    ("push and fetch, 480 samples, handed over", "<=", 800, "ns", pick("push and fetch, 480 samples, handed over", "median_ns")),
    ("push and fetch, 1,000,000 samples, handed over", "<=", 800, "ns",
     pick("push and fetch, 1,000,000 samples, handed over", "median_ns")),
    ("push and fetch, 480 samples, new array", "<=", 1000, "ns", pick("push and fetch, 480 samples, new array", "median_ns")),
    ("30 ms through VAD, resampler, converter", "<=", 6, "us", pick("30 ms through VAD, resampler, converter", "median_ns", 1e-3)),
    ("`await run()` beyond the kernels", "<=", 60, "us", find_overhead_us),
    ("construction of three nodes and their pipeline", "<=", 500, "us", pick("construction", "median_ns", 1e-3)),
    ("speed over librosa, clip of 30 s, high", ">=", 6, "x", compare(CLIP, ("librosa",), "run, high")),
    ("speed over librosa, clip of 30 s, medium", ">=", 9, "x", compare(CLIP, ("librosa",), "run, medium")),
    ("speed over the best peer, clip of 30 s, high", ">=", 1, "x", compare(CLIP, PEERS, "run, high")),
    ("speed over a plain Python loop, clip of 1 s", ">=", 100, "x", compare("clip of 1 s beside a plain loop", ("loop",), "run")),
    ("1,000 numbers over a list comprehension", "<=", 1.5, "x", compare(NUMBERS, ("run",), "comprehension")),
    ("import over that of numpy", "<=", 30, "ms", pick("import", "over_numpy_ms")),
    ("import and first run", "<=", 250, "ms", pick("import", "first_run_ms")),
    ("10,000 runs in one gather: peak memory", "<=", 600, "MB", pick("gather of runs with a coroutine node", "peak_mb")),
    ("10,000 runs in one gather: threads", "<=", 32, "", pick("gather of runs with a coroutine node", "threads")),
    ("10,000 runs in one gather: latest heartbeat", "<=", 50, "ms", pick("gather of runs with a coroutine node", "heartbeat_late_ms")),
    ("memory of each of 10,000 open sessions, one node", "<=", 40, "kB", pick("open sessions, one node", "kb_each")),
    ("memory of each of 10,000 open sessions, three nodes", "<=", 40, "kB", pick("open sessions, three nodes", "kb_each")),
    ("growth over 100,000 pushes and 10,000 runs", "<=", 2, "MB", pick("growth", "growth_mb")),
)



def list_verdicts(result):
    """Return the verdict on each figure."""
    rows = {row["case"]: row for row in result["rows"]}
    return [aims.judge(aims.Aim("python", name, sign, limit, unit, find_case(name, rows, find)), {"python": result})
            for name, sign, limit, unit, find in FIGURES]


def find_case(name, rows, find):
    """Return a function that finds the only case of an aim."""
    value = find(rows)
    return lambda result: {} if value is None else {name: value}


def render(result):
    verdicts = [(verdict.aim.name, f"{number(verdict.worst)} {verdict.aim.unit}".rstrip() if verdict.worst is not None else "-",
                 verdict.aim.condition, verdict.word) for verdict in list_verdicts(result)]
    rows = [(row["case"], ", ".join(f"{name} {number(value)}" for name, value in row.items() if isinstance(value, (int, float))))
            for row in result["rows"]]
    failures = "\n".join(f"- `{failure['command']}`: {failure['failure']}" for failure in result["failures"])
    return join(
        INTRO, describe_run(result), table(("figure", "measured", "aim", ""), verdicts),
        f"**Not complete:** a program failed.\n\n{failures}" if failures else "",
        fold("All rows", table(("case", "figures"), rows))) + "\n"


def describe_run(result):
    machine = result["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
    return (f"Measured on {result['date']}{' in a quick run' if result['quick'] else ''}: {machine['cpu']}, {machine['cores']} cores"
            f"{' of a virtual machine' if machine['virtual'] else ''}, load {number(result['load_before'])} before; {machine['system']}; {versions}.")
