#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Probabilities of speech in files, and URIs as inputs."""

import array
import ast
import csv
import json
import struct

import command

N_SECONDS = 3
FRAME_S = 0.03


def read_npy(content):
    """The records of a file for numpy: version 1.0, little endian."""
    assert content[:8] == b"\x93NUMPY\x01\x00"
    size, = struct.unpack("<H", content[8:10])
    assert (10 + size) % 64 == 0
    header = ast.literal_eval(content[10:10 + size].decode())
    kinds = {"<f8": "d", "|b1": "?", "|u1": "B"}
    layout = "<" + "".join(kinds.get(kind, f"{kind[2:]}s") for _, kind in header["descr"])
    names = [name for name, _ in header["descr"]]
    records = [dict(zip(names, record)) for record in struct.iter_unpack(layout, content[10 + size:])]
    assert header["shape"] == (len(records),)
    return records


def interleave(left, right):
    """Two channels of 16 bits."""
    stereo = array.array("h", bytes(len(left) + len(right)))
    stereo[0::2], stereo[1::2] = array.array("h", left), array.array("h", right)
    return stereo.tobytes()


class ChannelsTest(command.CommandTest):
    """A tone left and silence right, with a detector for each."""

    def setUp(self):
        super().setUp()
        self.write("vad.json", command.manifest([("vad", "VAD", {"channels": "each"})]))
        left = command.bursts()
        self.write("in.wav", command.wav(interleave(left, bytes(len(left))), n_channels=2))

    def run_frames(self, name):
        self.rmg_ok("run", "vad.json", "-i", "in.wav", "--frames", name, "-q")
        return (self.folder / name).read_bytes()

    def check(self, frames):
        for channel in (1, 2):
            levels = [float(frame["level_db"]) for frame in frames
                      if int(frame["channel"]) == channel]
            self.assertEqual(len(levels), round(N_SECONDS / FRAME_S))
            self.assertEqual(max(levels) > -10, channel == 1)

    def test_frames_name_their_channel(self):
        self.check(list(csv.DictReader(self.run_frames("f.csv").decode().splitlines())))
        self.check(json.loads(self.run_frames("f.json")))
        self.check(read_npy(self.run_frames("f.npy")))


class FramesTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.write("vad.json", command.manifest([("vad", "VADNode")]))
        self.write("in.wav", command.wav(command.bursts()))

    def run_frames(self, name):
        self.rmg_ok("run", "vad.json", "-i", "in.wav", "--frames", name, "-q")
        return (self.folder / name).read_bytes()

    def check(self, frames):
        self.assertEqual(len(frames), round(N_SECONDS / FRAME_S))
        for index, frame in enumerate(frames):
            self.assertAlmostEqual(float(frame["time"]), index * FRAME_S, places=5)
        speech = [float(frame["time"]) for frame in frames if int(frame["speech"])]
        self.assertAlmostEqual(min(speech), 1, delta=FRAME_S)
        loud = [float(frame["level_db"]) for frame in frames if 1.1 < float(frame["time"]) < 1.9]
        self.assertTrue(all(abs(level + 9) < 0.5 for level in loud), loud)

    def test_csv_has_a_row_for_each_frame(self):
        rows = list(csv.DictReader(self.run_frames("f.csv").decode().splitlines()))
        self.check(rows)
        self.assertEqual({row["node"] for row in rows}, {"vad"})

    def test_json_has_an_object_for_each_frame(self):
        self.check(json.loads(self.run_frames("f.json")))

    def test_npy_has_a_record_for_each_frame(self):
        records = read_npy(self.run_frames("F.NPY"))
        self.check(records)
        self.assertEqual({record["node"] for record in records}, {b"vad"})

    def test_formats_have_the_same_probabilities(self):
        values = [float(row["probability"]) for row in csv.DictReader(
            self.run_frames("f.csv").decode().splitlines())]
        records = read_npy(self.run_frames("f.npy"))
        for value, record in zip(values, records):
            self.assertAlmostEqual(value, record["probability"], places=5)

    def test_unknown_extension_is_refused_before_the_run(self):
        run = self.rmg("run", "vad.json", "-i", "in.wav", "-O", "o.wav", "--frames", "f.txt")
        self.assertEqual(run.returncode, 2)
        self.assertIn(b".csv, .json or .npy", run.stderr)
        self.assertFalse((self.folder / "o.wav").exists())

    def test_manifest_without_detector_is_refused(self):
        path = self.write("r.json", command.resampler())
        run = self.rmg("run", path, "-i", "in.wav", "--frames", "f.csv")
        self.assertEqual(run.returncode, 2)
        self.assertIn(b"no node that detects speech", run.stderr)

    def test_file_of_another_option_is_refused(self):
        for option, name in (("--segments", "f.csv"), ("--metrics", "f.json"), ("-i", "in.wav")):
            with self.subTest(option=option):
                run = self.rmg("run", "vad.json", "-i", "in.wav", option, name, "--frames", name)
                self.assertIn(run.returncode, (1, 2, 3))
        self.assertEqual((self.folder / "in.wav").read_bytes()[:4], b"RIFF")

    def test_earlier_file_stays_when_the_run_cannot_start(self):
        self.write("f.csv", "earlier")
        self.rmg("run", "vad.json", "-i", "missing.wav", "--frames", "f.csv")
        self.assertEqual((self.folder / "f.csv").read_text(encoding="utf-8"), "earlier")


class InputTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.write("pass.json", command.manifest([("p", "PassThroughNode")]))

    def test_uri_of_a_file_is_read(self):
        path = self.write("two words.wav", command.wav(command.tone(1600)))
        self.rmg_ok("run", "pass.json", "-i", path.resolve().as_uri(), "-O", "o.wav", "-q")
        self.assertEqual((self.folder / "o.wav").read_bytes()[44:], command.tone(1600))

    def test_uri_of_the_output_is_refused_as_the_input(self):
        path = self.write("in.wav", command.wav(command.tone(1600)))
        run = self.rmg("run", "pass.json", "-i", path.resolve().as_uri(), "-O", "in.wav")
        self.assertNotEqual(run.returncode, 0)
        self.assertEqual(path.read_bytes(), command.wav(command.tone(1600)))

    def test_uri_of_a_missing_file_names_its_path(self):
        run = self.rmg("run", "pass.json", "-i", "file:///no/such.wav", "-O", "o.wav")
        self.assertEqual(run.returncode, 3)
        self.assertIn(b"/no/such.wav", run.stderr)

    def test_uri_of_another_scheme_is_explained(self):
        for uri in ("ftp://example.org/talk.wav", "rtsp://x/y"):
            with self.subTest(uri=uri):
                run = self.rmg("run", "pass.json", "-i", uri, "-O", "o.wav")
                self.assertEqual(run.returncode, 2)
                self.assertIn(b"download", run.stderr)
                self.assertNotIn(b"No such file", run.stderr)

    def test_name_with_a_colon_is_a_file(self):
        self.write("a:b.wav", command.wav(command.tone(1600)))
        self.rmg_ok("run", "pass.json", "-i", "a:b.wav", "-O", "o.wav", "-q")


if __name__ == "__main__":
    command.main()
