#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""rmg run with audio: its sources, its outputs and its messages."""

import array
import csv
import io
import json
import os
import threading
import wave

import command

EDGE_S = 0.06  # two frames of the VAD


class MediaTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.manifest = self.write("m.json", command.resampler())
        self.input = self.write("in.wav", command.wav(command.tone(16000)))

    def assert_resampled(self, path):
        with wave.open(str(path)) as sound:
            self.assertEqual((sound.getframerate(), sound.getnframes()), (8000, 8000))

    def test_file_to_file(self):
        self.rmg_ok("run", self.manifest, "-i", self.input, "-O", "out.wav")
        self.assert_resampled(self.folder / "out.wav")

    def test_override_reaches_the_node(self):
        self.rmg_ok("run", self.manifest, "-i", self.input, "-O", "out.wav",
                    "--resample.target_sample_rate=4000")
        with wave.open(str(self.folder / "out.wav")) as sound:
            self.assertEqual((sound.getframerate(), sound.getnframes()), (4000, 4000))

    def measure_alias(self, node_type, params, *, from_file=True):
        """Return the largest sample of a tone just above the new Nyquist frequency."""
        manifest = command.manifest([("resample", node_type, params),
                                     ("format", "FormatConverterNode", {"target_format": "i16"})])
        tone = command.wav(command.tone(16000, frequency_hz=4020))
        source = self.write("alias.wav", tone) if from_file else "-"
        self.rmg_ok("run", self.write("alias.json", manifest), "-i", source, "-O", "out.wav",
                    stdin=None if from_file else tone)
        with wave.open(str(self.folder / "out.wav")) as sound:
            self.assertEqual(sound.getnframes(), 8000)
            samples = array.array("h", sound.readframes(8000))
        return max(map(abs, samples[2000:6000]))

    def test_long_filter_rejects_from_the_nyquist_frequency_on(self):
        node = ("AudioResampleNode", {"target_sample_rate": 8000})
        self.assertLessEqual(self.measure_alias(*node), 1)
        self.assertGreater(self.measure_alias(*node, from_file=False), 1000)
        own = {"rate": 8000}
        self.assertGreater(self.measure_alias("gst:rmgresample", own), 1000)
        self.assertLessEqual(self.measure_alias("gst:rmgresample", own | {"engine": "fft"}), 1)

    def test_standard_input_is_read(self):
        self.rmg_ok("run", self.manifest, "-i", "-", "-O", "out.wav",
                    stdin=self.input.read_bytes())
        self.assert_resampled(self.folder / "out.wav")

    def test_raw_samples_are_read_with_caps(self):
        self.rmg_ok("run", self.manifest, "-i", "-", "--caps", command.RAW_CAPS,
                    "-O", "out.wav", stdin=command.tone(16000))
        self.assert_resampled(self.folder / "out.wav")

    def test_raw_samples_go_to_standard_output_alone(self):
        caps = "audio/x-raw,format=S16LE,rate=8000,channels=1"
        run = self.rmg_ok("run", self.manifest, "-i", self.input, "-O", "-",
                          "--output-caps", caps)
        self.assertEqual(len(run.stdout), 2 * 8000)

    def test_wav_in_a_pipe_holds_the_samples_and_no_footer(self):
        self.rmg_ok("run", self.manifest, "-i", self.input, "-O", "file.wav")
        run = self.rmg_ok("run", self.manifest, "-i", self.input, "-O", "-")
        with wave.open(str(self.folder / "file.wav")) as sound:
            samples = sound.readframes(sound.getnframes())
        self.assertEqual(run.stdout[:4], b"RIFF")
        self.assertEqual(run.stdout[44:], samples)

    def test_named_pipe_is_read(self):
        os.mkfifo(self.folder / "pipe")
        threading.Thread(target=(self.folder / "pipe").write_bytes,
                         args=(self.input.read_bytes(),), daemon=True).start()
        self.rmg_ok("run", self.manifest, "-i", "pipe", "-O", "out.wav")
        self.assert_resampled(self.folder / "out.wav")

    def test_named_pipe_is_written(self):
        os.mkfifo(self.folder / "pipe")
        read = []
        reader = threading.Thread(
            target=lambda: read.append((self.folder / "pipe").read_bytes()), daemon=True)
        reader.start()
        self.rmg_ok("run", self.manifest, "-i", self.input, "-O", "pipe", "--output-caps",
                    "audio/x-raw,format=S16LE,rate=8000,channels=1")
        reader.join(command.TIMEOUT_S)
        self.assertEqual(len(read[0]), 2 * 8000)

    def test_manifest_from_standard_input(self):
        self.rmg_ok("run", "-", "-i", self.input, "-O", "out.wav",
                    stdin=self.manifest.read_bytes())
        self.assert_resampled(self.folder / "out.wav")

    def test_json_is_one_document_with_metrics(self):
        answer = self.rmg_json("run", self.manifest, "-i", self.input, "-O", "out.wav",
                               "-o", "json")
        ids = [node["node_id"] for node in answer["metrics"]["node_metrics"]]
        self.assertEqual(answer["status"], "success")
        self.assertLessEqual({"resample", "format"}, set(ids))

    def test_metrics_file_counts_buffers(self):
        self.rmg_ok("run", self.manifest, "-i", self.input, "--metrics", "f.json")
        nodes = json.loads((self.folder / "f.json").read_text())["node_metrics"]
        resample = next(node for node in nodes if node["node_id"] == "resample")
        self.assertGreater(resample["buffers_in"], 0)
        self.assertGreater(resample["total_duration_ns"], 0)

    def test_table_shows_nodes_and_speed(self):
        text = self.rmg_ok("run", self.manifest, "-i", self.input, "-o",
                           "table").stdout.decode()
        self.assertRegex(text, r"resample +AudioResampleNode +[\d.]+ +[\d.]+ +\d+")
        self.assertIn("1.00 s of media", text)

    def test_verbose_prints_the_plan(self):
        run = self.rmg_ok("run", self.manifest, "-i", self.input, "-v")
        self.assertIn(b"rmgresample", run.stderr)

    def test_quiet_prints_nothing(self):
        run = self.rmg_ok("run", self.manifest, "-i", self.input, "-O", "out.wav", "-q")
        self.assertEqual((run.stdout, run.stderr), (b"", b""))

    def test_missing_input_is_reported_before_the_run(self):
        run = self.rmg("run", self.manifest, "-i", "nowhere.wav")
        self.assertEqual(run.returncode, 3)
        self.assertEqual(run.stderr.decode(),
                         "rmg: input nowhere.wav: No such file or directory\n")

    def test_missing_input_option_is_an_error(self):
        run = self.rmg("run", self.manifest, "-O", "out.wav")
        self.assertEqual((run.returncode, run.stdout), (3, b""))
        self.assertEqual(run.stderr.decode(),
                         "rmg: the pipeline waits for media: name it with -i\n")

    def test_output_that_cannot_be_made_is_one_error(self):
        run = self.rmg("run", self.manifest, "-i", self.input, "-O", "none/out.wav")
        self.assertEqual((run.returncode, run.stdout), (1, b""))
        self.assertEqual(run.stderr.count(b"\n"), 1)
        self.assertIn(b"none/out.wav", run.stderr)

    def test_reader_of_segments_that_goes_away_is_quiet(self):
        path = self.write("speech.json", command.speech())
        raw = command.bursts() * 100
        script = f"'{command.RMG}' run '{path}' -i - --caps '{command.RAW_CAPS}' | head -1"
        run = command.subprocess.run(["sh", "-c", script], input=raw, capture_output=True,
                                     timeout=command.TIMEOUT_S, check=False)
        self.assertIn(b"speech", run.stdout)
        self.assertNotIn(b"roken", run.stderr)


class SegmentsTest(command.CommandTest):
    """One second of tone between seconds of silence."""

    def setUp(self):
        super().setUp()
        self.manifest = self.write("m.json", command.speech())
        self.input = self.write("my talk.wav", command.wav(command.bursts()))

    def write_segments(self, name):
        self.rmg_ok("run", self.manifest, "-i", self.input, "--segments", name)
        return (self.folder / name).read_text(encoding="utf-8")

    def assert_second(self, start, end):
        self.assertAlmostEqual(start, 1.0, delta=EDGE_S)
        self.assertAlmostEqual(end, 2.0, delta=EDGE_S)

    def test_json(self):
        segments = json.loads(self.write_segments("s.json"))
        self.assertEqual(len(segments), 1)
        self.assert_second(segments[0]["start"], segments[0]["end"])
        self.assertEqual(segments[0]["node"], "vad")
        self.assertAlmostEqual(segments[0]["level_db"], -9.03, delta=0.5)

    def test_csv(self):
        rows = list(csv.DictReader(io.StringIO(self.write_segments("s.csv"))))
        self.assertEqual(len(rows), 1)
        self.assert_second(float(rows[0]["start"]), float(rows[0]["end"]))

    def test_srt(self):
        self.assertRegex(
            self.write_segments("s.srt"),
            r"^1\n00:00:0[01],\d{3} --> 00:00:0[12],\d{3}\nspeech\n\n$")

    def test_rttm(self):
        words = self.write_segments("s.rttm").split()
        self.assertEqual(words[:3], ["SPEAKER", "my_talk", "1"])
        self.assert_second(float(words[3]), float(words[3]) + float(words[4]))

    def test_labels(self):
        start, end, label = self.write_segments("s.txt").rstrip("\n").split("\t")
        self.assert_second(float(start), float(end))
        self.assertEqual(label, "speech")

    def test_text_prints_a_line_for_each(self):
        run = self.rmg_ok("run", self.manifest, "-i", self.input)
        self.assertRegex(run.stdout.decode(), r"^speech +[01]\.\d{3} s to +[12]\.\d{3} s .* dB\n$")

    def test_table_counts_them(self):
        run = self.rmg_ok("run", self.manifest, "-i", self.input, "-o", "table")
        self.assertIn(b"\n1 segment\n", run.stdout)

    def test_no_progress_in_a_pipe(self):
        run = self.rmg_ok("run", self.manifest, "-i", self.input)
        self.assertNotIn(b"\r", run.stdout + run.stderr)


if __name__ == "__main__":
    command.main()
