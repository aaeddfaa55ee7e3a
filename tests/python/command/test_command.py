# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The command remotemedia: results, exit codes and messages."""

import io
import json
import os
import signal
import subprocess
import sys
import types
import wave

import numpy as np
import pytest
from remotemedia import cli, media
from remotemedia.nodes import catalog

PATHS = os.pathsep.join(os.path.abspath(path) for path in sys.path)  # the tests change the folder
VALUES = {"version": "v1", "metadata": {"name": "values"},
          "nodes": [{"id": "double", "node_type": "MultiplyNode", "params": {"factor": 2}}], "connections": []}
NODE_FILE = """
import asyncio
from remotemedia import Node

class Shout(Node):
    def process(self, data):
        return data.upper()

class Fail(Node):
    def process(self, data):
        raise ValueError("no luck")

class Sleep(Node):
    async def process(self, data):
        print("sleeping", flush=True)
        await asyncio.sleep(600)
"""


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "_registered", {})
    monkeypatch.chdir(tmp_path)
    (tmp_path / "values.json").write_text(json.dumps(VALUES))
    (tmp_path / "mine.py").write_text(NODE_FILE)


@pytest.fixture
def command(capsys, monkeypatch):
    """Run the command in this process; returns exit code, output and messages."""

    def run(*words, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        try:
            code = cli.main(words)
        except SystemExit as end:
            code = end.code
        printed = capsys.readouterr()
        return types.SimpleNamespace(code=code, out=printed.out, err=printed.err)

    return run


def write_manifest(name, *nodes):
    entries = [{"id": f"n{index}", "node_type": kind, "params": params} for index, (kind, params) in enumerate(nodes)]
    connections = [{"from": f"n{index}", "to": f"n{index + 1}"} for index in range(len(nodes) - 1)]
    with open(name, "w", encoding="utf-8") as file:
        json.dump({**VALUES, "nodes": entries, "connections": connections}, file)


def write_speech(path, seconds=1):
    samples = 0.5 * np.sin(np.arange(48000 * seconds) / 20)
    with media.Writer(path) as writer:
        writer.write("audio", media.AudioFrame(samples.reshape(1, -1).astype("f4"), 48000))


@pytest.mark.parametrize("options, expected", [
    ([], "[2, 5.0, [6, 8]]\n"), (["-o", "json"], "[2, 5.0, [6, 8]]\n"), (["-o", "text"], "2\n5.0\n[6, 8]\n"),
    (["--double.factor=1"], "[1, 2.5, [3, 4]]\n")])
def test_values_are_printed_as_json(command, options, expected):
    ran = command("run", "values.json", "-i", "-", *options, stdin="[1, 2.5, [3, 4]]")
    assert (ran.code, ran.err) == (0, "")
    assert [json.loads(line) for line in ran.out.splitlines()] == [json.loads(line) for line in expected.splitlines()]


def test_single_output_is_printed_as_it_is(command):
    assert json.loads(command("run", "values.json", "-i", "-", stdin="3").out) == 6
    assert json.loads(command("run", "values.json", "-i", "-", stdin="[[1, 2]]").out) == [2, 4]
    assert command("run", "values.json", "-i", "-", stdin="[]").out == ""


def test_not_a_number_is_null(command):
    write_manifest("pass.json", ("PassThroughNode", {}))
    assert command("run", "pass.json", "-i", "-", stdin="[NaN, 1]").out == "[null, 1]\n"


def test_manifest_and_values_come_from_files_and_standard_input(command, tmp_path):
    (tmp_path / "in.json").write_text("5")
    ran = command("run", "-", "-i", "in.json", "-O", "out.json", stdin=json.dumps(VALUES))
    assert ran.code == 0 and json.loads((tmp_path / "out.json").read_text()) == 10 and ran.out == ""
    ran = command("run", "values.json", "-i", "in.json", "-O", "out.json", "-o", "json")
    assert json.loads(ran.out) == {"status": "success", "output": "out.json", "outputs": 1}


def test_audio_goes_from_file_to_file(command, tmp_path):
    write_speech("in.wav")
    write_manifest("audio.json", ("AudioResampleNode", {"target_sample_rate": 16000}), ("VADNode", {}))
    assert command("run", "audio.json", "-i", "in.wav", "-O", "out.wav").code == 0
    with wave.open("out.wav") as file:
        assert (file.getframerate(), file.getnframes(), file.getnchannels()) == (16000, 16000, 1)
    described = json.loads(command("run", "audio.json", "-i", "in.wav").out)
    assert described == [{"shape": [1, 16000], "dtype": "float32"}, 16000,
                         {"is_speech": True, "speech_frames": 33, "total_frames": 33}]


def test_samples_without_header_need_their_format(command, tmp_path):
    (tmp_path / "in.raw").write_bytes(np.arange(1000, dtype="<i2").tobytes())
    write_manifest("pass.json", ("PassThroughNode", {}))
    caps = "audio/x-raw,format=S16LE,rate=8000,channels=2"
    assert command("run", "pass.json", "-i", "in.raw", "--caps", caps, "-O", "out.raw").code == 0
    assert (tmp_path / "out.raw").read_bytes() == (tmp_path / "in.raw").read_bytes()
    to_float = caps.replace("S16LE", "F32LE")
    assert command("run", "pass.json", "-i", "in.raw", "--caps", caps, "-O", "f.bin", "--output-caps", to_float).code == 0
    assert np.array_equal(np.fromfile("f.bin", "<f4"), np.arange(1000) / 32768)
    assert command("run", "pass.json", "-i", "in.raw").code == 2
    for bad in ("x", "audio/x-raw,format=S8,rate=1,channels=1", "audio/x-raw,format=S16LE,rate=0,channels=1"):
        assert "--caps: expected audio/x-raw" in command("run", "pass.json", "-i", "in.raw", "--caps", bad).err


def test_times_are_printed_and_written(command):
    ran = command("run", "values.json", "-i", "-", "-o", "table", "--metrics", "m.json", stdin="[1, 2]")
    assert ran.out.splitlines()[2].split() == ["node", "type", "time", "ms", "calls"]
    name, kind, _, calls = ran.out.splitlines()[3].split()
    assert (name, kind, calls) == ("double", "MultiplyNode", "2")
    with open("m.json", encoding="utf-8") as file:
        metrics = json.load(file)
    assert metrics["node_metrics"][0]["success_count"] == 2 and metrics["total_executions"] == 1


def test_verbose_prints_the_nodes(command):
    assert command("run", "values.json", "-v", "-i", "-", stdin="1").out.startswith("double  MultiplyNode\n")


def test_nodes_of_a_file_need_permission(command):
    write_manifest("shout.json", ("Shout", {}))
    assert command("run", "shout.json", "-i", "-", stdin='"a"').code == 3
    ran = command("run", "shout.json", "--python", "mine.py", "-i", "-", stdin='"a"')
    assert ran.code == 2 and "allow it with --allow-code" in ran.err
    assert command("run", "shout.json", "--python", "mine.py", "--allow-code", "-i", "-", stdin='"a"').out == '"A"\n'
    ran = command("run", "shout.json", "--python", "none.py", "--allow-code", "-i", "-", stdin='"a"')
    assert ran.code == 3 and "there is no file" in ran.err


def test_failed_node_exits_with_1(command):
    write_manifest("fail.json", ("Fail", {}))
    ran = command("run", "fail.json", "--python", "mine.py", "--allow-code", "-i", "-", "-o", "json", stdin="1")
    assert ran.code == 1 and "no luck" in ran.err
    error = json.loads(ran.out)
    assert error["status"] == "failed" and error["error"]["code"] == "failed"


def test_timeout_exits_with_4(command):
    write_manifest("sleep.json", ("Sleep", {}))
    ran = command("run", "sleep.json", "--python", "mine.py", "--allow-code", "-i", "-", "--timeout", "50ms", stdin="1")
    assert ran.code == 4 and "not finished after 0.05 s" in ran.err


@pytest.mark.parametrize("words, code, message", [
    ((), 2, "usage"), (("rnu",), 2, "did you mean 'run'?"), (("run",), 2, "MANIFEST"),
    (("run", "values.json", "--wrong"), 2, "unknown option '--wrong'"),
    (("run", "values.json", "-o", "xml"), 2, "invalid choice"),
    (("run", "values.json", "--timeout", "x"), 2, "expected a time"),
    (("run", "values.json"), 3, "name it with -i"),
    (("run", "values.json", "-i", "none.json"), 3, "none.json"),
    (("run", "values.json", "-i", "mine.py"), 3, "input mine.py"),
    (("run", "none.json"), 3, "cannot read the manifest: No such file"),
    (("run", "values.json", "--other.factor=1"), 2, 'no node has the id "other"'),
    (("run", "values.json", "--double.fator=1"), 2, "did you mean 'factor'?"),
    (("nodes", "VADNod"), 2, "did you mean 'VADNode'?"),
    (("nodes", "--a.b=1"), 2, "unknown option"),
    (("info", "none.wav"), 3, "there is no file")])
def test_wrong_use_is_named(command, words, code, message):
    ran = command(*words)
    assert (ran.code, ran.out) == (code, "") and message in ran.err


def test_input_for_a_source_is_refused(command):
    write_speech("in.wav")
    write_manifest("read.json", ("MediaReaderNode", {"path": "in.wav"}), ("AudioTrackSource", {}))
    assert command("run", "read.json", "-i", "-", stdin="1").code == 2
    assert command("run", "read.json", "-O", "out.wav").code == 0
    os.remove("in.wav")
    assert command("run", "read.json").code == 3


def test_output_that_is_no_audio_is_a_failure(command):
    ran = command("run", "values.json", "-i", "-", "-O", "out.wav", stdin="1")
    assert ran.code == 1 and "are no audio" in ran.err


def test_validate_reports_all_problems(command, tmp_path):
    (tmp_path / "bad.json").write_text(json.dumps({**VALUES, "nodes": [
        {"id": "a", "node_type": "MultplyNode"}, {"id": "a", "node_type": "AddNode"}]}, indent=1))
    ran = command("validate", "bad.json")
    assert ran.code == 3 and ran.err == ""
    first, second, last = ran.out.splitlines()
    assert first == ("bad.json:7: error: nodes[0].node_type: Unknown node type 'MultplyNode' for node 'a' "
                     "(did you mean 'MultiplyNode'?)")
    assert "Duplicate node ID: a" in second and last == "bad.json: not valid, 2 errors, 0 warnings"
    document = json.loads(command("validate", "bad.json", "-o", "json").out)
    assert not document["valid"] and [entry["line"] for entry in document["errors"]] == [7, 11]
    assert command("validate", "bad.json", "-q").out == ""


def test_validate_accepts_a_manifest(command):
    assert command("validate", "values.json").out == "values.json: valid, 0 errors, 0 warnings\n"
    assert json.loads(command("validate", "-o", "json", "values.json").out)["valid"] is True


def test_validate_finds_a_wrong_parameter(command):
    write_manifest("bad.json", ("FormatConverterNode", {"target_format": "i13"}))
    ran = command("validate", "bad.json", "-o", "json")
    assert ran.code == 3 and "Unsupported format: i13" in json.loads(ran.out)["errors"][0]["message"]


def test_nodes_lists_all_types_and_describes_each(command):
    lines = command("nodes").out.splitlines()
    assert len(lines) == len(catalog.PLACES) and lines[0].split()[0] == "PassThroughNode"
    for entry in json.loads(command("nodes", "-o", "json").out):
        assert len(entry["description"]) > 10 and entry["description"].endswith("."), entry["name"]
    text = command("nodes", "Resample").out
    assert text.startswith("AudioResampleNode: ") and "quality: str; default 'high'" in text


def test_info_names_the_parts(command):
    printed = dict(line.split(None, 1) for line in command("info", "-v").out.splitlines())
    assert printed["numpy"] == np.__version__ and printed["kernels"].startswith(("in C", "numpy ("))
    assert printed["kokoro"] in ("installed", "not installed")


def test_info_describes_a_file(command):
    write_speech("in.wav")
    assert json.loads(command("info", "in.wav", "-o", "json").out) == {
        "file": "in.wav", "sample_rate": 48000, "channels": 1, "format": "s16p", "samples": 48000, "duration_s": 1.0}


def test_example_prints_its_program_and_results(command):
    printed = command("example").out
    assert "class Report(Node)" in printed and "speech in 33 of 66 frames" in printed
    assert command("example", "-q").out.splitlines()[-1] == "result: 32000 samples of int16"


def start(*words):
    environment = {**os.environ, "PYTHONPATH": PATHS}
    return subprocess.Popen([sys.executable, "-B", "-m", "remotemedia", *words], env=environment,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_interruption_exits_with_130():
    write_manifest("sleep.json", ("Sleep", {}))
    process = start("run", "sleep.json", "--python", "mine.py", "--allow-code", "-i", "-")
    process.stdin.write(b"1")
    process.stdin.close()
    assert process.stdout.readline() == b"sleeping\n"
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    process.stdout.close()
    process.stderr.close()


def test_closed_output_exits_with_141():
    process = start("nodes", "-o", "json")
    process.stdin.close()
    process.stdout.close()
    assert process.wait(60) == 141
    process.stderr.close()


LIBRARY_OPTIONS = [["--strict"], ["--session", "threaded"], ["--trace", "t.json"], ["--segments", "s.srt"],
                   ["--frames", "f.csv"], ["--listen", "127.0.0.1:0"], ["--otlp", "http://x"], ["--log", "json"],
                   ["--partial", "remove"]]


@pytest.fixture
def recorded_rmg(tmp_path, monkeypatch):
    """A program in place of rmg that prints its arguments and input, and exits with 3."""
    path = tmp_path / "bin" / "rmg"
    path.parent.mkdir()
    path.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\ncat\nexit 3\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("REMOTEMEDIA_RMG", raising=False)


@pytest.mark.parametrize("option", LIBRARY_OPTIONS)
def test_options_of_the_library_run_rmg(recorded_rmg, option):
    words = ["run", "values.json", "-i", "-", "--double.factor=3", *option]
    process = start(*words)
    out, err = process.communicate(b"[1]", 60)
    assert (process.returncode, out.decode().splitlines(), err) == (3, [*words, "[1]"], b"")


def test_strict_validation_runs_rmg(recorded_rmg):
    process = start("validate", "--strict", "values.json")
    assert process.communicate(timeout=60)[0].decode().splitlines() == ["validate", "--strict", "values.json"]


@pytest.mark.parametrize("option", LIBRARY_OPTIONS)
def test_options_of_the_library_need_rmg(command, monkeypatch, option):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.delenv("REMOTEMEDIA_RMG", raising=False)
    ran = command("run", "values.json", *option)
    assert ran.code == 2 and f"{option[0]} needs the command rmg of the library" in ran.err


def test_wrong_value_of_an_option_of_the_library_is_wrong_use(command):
    assert command("run", "values.json", "--log", "xml").code == 2
