#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Several inputs: -i NODE=FILE."""

import json
import os
import threading
import wave

import command


def two_recordings():
    return command.manifest([("left", "PassThroughNode"), ("right", "PassThroughNode")], [])


def two_values():
    return command.manifest([
        ("a", "MultiplyNode", {"factor": 2}), ("b", "AddNode", {"addend": 1})], [])


class InputsTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.media = self.write("media.json", two_recordings())
        self.values = self.write("values.json", two_values())
        self.write("l.wav", command.wav(command.tone(1000)))
        self.write("r.wav", command.wav(command.tone(500, frequency_hz=1000)))

    def frames(self, name):
        with wave.open(str(self.folder / name)) as sound:
            return sound.readframes(sound.getnframes())

    def fails(self, code, *words):
        run = self.rmg(*words)
        self.assertEqual((run.returncode, run.stdout), (code, b""), run.stderr)
        self.assertEqual(run.stderr.count(b"rmg: "), run.stderr.count(b"\n"), run.stderr)
        return run.stderr.decode()

    def test_each_input_reads_the_file_of_its_name(self):
        self.rmg_ok("run", self.media, "-i", "right=r.wav", "-i", "left=l.wav", "-O", "o.wav")
        self.assertEqual(self.frames("o-left.wav"), command.tone(1000))
        self.assertEqual(self.frames("o-right.wav"), command.tone(500, frequency_hz=1000))

    def test_input_without_name_fills_the_others(self):
        self.rmg_ok("run", self.media, "-i", "r.wav", "-i", "left=l.wav", "-O", "o.wav")
        self.assertEqual(self.frames("o-left.wav"), command.tone(1000))
        self.assertEqual(self.frames("o-right.wav"), command.tone(500, frequency_hz=1000))

    def test_input_of_a_single_node_may_be_named(self):
        path = self.write("m.json", command.resampler())
        uri = (self.folder / "l.wav").as_uri()
        self.rmg_ok("run", path, "--input=resample=" + uri, "-O", "o.wav")
        self.assertTrue((self.folder / "o.wav").exists())

    def test_name_wins_over_a_file_and_a_path_with_equals_is_a_file(self):
        path = self.write("m.json", command.resampler())
        self.write("resample=l.wav", b"not a recording")
        self.write("x=l.wav", command.wav(command.tone(1000)))
        self.rmg_ok("run", path, "-i", "resample=l.wav", "-O", "o.wav")
        self.rmg_ok("run", path, "-i", "x=l.wav", "-O", "o.wav")

    def test_longest_id_with_equals_counts(self):
        document = command.manifest([("a", "PassThroughNode"), ("a=b", "PassThroughNode")], [])
        path = self.write("m.json", document)
        self.rmg_ok("run", path, "-i", "a=b=l.wav", "-i", "a=r.wav", "-O", "o.wav")
        self.assertEqual(self.frames("o-a=b.wav"), command.tone(1000))

    def test_pipes_of_several_inputs_are_read_once(self):
        for name, frames in (("pl", 1000), ("pr", 500)):
            os.mkfifo(self.folder / name)
            text = command.wav(command.tone(frames))
            threading.Thread(target=(self.folder / name).write_bytes, args=(text,),
                             daemon=True).start()
        self.rmg_ok("run", self.media, "-i", "left=pl", "-i", "right=pr", "-O", "o.wav",
                    "--timeout", "20")
        self.assertEqual(self.frames("o-left.wav"), command.tone(1000))
        self.assertEqual(self.frames("o-right.wav"), command.tone(500))

    def test_pipes_without_writers_end_with_the_time_limit(self):
        for name in ("pl", "pr"):
            os.mkfifo(self.folder / name)
        run = self.rmg("run", self.media, "-i", "left=./pl", "-i", "right=./pr", "-O", "o.wav",
                       "--timeout", "1")
        self.assertEqual(run.returncode, 4, run.stderr)

    def test_values_go_to_the_input_of_their_name(self):
        self.write("a.json", [1, 2])
        run = self.rmg_ok("run", self.values, "-i", "a=a.json", "-i", "b=-", "-o", "text",
                          stdin=b"[10, 20]")
        self.assertEqual(sorted(run.stdout.split()), [b"11", b"2", b"21", b"4"])

    def test_values_without_name_fill_the_others_only(self):
        self.write("a.json", [1])
        for words in (("-i", "-", "-i", "a=a.json"), ("-i", "a=a.json", "-i", "-")):
            run = self.rmg_ok("run", self.values, *words, "-o", "text", stdin=b"[10]")
            self.assertEqual(sorted(run.stdout.split()), [b"11", b"2"])

    def test_plan_shows_the_reader_of_each_input(self):
        plan = self.rmg_ok("plan", self.media, "-i", "left=l.wav", "-i", "right=r.wav")
        text = plan.stdout.decode()
        self.assertRegex(text, r"(?s)l\.wav.*r\.wav")
        self.assertRegex(text, r"reader-2\S* .*right|right.*reader-2")

    def test_json_lists_the_inputs(self):
        answer = self.rmg_json("run", self.media, "-i", "left=l.wav", "-i", "right=r.wav",
                               "-O", "o.wav", "-o", "json")
        self.assertEqual(answer["input"], ["left=l.wav", "right=r.wav"])
        answer = self.rmg_json("run", self.media, "-i", "l.wav", "-O", "o.wav", "-o", "json")
        self.assertEqual(answer["input"], "l.wav")

    def test_each_wrong_use_is_one_line(self):
        cases = (
            (2, ("-i", "lfet=l.wav"), "no open input 'lfet'", 'did you mean "left"?'),
            (2, ("-i", "zebra=l.wav"), "which has left, right"),
            (2, ("-i", "left=l.wav", "-i", "left=r.wav"), "both for the input 'left'"),
            (2, ("-i", "l.wav", "-i", "r.wav"), "write NODE=FILE", "left, right"),
            (2, ("-i", "left=-", "-i", "right=-"), "only one input can be standard input"),
            (2, ("-i", "left="), "the path is empty"),
            (2, ("-i", ""), "the path is empty"),
            (2, ("-i", "left=ftp://x/y.wav"), "not ftp:// URIs"),
            (2, ("-i", "left=l.wav", "-i", "right=r.wav", "-i", "l.wav"), "of its own"),
            (3, ("-i", "left=l.wav"), "the input 'right' waits for media", "-i right=FILE"),
            (3, ("-i", "left=no.wav", "-i", "right=r.wav"), "no.wav: No such file"),
            (3, (), "waits for media: name it with -i"),
        )
        for code, words, *expected in cases:
            with self.subTest(words=words):
                text = self.fails(code, "run", self.media, *words, "-O", "o.wav")
                for part in expected:
                    self.assertIn(part, text)

    def test_plan_refuses_an_unknown_name(self):
        self.assertIn("did you mean", self.fails(2, "plan", self.media, "-i", "lfet=l.wav"))

    def test_manifest_and_named_input_cannot_share_standard_input(self):
        run = self.rmg("run", "-", "-i", "left=-", stdin=json.dumps(two_recordings()).encode())
        self.assertEqual(run.returncode, 2)
        self.assertIn(b"cannot both be standard input", run.stderr)

    def test_output_equal_to_a_named_input_is_refused(self):
        run = self.rmg("run", self.media, "-i", "left=l.wav", "-i", "right=r.wav",
                       "--metrics", "r.wav")
        self.assertNotEqual(run.returncode, 0)
        self.assertEqual(self.frames("r.wav"), command.tone(500, frequency_hz=1000))


if __name__ == "__main__":
    command.main()
