# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Aims: limits for figures, and the verdict on each.

An aim is met if each of its cases is within the limit. Without figures it is not measured.
"""

import dataclasses
import operator
from collections.abc import Callable

from report.text import number, table

OPERATORS = {">=": operator.ge, "<=": operator.le}


@dataclasses.dataclass(frozen=True)
class Aim:
    subject: str
    name: str
    sign: str  # a key of OPERATORS
    limit: float
    unit: str  # empty: a plain number
    find_cases: Callable  # result -> {name of the case: figure}

    @property
    def condition(self):
        return f"{self.sign} {self.limit:.4g} {self.unit}".rstrip()


@dataclasses.dataclass(frozen=True)
class Verdict:
    aim: Aim
    worst: float | None  # None: not measured
    worst_case: str
    missed: tuple  # (case, figure)

    @property
    def word(self):
        if self.worst is None:
            return "not measured"
        return "**missed**" if self.missed else "met"


def judge(aim, results):
    result = results.get(aim.subject)
    cases = aim.find_cases(result) if result else {}
    if not cases:
        return Verdict(aim, None, "", ())
    is_met = OPERATORS[aim.sign]
    order = max if aim.sign == "<=" else min
    worst_case = order(cases, key=cases.get)
    missed = tuple((name, value) for name, value in cases.items()
                   if not is_met(value, aim.limit))
    return Verdict(aim, cases[worst_case], worst_case, missed)


def render_table(verdicts):
    """Return the aims of a subject with the worst case of each."""
    rows = []
    for verdict in verdicts:
        aim = verdict.aim
        worst = number(verdict.worst)
        where = f"{worst} ({verdict.worst_case})" if verdict.worst is not None else "-"
        rows.append((aim.name, aim.condition, where, verdict.word))
    return table(("aim", "limit", "worst case", ""), rows)


def render_missed(verdicts):
    """Return one line for each missed aim, with the cases that miss it."""
    lines = []
    for verdict in verdicts:
        if verdict.missed:
            aim = verdict.aim
            cases = ", ".join(f"{name} {number(value)}" for name, value in verdict.missed)
            lines.append(f"- {aim.subject}, {aim.name} (limit: {aim.condition}): {cases}")
    return "\n".join(lines) or "None."
