# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The report: every figure of every subject, for the folder of the build."""

import re

from report import aim_rows, aims, convert, elements, files, resample, runtime, vad
from report.text import fold, join, number, table

INTRO = """\
# Performance, all figures

rmg (this project) next to other libraries, measured by `./benchmarks/run.sh` in one run on one machine. All programs that are compared
take turns (A B C A B C ...), on one thread, with the same input. Figures are medians of the processor time of that thread, with the 5th and 95th
percentile in brackets."""

BUSY_LOAD = 1.5  # before a run; the programs of the subject before add up to 1

# Subject -> heading, renderer of the section, function that lists the lost rows.
SECTIONS = {
    "resample": ("Resampling", resample.render, resample.list_losses),
    "convert": ("Formats, layouts, channels", convert.render, convert.list_losses),
    "vad": ("Voice activity", vad.render, vad.list_losses),
    "elements": ("Elements, pad to pad", elements.render, elements.list_losses),
    "files": ("Whole files", files.render, files.list_losses),
    "runtime": ("The runtime", runtime.render, runtime.list_losses),
}


def render(results):
    blocks = [INTRO, render_summary(results), render_machines(results)]
    for subject, (heading, renderer, _) in SECTIONS.items():
        blocks.append(f"## {heading}")
        result = results.get(subject)
        blocks.append(renderer(result) if result else "Not measured.")
        if result and result["failures"]:
            blocks.append(render_failures(result))
    blocks.append(render_losses(results))
    return join(*blocks) + "\n"


def render_failures(result):
    lines = [f"- `{failure['command']}`: {failure['failure']}" for failure in result["failures"]]
    return "**Not complete:** a program failed.\n\n" + "\n".join(lines)


def render_summary(results):
    verdicts = aim_rows.judge(results)
    words = ("met", "**missed**", "not measured")
    rows = []
    for subject, (heading, _, _) in SECTIONS.items():
        words_of = [verdict.word for verdict in verdicts if verdict.aim.subject == subject]
        anchor = re.sub(r"[^a-z ]", "", heading.lower()).replace(" ", "-")
        rows.append((f"[{heading}](#{anchor})", *(str(words_of.count(word)) for word in words)))
    total = [sum(verdict.word == word for verdict in verdicts) for word in words]
    rows.append(("all", *map(str, total)))
    busy = [f"{subject} (load {number(result['load_before'], 2)})"
            for subject, result in results.items() if result["load_before"] > BUSY_LOAD]
    rough = [subject for subject, result in results.items() if result["quick"]]
    return join(
        table(("aims", "met", "missed", "not measured"), rows),
        "[Where rmg loses](#where-rmg-loses) lists each missed aim and every row in which a peer is better.",
        f"**Rough figures, from a quick run:** {', '.join(rough)}." if rough else "",
        f"**Other programs were running:** {', '.join(busy)}." if busy else "")


def render_machines(results):
    rows = []
    for subject, result in results.items():
        machine, versions = result["machine"], result["versions"]
        kind = "virtual " if machine["virtual"] else ""
        rows.append((
            subject, result["date"], f"{machine['cpu']}, {machine['vectors']}",
            f"{machine['cores']} {kind}cores, load {number(result['load_before'], 2)} before",
            f"{machine['system']}, Linux {machine['kernel']}",
            ", ".join(f"{name} {version}" for name, version in versions.items())))
    limits = resample.find_limits(results["resample"]) if "resample" in results else {}
    peaks = ", ".join(f"`{name}` {number(value['median'])}" for name, value in limits.items())
    return join(
        fold("Machine, versions, limits", join(
            table(("subject", "date", "processor", "state", "system", "versions"), rows),
            f"Limits of the machine, from the run of the resamplers: {peaks}." if peaks else "")))


def render_losses(results):
    """Compute the list, so that it is complete."""
    cases = {}  # (peer, difference) -> cases
    for subject, (_, _, list_losses) in SECTIONS.items():
        for loss in list_losses(results[subject]) if subject in results else ():
            cases.setdefault((f"{loss.subject}, {loss.peer}", loss.difference), []).append(loss.case)
    rows = [(peer, "; ".join(names), difference) for (peer, difference), names in cases.items()]
    verdicts = aim_rows.judge(results)
    return join(
        "## Where rmg loses",
        "Computed from the same figures: every missed aim with its cases, and every row in which a peer is better.",
        "### Missed aims", aims.render_missed(verdicts),
        "### Rows in which a peer is better",
        fold(f"{len(rows)} rows", table(("peer", "cases", "difference"), rows)) if rows else "None.")


def list_pictures(results):
    """Return the pictures that the report shows: (file name, subject)."""
    pictures = []
    for subject, (_, renderer, _) in SECTIONS.items():
        if subject in results:
            names = re.findall(r"\(performance/([\w-]+\.svg)\)", renderer(results[subject]))
            pictures += [(name, subject) for name in names]
    return pictures
