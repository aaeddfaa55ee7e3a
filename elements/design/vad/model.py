# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The network: gated recurrent units over features, one logit out."""

import dataclasses
import time

import numpy as np
import torch
from torch import nn

from dataset import Data

UNITS = 64
LOOK_AHEAD = 2  # hops: the output after hop t + 2 is about hop t
BANDS = 18  # the first features: the shape of the spectrum
GRADIENT_NORM = 1.0
WEIGHT_DECAY = 0.03
COLOUR = 0.12  # spread of a microphone's response in the features' 20 dB
JITTER = 0.04  # spread of noise on features, in their deviations
DROPPED = 0.05  # share of the units' outputs, while training
EARLY_FRAMES = 33  # the first second, before floors and peak are known
EARLY_WEIGHT = 3.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Schooling:
    """How to train."""
    epochs: int
    batch: int  # items
    rate: float
    seed: int
    start: dict[str, np.ndarray] | None = None  # of begin_with()


class Detector(nn.Module):
    """Features, normalised, to the logit of speech two hops ago."""

    def __init__(self, features: np.ndarray) -> None:
        super().__init__()
        flat = features.reshape(-1, features.shape[-1])
        self.register_buffer("mean", torch.tensor(flat.mean(0)))
        self.register_buffer("deviation", torch.tensor(
            flat.std(0) + np.float32(1e-3)))
        self.units = nn.GRU(flat.shape[1], UNITS, batch_first=True)
        self.drop = nn.Dropout(DROPPED)
        self.output = nn.Linear(UNITS, 1)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        states, _ = self.units((features - self.mean) / self.deviation)
        return self.output(self.drop(states)).squeeze(-1)


def place(parameter: torch.Tensor, values: np.ndarray) -> None:
    """Write the gates of a smaller layer over those of its units; the rest is zero."""
    gates = parameter.data.view(3, UNITS, -1)
    smaller = torch.tensor(values.reshape(3, -1, gates.shape[2] if values.ndim == 1 else
                                          values.shape[1]))
    gates[:, :smaller.shape[1]] = 0.0
    gates[:, :smaller.shape[1], :smaller.shape[2]] = smaller


def begin_with(model: Detector, start: dict[str, np.ndarray]) -> None:
    """Begin with the weights of a network of fewer inputs and units.

    They are for raw features, as weights.py writes them. New inputs do not count
    at first, and new units count for themselves only.
    """
    n_inputs, n_units = start["input_weights"].shape[0], start["hidden_weights"].shape[0]
    mean, deviation = (values[:n_inputs].double().numpy()
                       for values in (model.mean, model.deviation))
    inputs = start["input_weights"]
    place(model.units.weight_ih_l0, (inputs * deviation[:, None]).T)
    place(model.units.bias_ih_l0, start["input_bias"] + mean @ inputs)
    place(model.units.weight_hh_l0, start["hidden_weights"].T)
    place(model.units.bias_hh_l0, start["hidden_bias"])
    model.output.weight.data[0, :n_units] = torch.tensor(start["output_weights"])
    model.output.weight.data[0, n_units:] *= 0.1
    model.output.bias.data[0] = float(start["output_bias"])


def loss_of(model: Detector, features: torch.Tensor, wanted: torch.Tensor,
            weight: torch.Tensor) -> torch.Tensor:
    """Weighted cross entropy against soft targets, look-ahead undone."""
    logits = model(features)[:, LOOK_AHEAD:]
    wanted, weight = wanted[:, :-LOOK_AHEAD], weight[:, :-LOOK_AHEAD].clone()
    weight[:, :EARLY_FRAMES] *= EARLY_WEIGHT
    each = nn.functional.binary_cross_entropy_with_logits(
        logits, wanted, reduction="none")
    return (each * weight).sum() / weight.sum()


def disturb(features: torch.Tensor, deviation: torch.Tensor) -> torch.Tensor:
    """The same items through other microphones, so that none is learnt by heart.

    A smooth curve over the bands for each item, and a little noise.
    """
    knots = torch.randn(len(features), 1, 6) * COLOUR
    curve = nn.functional.interpolate(knots, BANDS, mode="linear",
                                      align_corners=True)
    colour = torch.zeros(len(features), 1, features.shape[2])
    colour[:, :, :BANDS] = curve - curve.mean(2, keepdim=True)
    return features + colour + JITTER * deviation * torch.randn(
        features.shape)


def show(epoch: int, epochs: int, loss: float) -> None:
    print(f"epoch {epoch} of {epochs}: loss {loss:.4f} at {time.strftime('%T')}", flush=True)


def train(data: Data, schooling: Schooling) -> Detector:
    """AdamW with a learning rate that rises, then falls as a cosine.

    One thread adds in a fixed order: the same data train the same network.
    """
    torch.set_num_threads(1)
    torch.manual_seed(schooling.seed)
    rng = np.random.default_rng(schooling.seed)
    model = Detector(data.features)
    if schooling.start is not None:
        begin_with(model, schooling.start)
    steps = len(data.features) // schooling.batch
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, schooling.rate, schooling.epochs * steps + 1, pct_start=0.15)
    for epoch in range(schooling.epochs):
        total = 0.0
        for chosen in np.array_split(rng.permutation(len(data.features)), steps):
            own = np.sort(chosen)
            heard = disturb(torch.tensor(data.features[own]), model.deviation)
            loss = loss_of(model, heard, torch.tensor(data.wanted[own]),
                           torch.tensor(data.weight[own]))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), GRADIENT_NORM)
            optimizer.step()
            schedule.step()
            total += loss.item()
        show(epoch + 1, schooling.epochs, total / steps)
    return model.eval()


def logits(model: Detector, features: np.ndarray) -> np.ndarray:
    """Of each hop; the last two know no better than the one before."""
    with torch.no_grad():
        late = model(torch.tensor(features)).numpy()
    return np.concatenate([late[:, LOOK_AHEAD:]] + [late[:, -1:]]
                          * LOOK_AHEAD, axis=1)
