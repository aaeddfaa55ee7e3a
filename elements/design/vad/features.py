# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Sound to numbers, by the programs that share their code with rmgvad."""

import dataclasses
import pathlib
import subprocess

import numpy as np


def run(program: pathlib.Path, x: np.ndarray, *arguments: object,
        ) -> np.ndarray:
    """Floats in, floats out."""
    done = subprocess.run([program, *map(str, arguments)],
                          input=x.astype(np.float32).tobytes(),
                          stdout=subprocess.PIPE, check=True)
    return np.frombuffer(done.stdout, np.float32)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Programs:
    """Where meson builds vad-features and vad-probabilities."""
    folder: pathlib.Path

    def features(self, clips: np.ndarray, rate_hz: int, n_features: int,
                 ) -> np.ndarray:
        """Of clips of equal length (clips x samples): clips x hops x n."""
        flat = run(self.folder / "vad-features", clips, rate_hz,
                   "--reset-every", clips.shape[1])
        return flat.reshape(clips.shape[0], -1, n_features)

    def probabilities(self, x: np.ndarray, rate_hz: int) -> np.ndarray:
        """Return the probability of each frame of 30 ms."""
        return run(self.folder / "vad-probabilities", x, rate_hz)
