# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The page about performance, as a whole."""

import re

from report import aims, asked, convert, elements, files, resample, runtime, vad
from report.text import fold, join, number, table

INTRO = """\
# Performance

Ours beside what people use today, measured in one run on one machine: `./benchmarks/run.sh` installs the others, builds, measures,
and renders this page and its pictures from `benchmarks/results/*.json`. Nothing here is typed by hand. Everything that is compared
takes turns (A B C A B C ...), on one thread, over the same input, in processor time of that thread; medians are told, with the 5th and 95th percentile
beside them. `./benchmarks/run.sh resample` takes one subject, `--quick` a rough look in a minute or two."""

BUSY_LOAD = 1.5  # before a run; programs measured just before leave up to 1

# Subject -> heading, renderer of the section, and what lists the rows that we lose.
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
    verdicts = asked.judge(results)
    words = ("met", "**missed**", "not measured")
    rows = []
    for subject, (heading, _, _) in SECTIONS.items():
        told = [verdict.word for verdict in verdicts if verdict.aim.subject == subject]
        anchor = re.sub(r"[^a-z ]", "", heading.lower()).replace(" ", "-")
        rows.append((f"[{heading}](#{anchor})", *(str(told.count(word)) for word in words)))
    total = [sum(verdict.word == word for verdict in verdicts) for word in words]
    rows.append(("all", *map(str, total)))
    busy = [f"{subject} (load {number(result['load_before'], 2)})"
            for subject, result in results.items() if result["load_before"] > BUSY_LOAD]
    rough = [subject for subject, result in results.items() if result["quick"]]
    return join(
        table(("aims", "met", "missed", "not measured"), rows),
        "[Where we lose](#where-we-lose) names each that is missed, and every row in which a peer beats us.",
        f"**Rough figures, from a quick run:** {', '.join(rough)}." if rough else "",
        f"**Others were at work on the machine:** {', '.join(busy)}." if busy else "")


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
    told = ", ".join(f"`{name}` {number(value['median'])}" for name, value in limits.items())
    return join(
        fold("Machine, versions, limits", join(
            table(("subject", "date", "processor", "state", "system", "versions"), rows),
            f"Limits of the machine, from the run of the resamplers: {told}." if told else "")))


def render_losses(results):
    """Computed, so that none is forgotten."""
    cases = {}  # (who, how) -> the cases in which it is so
    for subject, (_, _, list_losses) in SECTIONS.items():
        for who, case, how in list_losses(results[subject]) if subject in results else ():
            cases.setdefault((who, how), []).append(case)
    rows = [(who, "; ".join(told), how) for (who, how), told in cases.items()]
    verdicts = asked.judge(results)
    return join(
        "## Where we lose",
        "Computed from the same figures: every aim that is missed, with every case of it, and every row in which "
        "a peer beats us.",
        "### Aims that are missed", aims.render_missed(verdicts),
        "### Rows in which a peer is cheaper, or better than anything of ours",
        fold(f"{len(rows)} rows", table(("who", "case", "how"), rows)) if rows else "None.")


def list_pictures(results):
    """Return the pictures that the page shows: (file name, subject)."""
    pictures = []
    for subject, (_, renderer, _) in SECTIONS.items():
        if subject in results:
            names = re.findall(r"\(performance/([\w-]+\.svg)\)", renderer(results[subject]))
            pictures += [(name, subject) for name in names]
    return pictures
