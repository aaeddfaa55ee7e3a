#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Whole files: the manifest of the demo compared with GStreamer, ffmpeg and sox.

Each program converts the same 48 kHz stereo file to 16 kHz 16-bit mono, one
process a run, repetitions interleaved (A B C A B C ...). rmg runs twice: with
the manifest of the demo, which also detects speech, and without the detection. The
quality is the loudest alias of tones above the new Nyquist frequency (fN),
relative to the tone. For compressed files, decoding alone is measured as well.

Prints a table in Markdown for WAV; with --rows one line of JSON for each program
and format, and with --others further programs and settings.
"""

import argparse
import array
import dataclasses
import json
import math
import os
import pathlib
import shutil
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
ENCODERS = {"wav": "wavenc", "flac": "flacenc", "mp3": "lamemp3enc target=bitrate bitrate=192",
            "opus": "opusenc bitrate=96000 ! oggmux", "m4a": "avenc_aac bitrate=128000 ! mp4mux",
            "ogg": "vorbisenc ! oggmux"}
EDGE_S = 0.2  # of each second, at both ends, left out of the measurement


TOP = pathlib.Path(os.path.abspath(__file__)).parents[2]  # links stay


@dataclasses.dataclass(frozen=True)
class Program:
    name: str
    does: str
    command: tuple  # with {source} and {result}


def write_conversion(path):
    """Write the manifest of the demo without its VAD: the work of the other programs."""
    manifest = json.loads((TOP / "examples/demo.json").read_text(encoding="utf-8"))
    manifest["nodes"] = [node for node in manifest["nodes"] if node["id"] != "vad"]
    before, after = (next(edge for edge in manifest["connections"] if edge[end] == "vad")
                     for end in ("to", "from"))
    others = [edge for edge in manifest["connections"] if "vad" not in edge.values()]
    manifest["connections"] = others + [{"from": before["from"], "to": after["to"]}]
    path.write_text(json.dumps(manifest), encoding="utf-8")


def use_gstreamer(name, does, *elements):
    words = " ! ".join(elements).split()
    return Program(name, does, ("gst-launch-1.0", "-q", "filesrc", "location={source}", "!",
                                *words))


def list_rmg(build, conversion):
    def run(manifest):
        return (str(build / "gst/tools/rmg"), "run", str(manifest), "-q",
                "--reader.path={source}", "--writer.output_path={result}")

    return [Program("rmg", "speech, rate, format", run(TOP / "examples/demo.json")),
            Program("rmg without VAD", "rate, format", run(conversion))]


def list_stock(decoder):
    """Return GStreamer's own elements and ffmpeg; decoder: the elements that read the source."""
    def resample(name, quality):
        return use_gstreamer(
            name, "rate, format", decoder, "audioconvert", f"audioresample quality={quality}",
            f"audio/x-raw,format=S16LE,rate={OUT_RATE_HZ},channels=1", "wavenc",
            "filesink location={result}")

    return [resample("GStreamer, quality 4 (default)", 4), resample("GStreamer, quality 10", 10),
            use_ffmpeg("ffmpeg (default)")]


def use_ffmpeg(name, *options):
    return Program(name, "rate, format", (
        "ffmpeg", "-v", "error", "-nostdin", "-y", "-i", "{source}", "-ac", "1",
        "-ar", str(OUT_RATE_HZ), *options, "-c:a", "pcm_s16le", "{result}"))


def list_others():
    sox = ("sox", "-D", "{source}", "-b", "16", "-c", "1", "{result}", "rate")
    return [
        use_gstreamer("GStreamer in F32, quality 10", "rate, format", "wavparse", "audioconvert",
                      "audio/x-raw,format=F32LE,channels=1", "audioresample quality=10",
                      f"audio/x-raw,rate={OUT_RATE_HZ}", "audioconvert",
                      "audio/x-raw,format=S16LE", "wavenc", "filesink location={result}"),
        use_ffmpeg("ffmpeg, filter_size 256", "-af", "aresample=filter_size=256"),
        Program("sox (default)", "rate, format", (*sox, str(OUT_RATE_HZ))),
        Program("sox, rate -v", "rate, format", (*sox, "-v", str(OUT_RATE_HZ))),
    ]


def list_decoders():
    return [
        use_gstreamer("GStreamer, decoding alone", "decoding", "decodebin", "fakesink sync=false"),
        Program("ffmpeg, decoding alone", "decoding", (
            "ffmpeg", "-v", "error", "-nostdin", "-i", "{source}", "-f", "null", "-")),
    ]


def list_programs(options, source_format, conversion):
    rmg = list_rmg(options.build, conversion)
    if source_format != "wav":
        return rmg + list_stock("decodebin") + list_decoders()
    return rmg + list_stock("wavparse") + (list_others() if options.others else [])


def convert(program, source, result):
    """Run once; return wall time and processor time in seconds."""
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


def measure(programs, source, tones, options, folder):
    """Yield the row of each program; tones: None without a measurement of aliases."""
    result = folder / "result.wav"
    present = [program for program in programs if shutil.which(program.command[0])]
    times = {program: [] for program in present}
    for program in present:  # the first run reads the file into memory
        convert(program, source, result)
    for _ in range(options.repeats):
        for program in present:
            times[program].append(convert(program, source, result))
    for program in programs:
        if program not in present:
            yield {"program": program.name, "does": program.does, "state": "not installed"}
            continue
        rejections = {}
        if tones is not None:
            convert(program, tones, result)
            rejections = measure_rejection(result)
        yield describe(program, 60 * options.minutes, times[program], rejections)


def describe_command(words):
    """Return a command without the temporary folders."""
    paths = {word: pathlib.Path(word) for word in words if os.path.isabs(word)}
    return " ".join(word if word not in paths
                    else str(paths[word].relative_to(TOP)) if paths[word].is_relative_to(TOP)
                    else paths[word].name
                    for word in words)


def describe(program, length_s, times, rejections):
    walls = [wall_s for wall_s, _ in times]
    case = {
        "program": program.name,
        "does": program.does,
        "state": "measured",
        "command": describe_command(program.command),
        "length_s": length_s,
        "repeats": len(times),
        "wall_s": {"median": statistics.median(walls), "min": min(walls), "max": max(walls)},
        "cpu_s": statistics.median(cpu_s for _, cpu_s in times),
        "times_real_time": length_s / statistics.median(walls),
    }
    if rejections:
        case["rejection_db"] = {
            "from 1.0 fN": min(rejections.values()),
            "from 1.1 fN": min(db for tone_hz, db in rejections.items()
                               if tone_hz >= 1.1 * NYQUIST_HZ)}
    return case


def print_table(cases):
    """Print the measured programs; the others are named on standard error."""
    print("| program | does | x real time | seconds (min to max) | CPU seconds"
          " | alias rejection from 1.0 / 1.1 fN |")
    print("| --- | --- | --- | --- | --- | --- |")
    for case in cases:
        if case["state"] != "measured":
            print(f"{case['program']}: {case['state']}", file=sys.stderr)
            continue
        wall = case["wall_s"]
        rejection = case["rejection_db"]
        print(f"| {case['program']} | {case['does']} | {case['times_real_time']:.0f}"
              f" | {wall['median']:.2f} ({wall['min']:.2f} to {wall['max']:.2f})"
              f" | {case['cpu_s']:.2f}"
              f" | {rejection['from 1.0 fN']:.0f} / {rejection['from 1.1 fN']:.0f} dB |")


def launch(text):
    subprocess.run(["gst-launch-1.0", "-q", *text.split()], check=True)


def write_source(path, minutes):
    """Write the speech of the examples repeatedly, in the format of the suffix of path."""
    once, wav = path.with_name("once.wav"), path.with_suffix(".wav")
    launch(f"filesrc location={TOP}/examples/data/speech.flac ! flacparse ! flacdec"
           f" ! audioconvert ! audioresample ! audio/x-raw,format=S16LE,rate={IN_RATE_HZ},channels=2"
           f" ! wavenc ! filesink location={once}")
    with wave.open(str(once)) as sound:
        samples = array.array("h", sound.readframes(sound.getnframes()))
    n_samples = round(60 * minutes * IN_RATE_HZ) * 2
    write_wav(wav, (samples * (n_samples // len(samples) + 1))[:n_samples])
    if wav != path:
        launch(f"filesrc location={wav} ! wavparse ! audioconvert ! {ENCODERS[path.suffix[1:]]}"
               f" ! filesink location={path}")


def has_encoder(source_format):
    """Return whether the elements that write the format are installed."""
    names = [part.split()[0] for part in ENCODERS[source_format].split("!")]
    return all(subprocess.run(["gst-inspect-1.0", "--exists", name], check=False).returncode == 0
               for name in names)


def measure_format(source_format, options, folder):
    source = folder / f"source.{source_format}"
    tones = folder / "tones.wav"
    write_source(source, options.minutes)
    write_tones(tones)
    write_conversion(folder / "conversion.json")
    programs = list_programs(options, source_format, folder / "conversion.json")
    for case in measure(programs, source, tones if source_format == "wav" else None,
                        options, folder):
        yield {"format": source_format} | case


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", type=pathlib.Path, default=TOP / "build")
    parser.add_argument("--formats", nargs="+", choices=ENCODERS, default=["wav"])
    parser.add_argument("--others", action="store_true")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--rows", action="store_true")
    parser.add_argument("--quick", action="store_true", help="3 repeats of 2 minutes")
    options = parser.parse_args()
    if options.quick:
        options.minutes, options.repeats = 2.0, 3
    return options


def main():
    options = read_options()
    with tempfile.TemporaryDirectory() as name:
        for source_format in filter(has_encoder, options.formats):
            cases = list(measure_format(source_format, options, pathlib.Path(name)))
            if options.rows:
                print("\n".join(json.dumps(case) for case in cases), flush=True)
            elif source_format == "wav":
                print_table(cases)


if __name__ == "__main__":
    main()
