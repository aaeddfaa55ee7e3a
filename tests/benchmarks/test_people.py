# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_people.py TOP: labels, halves and conditions of the benchmark of voice detectors."""

import pathlib
import sys
import tempfile
import unittest
import unittest.mock

import numpy as np

try:
    import scipy  # noqa: F401, needed by the helpers of the corpus
except ImportError:
    sys.exit(77)

TOP = pathlib.Path(sys.argv.pop())
sys.path[:0] = [str(TOP / "elements/design/vad"), str(TOP / "benchmarks/vad")]

import conditions  # noqa: E402
import people  # noqa: E402
import python_peers  # noqa: E402
from audio import FRAME, RATE_HZ, db, rms  # noqa: E402


def make_clip(gain=0.1):
    rng = np.random.default_rng(1)
    speech = np.repeat([False, True, False, True], 50)
    sound = rng.standard_normal(speech.size * FRAME) * np.repeat(speech, FRAME) * gain
    return conditions.Clip(sound=sound.astype(np.float32), speech=speech,
                           counts=np.ones_like(speech))


class PeopleTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_labels_are_shares_of_frames(self):
        path = self.folder / "a.lab"
        path.write_text("0.03 0.06\n0.07 0.09 ?\n0.12 0.13\n")
        speech, known = people.read_labels(path, 5)
        np.testing.assert_allclose(speech, [0, 1, 0, 0, 1 / 3], atol=1e-6)
        np.testing.assert_allclose(known, [1, 1, 1 / 3, 1, 1], atol=1e-6)

    def test_halves_share_no_file_and_each_fifth_is_test(self):
        for i in range(11):
            (self.folder / f"{i:02}.flac").touch()
        test = [path.stem for path in people.list_half(self.folder, "test")]
        tuning = [path.stem for path in people.list_half(self.folder, "tuning")]
        validation = [path.stem for path in people.list_half(self.folder, "validation")]
        self.assertEqual(test, ["00", "05", "10"])
        self.assertEqual(validation, ["01"])
        self.assertEqual(sorted(test + validation + tuning), [f"{i:02}" for i in range(11)])

    def test_score_of_a_step_is_that_of_the_frame_around_its_middle(self):
        # frames of 480 samples have their middles at 240, 720, 1200, 1680
        said = python_peers.spread_steps([1, 2, 3], 512, 4 * FRAME + 100)
        np.testing.assert_array_equal(said, [1, 2, 3, 3])

    def test_detector_without_its_package_is_left_out(self):
        class Missing:
            packages = ("no_such_package_of_detectors",)

        with unittest.mock.patch.dict(python_peers.PEERS, {"missing": Missing}, clear=True):
            self.assertEqual(python_peers.open_installed(), {})

    def test_noise_has_the_ratio_to_the_speech(self):
        clip = make_clip()
        noise = np.random.default_rng(2).standard_normal(clip.sound.size)
        for snr_db in (20, 0):
            added = conditions.add(clip, noise, snr_db).sound - clip.sound
            self.assertAlmostEqual(rms(added) / (0.1 * db(-snr_db)), 1.0, delta=0.02)

    def test_lead_in_counts_nothing_but_the_quiet_start(self):
        clip = conditions.lead_in(np.random.default_rng(3), make_clip(), -60)
        self.assertEqual(clip.speech.size * FRAME, clip.sound.size)
        self.assertEqual(int(clip.counts.sum()), conditions.LEAD // FRAME)
        self.assertFalse(clip.speech[clip.counts].any())
        quiet = clip.sound[:conditions.LEAD]
        self.assertAlmostEqual(20 * np.log10(rms(quiet)), -60, delta=1)

    def test_raised_pitch_keeps_labels_at_their_sound(self):
        clip = conditions.raise_pitch(make_clip())
        frames = clip.sound[:clip.speech.size * FRAME].reshape(-1, FRAME)
        loud = np.sqrt(np.mean(frames ** 2, axis=1)) > 0.03
        self.assertLessEqual(int((loud != clip.speech).sum()), 3)

    def test_words_lie_in_the_requested_floor(self):
        word = make_clip().sound[50 * FRAME:70 * FRAME]
        clip = conditions.say_words(np.random.default_rng(4), [word], -30)
        self.assertEqual(int(clip.speech.sum()), 12 * 20)
        pauses = ~np.repeat(clip.speech, FRAME)
        self.assertAlmostEqual(20 * np.log10(rms(clip.sound[pauses]) / 0.1), -30, delta=1)

    def test_phone_band_has_nothing_above_4_khz(self):
        power = np.abs(np.fft.rfft(conditions.narrow(make_clip()).sound)) ** 2
        hz = np.linspace(0, RATE_HZ / 2, power.size)
        self.assertLess(power[hz > 4500].sum(), 1e-3 * power.sum())


if __name__ == "__main__":
    unittest.main()
