# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Settings of resamplers at one pair of rates, and the comparison of two settings."""

import dataclasses

EDGE_TOLERANCE_FN = 0.02  # pass bands that differ by less are equally wide
STREAMING_DELAY_MS = 10.0  # longest delay of a setting for live streams


@dataclasses.dataclass(frozen=True)
class Setting:
    peer: str
    ratio: str  # "48>16", in kHz
    in_hz: int
    out_hz: int
    quality: dict
    costs: dict  # (channels, block) -> spread of us per second of audio
    row: dict

    @property
    def is_rmg(self):
        return self.row["library"] == "RemoteMedia"

    def cost(self, channels=1, block="10 ms"):
        return self.costs[channels, block]["median"]


def list_settings(result):
    return [_read(row) for row in result["rows"] if row.get("state") == "measured"]


def list_missing(result):
    """Return peers that were not installed, or could not serve a ratio."""
    return sorted({(row["peer"], row["state"]) for row in result["rows"]
                   if row.get("state", "measured") != "measured"})


def name_ratio(row):
    return f"{row['in_hz'] / 1000:g}>{row['out_hz'] / 1000:g}"


def _read(row):
    return Setting(
        peer=row["peer"], ratio=name_ratio(row),
        in_hz=row["in_hz"], out_hz=row["out_hz"], quality=row["quality"],
        costs={(cost["channels"], cost["block"]): cost["us_per_s"] for cost in row["costs"]},
        row=row)


def is_as_good(a, b, rejection):
    """Whether a has at least the rejection and width of b, and at most its delay."""
    return (a.quality[rejection] >= b.quality[rejection]
            and a.quality["edge_fn"] >= b.quality["edge_fn"] - EDGE_TOLERANCE_FN
            and a.quality["delay_ms"] <= b.quality["delay_ms"])


def dominates(a, b, rejection="rejection_1.1_db", channels=1, block="10 ms"):
    """Whether a is at least as good as b in each figure, and costs less."""
    return (is_as_good(a, b, rejection)
            and a.cost(channels, block) < b.cost(channels, block))


def find_dominators(setting, others, **how):
    return [other for other in others
            if other.ratio == setting.ratio and dominates(other, setting, **how)]


def find_cheapest_as_good(setting, others, channels, block):
    """Return the cheapest setting with at least the rejection from 1.1 fN and the width.

    In 10 ms blocks its delay must not be longer, unless it suits a live stream.
    """
    latest_ms = max(setting.quality["delay_ms"], STREAMING_DELAY_MS)
    good = [other for other in others if other.ratio == setting.ratio
            and (block != "10 ms" or other.quality["delay_ms"] <= latest_ms)
            and other.quality["rejection_1.1_db"] >= setting.quality["rejection_1.1_db"]
            and other.quality["edge_fn"] >= setting.quality["edge_fn"] - EDGE_TOLERANCE_FN]
    return min(good, key=lambda other: other.cost(channels, block), default=None)
