# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Whole files: the section of the report."""

from report import aim_rows, aims
from report.losses import Loss
from report.text import fold, join, number, table

HOW = """\
{minutes:g} minutes of 48 kHz stereo to 16 kHz 16-bit mono in a WAV file, one process a run, wall time. Brackets hold the
fastest and the slowest of {repeats} runs. `rmg` is `rmg run examples/demo.json`, which also detects speech. The alias is the loudest
of fifteen tones above the new Nyquist frequency, from 1.0 and from 1.1 fN on. *Decoding alone* reads the same file and drops the
samples."""

ALONE = "decoding alone"
DECODING = f"GStreamer, {ALONE}"


def list_formats(result):
    """Return format -> {program: row} of the measured rows."""
    formats = {}
    for row in result["rows"]:
        if row["state"] == "measured":
            formats.setdefault(row["format"], {})[row["program"]] = row
    return formats


def is_rmg(program):
    return program.startswith("rmg")


def render_row(program, row, reference):
    wall = row["wall_s"]
    rejection = row.get("rejection_db")
    return (
        f"**{program}**" if is_rmg(program) else program, row["does"],
        number(row["times_real_time"], 4),
        f"{number(wall['median'])} ({number(wall['min'])} to {number(wall['max'])})",
        number(row["cpu_s"]), number(wall["median"] / reference["wall_s"]["median"], 2),
        f"{rejection['from 1.0 fN']:.0f} / {rejection['from 1.1 fN']:.0f}" if rejection else "-")


def render_format(rows):
    name = DECODING if DECODING in rows else next(iter(rows))
    reference = rows[name]
    ordered = sorted(rows.items(), key=lambda item: -item[1]["times_real_time"])
    return table(
        ("program", "does", "x real time", "seconds", "CPU seconds", f"over {name}",
         "alias rejection 1.0 / 1.1 fN, dB"),
        [render_row(program, row, reference) for program, row in ordered])


def render(result):
    formats = list_formats(result)
    if not formats:
        return "Not measured."
    some = next(iter(next(iter(formats.values())).values()))
    missing = sorted({row["program"] for row in result["rows"] if row["state"] != "measured"})
    commands = [f"- {row['format']}, {row['program']}: `{row['command']}`"
                for row in result["rows"] if row["state"] == "measured"]
    return join(
        "![Whole files](performance/files.svg)",
        aims.render_table(aim_rows.judge({"files": result}, "files")),
        HOW.format(minutes=some["length_s"] / 60, repeats=some["repeats"]),
        f"Not installed: {', '.join(missing)}." if missing else "",
        *(block for name, rows in formats.items()
          for block in (f"### {name.upper()}", render_format(rows))),
        fold("Commands", "\n".join(commands)))


def list_losses(result):
    """Yield programs that do the same work faster than the slowest rmg row."""
    for name, rows in list_formats(result).items():
        rmg = [program for program in rows if is_rmg(program)]
        for program, row in rows.items():
            if is_rmg(program) or ALONE in program:
                continue
            slower = [one for one in rmg
                      if rows[one]["wall_s"]["median"] >= row["wall_s"]["median"]]
            for one in slower:
                yield Loss("files", program, f"{name}, {one}",
                       f"{number(row['times_real_time'], 4)} x real time, "
                       f"rmg {number(rows[one]['times_real_time'], 4)}")
