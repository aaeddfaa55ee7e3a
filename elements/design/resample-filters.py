#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Designs the filters of rmgresample: writes elements/dsp/resample/designs.h to stdout.

A filter of L periods of the lower rate is a sum of cosines under a rectangle,

    h(t) = sum a[k] cos(2 pi k t / L)    for |t| < L / 2,

whose spectrum is a sum of sincs that lie 2 / L apart (the unit of frequencies is the
lower Nyquist frequencies, fN). That is linear in a, so a linear program finds
the coefficients with the deepest stop band from 1.1 or 1.0 fN on, given how far the
pass band may stray. A windowed sinc of the same figures is 20 to 30 % longer,
because its pass band is as exact as its stop band is deep.

Needs SciPy (Debian: python3-scipy); the result is checked in.
"""

import dataclasses

import numpy as np
from scipy.optimize import linprog

STOP = 1.1  # where rejection begins, in fN, if the design has no other
FALL = 0.4  # power of the frequency by which it deepens
FEW_SAMPLES = (2, 3)  # a period
FAR = 30.0  # above that the spectrum falls by itself
SCALE = 1e5  # brings the stop band into the solver's range of tolerances


@dataclasses.dataclass(frozen=True)
class Design:
    quality: str
    length: float  # in periods of the lower rate
    n_cosines: int
    exact_to: float  # in fN
    exact_db: float  # how much the response may differ from 1 up to there
    flat_to: float  # in fN
    ripple_db: float  # peak to peak up to there
    half_power: float  # lowest -3 dB point, in fN
    stop: float = STOP  # in fN


DESIGNS = (
    Design("FAST", 26.6, 24, 0.2, -66, 0.81, 0.12, 0.891),
    Design("MEDIUM", 40.0, 34, 0.4, -66, 0.86, 0.05, 0.94),
    Design("HIGH", 60.0, 44, 0.5, -125, 0.90, 0.018, 0.9635),
    Design("BEST", 88.0, 58, 0.5, -154, 0.90, 0.004, 0.9765),
    Design("STEEP_FAST", 72.0, 46, 0.5, -60, 0.90, 0.1, 0.925, 1.0),
    Design("STEEP_MEDIUM", 90.0, 57, 0.5, -65, 0.90, 0.05, 0.927, 1.0),
    Design("STEEP_HIGH", 118.0, 72, 0.5, -90, 0.90, 0.012, 0.93, 1.0),
    Design("STEEP_BEST", 158.0, 92, 0.5, -110, 0.90, 0.002, 0.935, 1.0),
)


def spectra(frequencies, design):
    """One column a cosine: its spectrum at the frequencies."""
    bins = np.asarray(frequencies)[:, None] * design.length / 2
    k = np.arange(design.n_cosines)[None, :]
    both = np.sinc(bins - k) + np.sinc(bins + k)
    return both / 2


def sampled_spectra(frequencies, design, rate):
    """The same for a filter of few samples a period, with the aliases of high frequencies."""
    reach = int(np.ceil(design.length / 2 * rate)) - 1
    t = np.arange(-reach, reach + 1) / rate
    k = np.arange(design.n_cosines)
    cosines = np.cos(2 * np.pi / design.length * np.outer(t, k))
    return np.cos(np.pi * np.outer(frequencies, t)) @ cosines / (design.length * rate)


def grid(design, start, end, density):
    """Frequencies with `density` of them to a lobe of the spectrum."""
    return np.linspace(start, end, max(3, int(design.length * (end - start) / 2 * density)))


def stop_band(design):
    """One row a frequency that has to be rejected."""
    frequencies = np.concatenate([
        grid(design, design.stop, design.stop + 0.05, 100),
        grid(design, design.stop + 0.05, design.stop + 0.3, 16),
        grid(design, design.stop + 0.3, 3, 6),
        grid(design, 3, FAR, 2.3),
    ])
    depths = (frequencies / design.stop) ** FALL
    rows = [spectra(frequencies, design) * depths[:, None]]
    for rate in FEW_SAMPLES:
        rows.append(sampled_spectra(grid(design, design.stop, rate, 12), design, rate))
    return np.vstack(rows)


def solve(design):
    bound_rows, bounds = [], []

    def below(rows, limit, depth=0.0):
        bound_rows.append(np.hstack([rows, np.full((len(rows), 1), -depth)]))
        bounds.append(np.full(len(rows), limit))

    ripple = 10 ** (design.ripple_db / 40) - 1
    difference = 10 ** (design.exact_db / 20)
    stop = stop_band(design) * SCALE
    exact = spectra(grid(design, 0, design.exact_to, 10), design) * SCALE
    flat = spectra(grid(design, 0, design.flat_to, 10), design)
    slope = spectra(grid(design, design.flat_to, design.half_power, 20), design)
    edge = spectra(grid(design, design.flat_to, design.stop, 20), design)
    at_dc = spectra([0.0], design)

    below(stop, 0, 1)
    below(-stop, 0, 1)
    below(exact, SCALE * (1 + difference))
    below(-exact, -SCALE * (1 - difference))
    below(flat, 1 + ripple)
    below(-flat, -(1 - ripple))
    below(edge, 1 + ripple)
    below(at_dc * 10 ** (-3 / 20) - slope, 0)
    # No step at the end: its spectrum would be long.
    end = np.append((-1.0) ** np.arange(design.n_cosines), 0)

    depth_only = np.zeros(design.n_cosines + 1)
    depth_only[-1] = 1
    result = linprog(
        depth_only,
        A_ub=np.vstack(bound_rows),
        b_ub=np.concatenate(bounds),
        A_eq=end[None, :],
        b_eq=[0],
        bounds=[(None, None)] * design.n_cosines + [(0, None)],
        method="highs-ds",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    if result.status != 0:
        raise SystemExit(f"{design.quality}: {result.message}")
    return result.x[:-1] / (at_dc @ result.x[:-1])


def figures(design, coefficients):
    """Return the figures of the filter, on a finer grid than that of the design."""

    def level_db(frequencies):
        return 20 * np.log10(np.abs(spectra(frequencies, design) @ coefficients) + 1e-30)

    flat = level_db(grid(design, 0, design.flat_to, 64))
    slope = grid(design, 0.5, design.stop, 512)
    half_power = slope[(level_db(slope) < -3.0103).argmax()]
    near = level_db(grid(design, design.stop, design.stop + 0.3, 512)).max()
    far = level_db(grid(design, design.stop + 0.3, 200, 16)).max()
    return (
        f"{-max(near, far):.1f} dB from {design.stop} fN, -3 dB at {half_power:.3f} fN,"
        f" ripple {flat.max() - flat.min():.4f} dB to {design.flat_to} fN"
    )


def main():
    print("/* SPDX-License-Identifier: LGPL-2.1-or-later */")
    print("/* SPDX-FileCopyrightText: The RemoteMedia authors */")
    print("\n/* Made by elements/design/resample-filters.py. */")
    print("#pragma once")
    for design in DESIGNS:
        coefficients = solve(design)
        print(f"\n/* {figures(design, coefficients)} */")
        print(f"#define {design.quality}_LENGTH {design.length}")
        print(f"static const double {design.quality.lower()}_cosines[] = {{")
        for value in coefficients:
            print(f"  {value!r},")
        print("};")


if __name__ == "__main__":
    main()
