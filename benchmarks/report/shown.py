# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The rows that the page shows, about ten a subject."""

PICTURES = {"resample.svg": "resample", "vad.svg": "vad"}  # file name -> subject

RATIO = "48>16"  # in kHz
SETTINGS = ("rmg fast", "rmg medium", "rmg high", "rmg high, clip", "rmg best", "soxr HQ",
            "swr default", "speex 5", "audioresample 4", "audioresample 10", "src best")
CONVERSIONS = ("S16>F32", "F32>S16", "F32>S16 tpdf", "S24>F32", "F64>F32",
               "F32 deinterleave 2", "F32 interleave 2", "F32 interleave 8", "S16 stereo>mono")
CONVERTERS = ("plain C", "audioconvert", "swr", "numpy")
DETECTORS = ("rmg adaptive", "webrtc sum", "speexdsp", "energy")
OPTIONAL_DETECTORS = ("silero (Python)", "earshot (Python)")  # shown where they are installed
ELEMENTS = {  # group -> start of the launch lines
    "S16>F32": ("rmgconvert", "audioconvert"),
    "48>16": ("rmgresample quality=medium", "rmgresample quality=high",
              "audioresample quality=4", "audioresample quality=10"),
    "voice, 48 kHz": ("rmgvad engine=adaptive", "rmgvad engine=energy", "webrtcdsp", "level"),
}
PROGRAMS = ("rmg", "rmg without VAD", "GStreamer, quality 4 (default)", "GStreamer, quality 10",
            "GStreamer in F32, quality 10", "ffmpeg (default)", "sox (default)",
            "GStreamer, decoding alone", "ffmpeg, decoding alone")
FORMATS = ("wav", "flac", "mp3", "opus", "m4a", "ogg")  # of those that were measured
RUNTIME = ("audio bare", "audio metered", "audio guarded", "value bare", "value metered",
           "start cold", "start", "session with 0 DSP nodes", "session with 5 DSP nodes",
           "numbers", "borrowed", "wrapped", "slices", "cancel")
