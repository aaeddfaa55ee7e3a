#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_player.py PLAYER: a node fails and heals while the sound goes on.

The recording is played at its speed, so that the breaker has its time.
"""

import array
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import wave

PLAYER = str(pathlib.Path(sys.argv[1]).resolve())
FILTER = pathlib.Path(os.environ["RMG_TEST_EXAMPLES"], "filter.json")
RATE_HZ = 44100
N_FRAMES = 3 * RATE_HZ
TIMEOUT_S = 30
SINK = "wavenc ! filesink location=out.wav sync=true"
EVENTS = ["rmg-node-retrying", "rmg-breaker open", "rmg-breaker half-open",
          "rmg-node-restarted", "rmg-breaker open", "rmg-breaker half-open",
          "rmg-node-restarted", "rmg-recovered", "rmg-breaker closed"]


def make_tone():
    return array.array("h", (round(9000 * math.sin(n / 16)) for n in range(N_FRAMES))).tobytes()


class PlayerTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.tone = make_tone()
        with wave.open(str(self.folder / "in.wav"), "wb") as file:
            file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
            file.writeframes(self.tone)

    def play(self, *words):
        run = subprocess.run(words, cwd=self.folder, capture_output=True, text=True,
                             timeout=TIMEOUT_S, check=False)
        self.assertEqual((run.returncode, run.stderr), (0, ""), run.stdout)
        return run.stdout

    def assert_sound_is_complete(self):
        with wave.open(str(self.folder / "out.wav")) as file:
            self.assertEqual(file.readframes(2 * N_FRAMES), self.tone)

    def test_node_of_the_player_fails_and_heals_while_the_sound_goes_on(self):
        lines = self.play(PLAYER, "in.wav", FILTER, SINK).splitlines()
        self.assertEqual([line.split(": ")[-1] for line in lines], [*EVENTS, "played to the end"])
        self.assert_sound_is_complete()

    def test_node_of_a_launch_line_fails_and_heals_while_the_sound_goes_on(self):
        launch = shutil.which("gst-launch-1.0")
        if launch is None:
            self.skipTest("no gst-launch-1.0")
        text = self.play(
            launch, "-m", "playbin", "flags=audio", f"uri=file://{self.folder}/in.wav",
            f"audio-filter=rmgbin manifest={FILTER}", f"audio-sink={SINK}")
        events = re.findall(r"(rmg-[\w-]+), node-id=\(string\)effect(?:.* to=\(string\)([\w-]+))?",
                            text)
        self.assertEqual([" ".join(event).strip() for event in events], EVENTS)
        self.assert_sound_is_complete()

    def test_recording_that_is_missing_is_an_error(self):
        run = subprocess.run([PLAYER, "/no-file.wav", FILTER, "fakesink"], capture_output=True,
                             timeout=TIMEOUT_S, check=False)
        self.assertEqual(run.returncode, 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
