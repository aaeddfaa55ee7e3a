# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The trained network as a C source, and the reference of its test."""

import pathlib
import re

import numpy as np
import torch

from model import UNITS, Detector
from recipe import RECIPE_VERSION

HERE = pathlib.Path(__file__).resolve().parent
DIGITS = "%.6g"
A_LINE = 16  # numbers
REFERENCE_HOPS = 100

DECLARED = re.compile(r"float rmg_vad_model_(\w+)((?:\[\d+\])*) = ([^;]*);")
NUMBER = re.compile(r"-?\d[\d.e+-]*f")

HEAD = """\
/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Written by elements/design/vad/train.py: do not change by hand. */
/* clang-format off */
#include "elements/dsp/vad/weights.h"

"""


def rounded(values: torch.Tensor | np.ndarray) -> np.ndarray:
    """Round to the digits of the source, so that tests use the same values."""
    flat = np.asarray(values, np.float64)
    return np.vectorize(lambda v: float(DIGITS % v))(flat)


def fold(detector: Detector) -> dict[str, np.ndarray]:
    """The network's numbers for raw features, input x gate."""
    units = detector.units
    mean = detector.mean.double().numpy()
    deviation = detector.deviation.double().numpy()
    inputs = units.weight_ih_l0.detach().double().numpy() / deviation
    bias = units.bias_ih_l0.detach().double().numpy() - inputs @ mean
    folded = {
        "input_weights": inputs.T,
        "hidden_weights": units.weight_hh_l0.detach().numpy().T,
        "input_bias": bias,
        "hidden_bias": units.bias_hh_l0.detach().numpy(),
        "output_weights": detector.output.weight.detach().numpy()[0],
        "output_bias": detector.output.bias.detach().numpy()[0],
    }
    return {name: rounded(values) for name, values in folded.items()}


def literal(value: float) -> str:
    text = DIGITS % value
    return text + ("f" if "." in text or "e" in text else ".0f")


def row_of(values: np.ndarray, indent: str) -> str:
    """Numbers, a few a line."""
    parts = [literal(value) for value in values]
    lines = [", ".join(parts[i:i + A_LINE])
             for i in range(0, len(parts), A_LINE)]
    return (",\n" + indent).join(lines)


def declare(name: str, values: np.ndarray) -> str:
    """One constant."""
    start = f"const float rmg_vad_model_{name}"
    if values.ndim == 0:
        return f"{start} = {literal(float(values))};\n"
    if values.ndim == 1:
        return (f"{start}[{values.size}] = {{\n"
                f"  {row_of(values, '  ')},\n}};\n")
    rows = "".join(f"  {{ {row_of(row, '    ')} }},\n" for row in values)
    return f"{start}[{values.shape[0]}][{values.shape[1]}] = {{\n{rows}}};\n"


def write_source(path: pathlib.Path, folded: dict[str, np.ndarray]) -> None:
    """The file that inference is compiled with."""
    text = HEAD
    text += f"/* RMG_VAD_MODEL_RECIPE_VERSION {RECIPE_VERSION} */\n\n"
    text += "\n".join(declare(*item) for item in folded.items())
    path.write_text(text)


def read_source(path: pathlib.Path) -> dict[str, np.ndarray]:
    """Return the network that write_source() wrote."""
    folded = {}
    for name, shape, text in DECLARED.findall(path.read_text()):
        values = np.array([float(number.rstrip("f")) for number in NUMBER.findall(text)])
        folded[name] = values.reshape([int(n) for n in re.findall(r"\d+", shape)])
    return folded


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-x))


def infer(folded: dict[str, np.ndarray], features: np.ndarray) -> np.ndarray:
    """The probability after each hop, in double precision.

    PyTorch's equations: n = tanh(W_in x + b_in + r (W_hn h + b_hn)).
    """
    state = np.zeros(UNITS)
    out = []
    for hop in features.astype(np.float64):
        x = hop @ folded["input_weights"] + folded["input_bias"]
        h = state @ folded["hidden_weights"] + folded["hidden_bias"]
        reset, update = np.split(sigmoid(x[:2 * UNITS] + h[:2 * UNITS]), 2)
        new = np.tanh(x[2 * UNITS:] + reset * h[2 * UNITS:])
        state = (1.0 - update) * new + update * state
        out.append(sigmoid(state @ folded["output_weights"]
                           + folded["output_bias"]))
    return np.array(out)


def write_reference(path: pathlib.Path, detector: Detector,
                    folded: dict[str, np.ndarray], features: np.ndarray,
                    ) -> None:
    """Lines of features and the probability after that hop.

    Checked against PyTorch first: the folding must not change the network.
    """
    features = rounded(features[:REFERENCE_HOPS]).astype(np.float32)
    wanted = infer(folded, features)
    with torch.no_grad():
        logits = detector(torch.tensor(features[None]))[0].double().numpy()
    assert np.abs(sigmoid(logits) - wanted).max() < 1e-3
    rows = np.column_stack([features, wanted])
    path.write_text("".join(
        " ".join(DIGITS % value for value in row) + "\n" for row in rows))


def save(detector: Detector, source: pathlib.Path, reference: pathlib.Path,
         features: np.ndarray) -> None:
    """Both files."""
    folded = fold(detector)
    write_source(source, folded)
    write_reference(reference, detector, folded, features)


