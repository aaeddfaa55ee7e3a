# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The network: gated recurrent units over features, one logit out."""

import numpy as np
import torch
from torch import nn

import labels

UNITS = 32
LOOK_AHEAD = 2  # hops: the output after hop t + 2 is about hop t
BANDS = 18  # the first features: the shape of the spectrum
GRADIENT_NORM = 1.0
WEIGHT_DECAY = 0.03
COLOUR = 0.12  # spread of a microphone's response in the features' 20 dB
JITTER = 0.04  # spread of noise on features, in their deviations
DROPPED = 0.05  # share of the units' outputs, while training


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


def loss_of(model: Detector, features: torch.Tensor, wanted: torch.Tensor,
            weight: torch.Tensor) -> torch.Tensor:
    """Weighted cross entropy against soft targets, look-ahead undone."""
    logits = model(features)[:, LOOK_AHEAD:]
    wanted, weight = wanted[:, :-LOOK_AHEAD], weight[:, :-LOOK_AHEAD]
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


def train(features: np.ndarray, levels: np.ndarray, *, epochs: int,
          batch: int, rate: float, seed: int) -> Detector:
    """AdamW with a learning rate that rises, then falls as a cosine."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    targets = [labels.targets(level_db) for level_db in levels]
    wanted, weight = (torch.tensor(np.stack(part)) for part in zip(*targets))
    inputs = torch.tensor(features)
    model = Detector(features)
    steps = len(inputs) // batch
    optimizer = torch.optim.AdamW(model.parameters(),
                                  weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rate, epochs * steps, pct_start=0.1)
    for epoch in range(epochs):
        total = 0.0
        for chosen in np.array_split(rng.permutation(len(inputs)), steps):
            heard = disturb(inputs[chosen], model.deviation)
            loss = loss_of(model, heard, wanted[chosen], weight[chosen])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), GRADIENT_NORM)
            optimizer.step()
            if schedule.last_epoch < epochs * steps - 1:
                schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1} of {epochs}: loss {total / steps:.4f}",
              flush=True)
    return model.eval()


def logits(model: Detector, features: np.ndarray) -> np.ndarray:
    """Of each hop; the last two know no better than the one before."""
    with torch.no_grad():
        late = model(torch.tensor(features)).numpy()
    return np.concatenate([late[:, LOOK_AHEAD:]] + [late[:, -1:]]
                          * LOOK_AHEAD, axis=1)
