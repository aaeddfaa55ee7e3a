# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The part of a result that the page shows: some rows, all verdicts, all losses.

A digest has the head of its result (date, machine, versions), "rows" with the
fields that the page reads, "aims" and "losses".
"""

from report import aim_rows, convert, dominance, full, shown, vad

COST = {"channels": 1, "block": "10 ms"}
FILE_FIELDS = ("format", "program", "does", "state", "times_real_time", "rejection_db")
RUNTIME_FIELDS = ("case", "nodes", "further_node_ns", "total_us", "opened_bytes", "fed_bytes",
                  "open_us", "number_ns", "push_pull_ns", "longest_ms", "cancel_ms", "cancel_ms_max")


def make(subject, result):
    head = {name: value for name, value in result.items() if name not in ("rows", "seconds")}
    return head | {
        "aims": [describe_verdict(verdict)
                 for verdict in aim_rows.judge({subject: result}, subject)],
        "losses": group_losses(full.SECTIONS[subject][2](result)),
        "rows": list(SELECTIONS[subject](result))}


def describe_verdict(verdict):
    return {"name": verdict.aim.name, "limit": verdict.aim.condition, "verdict": verdict.word,
            "worst": verdict.worst, "worst_case": verdict.worst_case,
            "n_missed": len(verdict.missed)}


def group_losses(losses):
    """Return one entry a peer: the number of rows in which it is better, and an example."""
    groups = {}
    for loss in losses:
        group = groups.setdefault(loss.peer, {"peer": loss.peer, "n_rows": 0} | {
            "example": f"{loss.case}: {loss.difference}"})
        group["n_rows"] += 1
    return list(groups.values())


def pick(row, *names):
    return {name: row[name] for name in names if name in row}


def pick_median(spread):
    return spread and {"median": spread["median"]}


def select_resample(result):
    for row in result["rows"]:
        if row.get("state") == "measured" and dominance.name_ratio(row) == shown.RATIO:
            costs = [cost for cost in row["costs"] if pick(cost, *COST) == COST]
            yield pick(row, "peer", "library", "in_hz", "out_hz", "state", "quality") | {
                "open_us": pick_median(row["open_us"]), "costs": costs}


def select_convert(result):
    for (case, blocks), peers in convert.list_cases(result).items():
        if case in shown.CONVERSIONS and blocks in (convert.WALK, convert.SAME):
            for peer, row in peers.items():
                if peer != "memcpy":
                    yield {"case": case, "blocks": blocks, "peer": peer,
                           "over_memcpy": pick_median(row["over_memcpy"])}


def select_vad(result):
    detectors = shown.DETECTORS + shown.OPTIONAL_DETECTORS
    for row in result["rows"]:
        if row.get("detector") in detectors:
            yield pick(row, "detector", "library", "state") | {
                "ns_per_30ms": pick_median(row["ns_per_30ms"])}
        elif row.get("accuracy") in detectors:
            curve = ("false_alarms", "hits") if row["accuracy"] in vad.CURVES else ()
            yield pick(row, "accuracy", "voice", "snr_db", "mean", *curve)


def select_elements(result):
    for row in result["rows"]:
        names = ("identity", *shown.ELEMENTS.get(row["group"], ()))
        if row["state"] == "measured" and row["launch"].startswith(names):
            yield pick(row, "group", "launch", "state") | {"ns": pick_median(row["ns"])}


def select_files(result):
    for row in result["rows"]:
        if row["state"] == "measured" and row["program"] in shown.PROGRAMS:
            yield pick(row, *FILE_FIELDS) | {"wall_s": pick_median(row["wall_s"])}


def select_runtime(result):
    for row in result["rows"]:
        if row["case"] in shown.RUNTIME:
            yield pick(row, *RUNTIME_FIELDS)


# Subject -> function that yields the rows of its digest.
SELECTIONS = {
    "resample": select_resample, "convert": select_convert, "vad": select_vad,
    "elements": select_elements, "files": select_files, "runtime": select_runtime}
