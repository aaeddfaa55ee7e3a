#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Whole files: the demo's manifest beside stock GStreamer and ffmpeg.

Each program turns the same 48 kHz stereo WAV into 16 kHz 16-bit mono, a process
each time, repetitions interleaved (A B C A B C ...). Ours runs twice: as the
demo does, where it finds the speech as well, and without that. Beside the speed
stands what the conversion lets through: the loudest alias of tones above the
new Nyquist frequency (fN), against the tone.

Prints a table in Markdown, and with --json writes all that was measured.
"""

import argparse
import array
import dataclasses
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import wave

IN_RATE_HZ = 48000
OUT_RATE_HZ = 16000
NYQUIST_HZ = OUT_RATE_HZ / 2
REFERENCE_HZ = 997.0  # in each tone's second, to find the gain and as dither
REFERENCE_LEVEL = 0.1
TONE_LEVEL = 0.7
TONES_HZ = (8050.0, 8203.0, 8411.0, 8605.0, 8807.0, 9203.0, 9901.0, 10607.0,
            12101.0, 14207.0, 15307.0, 17203.0, 19709.0, 21503.0, 23003.0)
EDGE_S = 0.2  # of each second, at both ends, left out of the measurement


@dataclasses.dataclass(frozen=True)
class Program:
    name: str
    does: str
    command: tuple  # with {source} and {result}


def write_conversion(top, path):
    """The demo's manifest without its VAD: what the other programs do as well."""
    manifest = json.loads((top / "examples/demo.json").read_text(encoding="utf-8"))
    manifest["nodes"] = [node for node in manifest["nodes"] if node["id"] != "vad"]
    before, after = (next(edge for edge in manifest["connections"] if edge[end] == "vad")
                     for end in ("to", "from"))
    others = [edge for edge in manifest["connections"] if "vad" not in edge.values()]
    manifest["connections"] = others + [{"from": before["from"], "to": after["to"]}]
    path.write_text(json.dumps(manifest), encoding="utf-8")


def list_programs(top, build, conversion):
    def stock(quality):
        return ("gst-launch-1.0", "-q", "filesrc", "location={source}", "!", "wavparse", "!",
                "audioconvert", "!", "audioresample", f"quality={quality}", "!",
                f"audio/x-raw,format=S16LE,rate={OUT_RATE_HZ},channels=1", "!",
                "wavenc", "!", "filesink", "location={result}")

    def ours(manifest):
        return (str(build / "gst/tools/rmg"), "run", str(manifest), "-q",
                "--reader.path={source}", "--writer.output_path={result}")

    ffmpeg = ("ffmpeg", "-v", "error", "-nostdin", "-y", "-i", "{source}", "-ac", "1",
              "-ar", str(OUT_RATE_HZ), "-c:a", "pcm_s16le", "{result}")
    return (
        Program("rmg", "speech, rate, format", ours(top / "examples/demo.json")),
        Program("rmg without VAD", "rate, format", ours(conversion)),
        Program("GStreamer, quality 4 (default)", "rate, format", stock(4)),
        Program("GStreamer, quality 10", "rate, format", stock(10)),
        Program("ffmpeg (default)", "rate, format", ffmpeg),
    )


def convert(program, source, result):
    """Run once; return the seconds on the clock and of the processors."""
    command = [word.format(source=source, result=result) for word in program.command]
    start = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall_s = time.monotonic() - start
    if process.returncode != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return wall_s, usage.ru_utime + usage.ru_stime


def write_wav(path, samples):
    with wave.open(str(path), "wb") as sound:
        sound.setparams((2, 2, IN_RATE_HZ, 0, "NONE", ""))
        sound.writeframes(samples.tobytes())


def write_tones(path):
    """One second for each tone, the reference under it, the same on both sides."""
    samples = array.array("h")
    for tone_hz in TONES_HZ:
        for i in range(IN_RATE_HZ):
            angle = 2 * math.pi * i / IN_RATE_HZ
            value = (TONE_LEVEL * math.sin(angle * tone_hz)
                     + REFERENCE_LEVEL * math.sin(angle * REFERENCE_HZ))
            samples.extend([round(32767 * value)] * 2)
    write_wav(path, samples)


def measure_level(samples, frequency_hz):
    """Return the amplitude of one frequency, through a Hann window."""
    n = len(samples)
    real = imaginary = weight = 0.0
    for i, sample in enumerate(samples):
        window = 0.5 - 0.5 * math.cos(2 * math.pi * i / n)
        angle = 2 * math.pi * frequency_hz * i / OUT_RATE_HZ
        real += window * sample * math.cos(angle)
        imaginary += window * sample * math.sin(angle)
        weight += window
    return 2 * math.hypot(real, imaginary) / weight


def measure_rejection(path):
    """Return the rejection in dB of each tone in a converted file of tones."""
    with wave.open(str(path)) as sound:
        samples = array.array("h", sound.readframes(sound.getnframes()))
    edge = round(EDGE_S * OUT_RATE_HZ)
    rejections = {}
    for index, tone_hz in enumerate(TONES_HZ):
        second = samples[index * OUT_RATE_HZ + edge:(index + 1) * OUT_RATE_HZ - edge]
        alias_hz = abs((tone_hz + NYQUIST_HZ) % OUT_RATE_HZ - NYQUIST_HZ)
        gain = measure_level(second, REFERENCE_HZ) / REFERENCE_LEVEL
        alias = measure_level(second, alias_hz) / gain / TONE_LEVEL
        rejections[tone_hz] = -20 * math.log10(max(alias, 1e-9))
    return rejections


def measure(programs, source, tones, repeats, folder):
    result = folder / "result.wav"
    times = {program: [] for program in programs}
    for _ in range(repeats):
        for program in programs:
            times[program].append(convert(program, source, result))
    with wave.open(str(source)) as sound:
        length_s = sound.getnframes() / sound.getframerate()
    for program in programs:
        convert(program, tones, result)
        yield describe(program, length_s, times[program], measure_rejection(result))


def describe(program, length_s, times, rejections):
    walls = [wall_s for wall_s, _ in times]
    return {
        "program": program.name,
        "does": program.does,
        "command": " ".join(program.command),
        "length_s": length_s,
        "repeats": len(times),
        "wall_s": {"median": statistics.median(walls), "min": min(walls), "max": max(walls)},
        "cpu_s": statistics.median(cpu_s for _, cpu_s in times),
        "times_real_time": length_s / statistics.median(walls),
        "rejection_db": {
            "from 1.0 fN": min(rejections.values()),
            "from 1.1 fN": min(db for tone_hz, db in rejections.items()
                               if tone_hz >= 1.1 * NYQUIST_HZ),
        },
    }


def print_table(cases):
    print("| program | does | x real time | seconds (min to max) | CPU seconds"
          " | alias rejection from 1.0 / 1.1 fN |")
    print("| --- | --- | --- | --- | --- | --- |")
    for case in cases:
        wall = case["wall_s"]
        rejection = case["rejection_db"]
        print(f"| {case['program']} | {case['does']} | {case['times_real_time']:.0f}"
              f" | {wall['median']:.2f} ({wall['min']:.2f} to {wall['max']:.2f})"
              f" | {case['cpu_s']:.2f}"
              f" | {rejection['from 1.0 fN']:.0f} / {rejection['from 1.1 fN']:.0f} dB |")


def main():
    top = pathlib.Path(os.path.abspath(__file__)).parent.parent  # links stay
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", type=pathlib.Path, default=top / "build")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        source, tones = folder / "source.wav", folder / "tones.wav"
        subprocess.run(
            ["ffmpeg", "-v", "error", "-nostdin", "-stream_loop", "-1", "-i",
             str(top / "examples/data/speech.flac"), "-t", str(60 * options.minutes),
             "-c:a", "pcm_s16le", str(source)], check=True)
        write_tones(tones)
        write_conversion(top, folder / "conversion.json")
        cases = list(measure(list_programs(top, options.build, folder / "conversion.json"),
                             source, tones, options.repeats, folder))
    if options.json:
        options.json.write_text("".join(json.dumps(case) + "\n" for case in cases),
                                encoding="utf-8")
    print_table(cases)


if __name__ == "__main__":
    main()
