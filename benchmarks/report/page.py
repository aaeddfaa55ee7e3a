# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The page about performance, from the digests of the results."""

from report import convert, dominance, elements, files, runtime, shown, vad
from report.text import join, number, table

INTRO = """\
# Performance

rmg (this project) next to other libraries, measured by `./benchmarks/run.sh`. All programs that are compared take turns (A B C A B C ...), on one
thread, with the same input. Figures are medians of the processor time of that thread. The script installs the other libraries, builds, measures, writes a
report with every figure to `build/bench/report/performance.md`, and renders this page from `benchmarks/results`; `--quick resample` measures one subject in a minute.
Each section is of the date, the commit and the machine in its row of the table, except for rows with a date of their own: later changes of the code are not measured,
and times of different sections do not compare."""


def render(digests):
    blocks = [INTRO, render_aims(digests)]
    for subject, (heading, note, renderer) in SECTIONS.items():
        blocks.append(f"## {heading}")
        if subject in digests:
            blocks += [*(f"![{heading}](performance/{name})" for name, of in shown.PICTURES.items()
                         if of == subject), note, renderer(digests[subject]),
                       render_failures(digests[subject])]
        else:
            blocks.append("Not measured.")
    return join(*blocks, render_losses(digests)) + "\n"


def render_aims(digests):
    rows = []
    for subject, (heading, _, _) in SECTIONS.items():
        if subject in digests:
            digest = digests[subject]
            verdicts = [aim["verdict"] for aim in digest["aims"]]
            rows.append((heading, str(verdicts.count("met")), str(verdicts.count("**missed**")),
                         str(verdicts.count("not measured")), digest["date"],
                         digest["versions"].get("this tree", "-"), describe_state(digest),
                         describe_machine(digest["machine"])))
    return table(("aims", "met", "missed", "not measured", "date", "commit", "load before", "machine"),
                 rows)


def describe_machine(machine):
    return (f"{machine['cpu']} ({machine['vectors']}), {machine['cores']} "
            f"{'virtual ' if machine['virtual'] else ''}cores, {machine['system']}")


def describe_state(digest):
    load = number(digest["load_before"], 2)
    return f"{load}, quick run" if digest["quick"] else load


def render_failures(digest):
    if not digest["failures"]:
        return ""
    lines = [f"- `{failure['command']}`: {failure['failure']}" for failure in digest["failures"]]
    return "**Not complete:** a program failed.\n\n" + "\n".join(lines)


def mark(name, is_rmg):
    return f"**{name}**" if is_rmg else name


def render_resample(digest):
    settings = {one.peer: one for one in dominance.list_settings(digest)}
    rows = []
    for one in sorted((settings[name] for name in shown.SETTINGS if name in settings),
                      key=lambda one: one.cost()):
        q = one.quality
        rows.append((
            mark(one.peer, one.is_rmg), number(one.cost()),
            f"{max(0, q['rejection_1.1_db']):.0f} / {max(0, q['rejection_1.0_db']):.0f}",
            f"{q['edge_fn']:.3f}", number(q["ripple_db"], 2), number(q["delay_ms"]),
            number(one.row["open_us"]["median"] / 1e3, 2)))
    return table(("setting", "us/s", "rejection 1.1 / 1.0 fN, dB", "-3 dB, fN", "ripple, dB",
                  "delay, ms", "opening, ms"), rows)


def render_convert(digest):
    costs = {(row["case"], row["blocks"], row["peer"]): row["over_memcpy"]["median"]
             for row in digest["rows"] if row["over_memcpy"]}
    rows = [(case, number(costs.get((case, convert.WALK, "rmg"))),
             *(number(costs.get((case, convert.WALK, peer))) for peer in shown.CONVERTERS),
             number(costs.get((case, convert.SAME, "rmg"))),
             number(costs.get((case, convert.SAME, "swr"))))
            for case in dict.fromkeys(row["case"] for row in digest["rows"])]
    return table(("conversion", "**rmg**", *shown.CONVERTERS, "**rmg**, in cache", "swr, in cache"), rows)


def render_vad(digest):
    costs = vad.list_costs(digest)
    areas = {voice: vad.list_areas(digest, voice) for voice in vad.VOICES}
    cases = [(voice, db) for voice in vad.VOICES for db in (20, 10, 0)]
    rows = []
    optional = [name for name in shown.OPTIONAL_DETECTORS if name in costs]
    for name in (*shown.DETECTORS, *optional):
        spread = costs.get(name, {}).get("ns_per_30ms")
        rows.append((mark(name, name == vad.RMG),
                     *(number(areas[voice].get(name, {}).get(db, {}).get("mean"))
                       for voice, db in cases),
                     number(spread["median"]) if spread else "-"))
    return table(("detector", *(f"{voice}, {db} dB" for voice, db in cases), "ns a frame"), rows)


def render_elements(digest):
    rows = []
    for group, by_launch in elements.list_groups(digest).items():
        for launch in by_launch:
            if launch != "identity":
                name = launch.split(" echo-cancel")[0]
                rows.append((group, mark(name, elements.is_rmg(launch)),
                             number(elements.own_ns(by_launch, launch))))
    return table(("work", "element", "ns for 10 ms"), rows)


def render_files(digest):
    formats = files.list_formats(digest)
    shown_formats = [which for which in shown.FORMATS if which in formats]
    rows = []
    for name in dict.fromkeys(row["program"] for row in digest["rows"]):
        found = {which: formats.get(which, {}).get(name) for which in shown_formats}
        rejection = next((row["rejection_db"] for row in found.values()
                          if row and row.get("rejection_db")), None)
        rows.append((
            mark(name, files.is_rmg(name)), next(row["does"] for row in found.values() if row),
            *(number(row["times_real_time"], 4) if row else "-" for row in found.values()),
            f"{rejection['from 1.0 fN']:.0f} / {rejection['from 1.1 fN']:.0f}"
            if rejection else "-"))
    return table(("program", "work", *(f"{name.upper()}, x real time" for name in shown_formats),
                  "alias rejection 1.0 / 1.1 fN, dB"), rows)


def render_runtime(digest):
    rows = list(list_nodes(digest["rows"]))
    starts = [row for row in digest["rows"] if "total_us" in row]
    if starts:
        rows.append((f"{' / '.join(row['case'] for row in starts)} of {starts[0]['nodes']} nodes, manifest text to first output",
                     " / ".join(number(row["total_us"] / 1e3) for row in starts) + " ms"))
    for row in digest["rows"]:
        if "opened_bytes" in row:
            rows.append((f"memory of a {row['case']}, open / after a buffer",
                         f"{row['opened_bytes']} / {row['fed_bytes']} bytes"))
    return table(("subject", "figure"), [*rows, *list_items(digest["rows"])])


def list_nodes(rows):
    """Yield one row for the nodes of audio and one for those of values."""
    nodes = dict((row["case"], row["further_node_ns"]) for row in rows if "further_node_ns" in row)
    for kind in dict.fromkeys(case.split()[0] for case in nodes):
        ways = [case.split()[1] for case in nodes if case.split()[0] == kind]
        yield (f"a further node for a buffer, {kind}, {' / '.join(ways)}",
               " / ".join(number(nodes[f"{kind} {way}"]) for way in ways) + " ns")


def list_items(rows):
    """Yield the figures of bench-items; a row with a date was measured apart from the others, on a busy machine."""
    by_case = {row["case"]: row for row in rows}
    for case, name, field, unit in runtime.ITEM_FIGURES:
        if case in by_case:
            row = by_case[case]
            longest = f", longest {number(row[f'{field}_max'], 2)}" if f"{field}_max" in row else ""
            when = f" ({row['date']}, busy machine)" if "date" in row else ""
            yield name + when, f"{number(row[field], 2)}{longest} {unit}"


def render_losses(digests):
    aims = [(f"{subject}: {aim['name']}", aim["limit"],
             f"{number(aim['worst'])} ({aim['worst_case']})", str(aim["n_missed"]))
            for subject, digest in digests.items() for aim in digest["aims"] if aim["n_missed"]]
    peers = [(f"{subject}: {loss['peer']}", str(loss["n_rows"]), loss["example"])
             for subject, digest in digests.items() for loss in digest["losses"]]
    return join(
        "## Where rmg loses",
        table(("missed aim", "limit", "worst case", "cases"), aims) if aims else "No aim is missed.",
        table(("better peer", "rows", "one of them"), peers) if peers else "")


# Subject -> heading, note, renderer of the table.
SECTIONS = {
    "resample": ("Resampling", """\
48 to 16 kHz, F32, one channel, 10 ms blocks: microseconds for a second of audio. `fN` is the new Nyquist frequency. Rejection of the worst alias counts from 1.1 and
from 1.0 fN on: streaming filters reject from 1.1 fN, for less delay. Ripple counts up to 0.9 fN. `clip` is the engine for whole clips.""",
                 render_resample),
    "convert": ("Formats, layouts, channels", """\
Cost over `memcpy` of the same traffic, 10 ms blocks: consecutive in a stream, or (in cache) all in one place.""", render_convert),
    "vad": ("Voice activity", """\
Area under the ROC curve, mean over seven noises, for voices and noises that are not part of the training, by ratio of speech to noise; and the cost of a frame of 30 ms.""",
            render_vad),
    "elements": ("Elements, pad to pad", "Time for a buffer of 10 ms minus the time of `identity`.", render_elements),
    "files": ("Whole files", """\
Ten minutes of 48 kHz stereo to 16 kHz 16-bit mono in a WAV file, one process a run, wall time. `rmg` also detects speech.""",
              render_files),
    "runtime": ("The runtime", "", render_runtime),
}
