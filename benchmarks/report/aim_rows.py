# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""All aims as data.

A row holds: name, sign, limit, unit, and the function that finds the figures of all cases.
"""

from report import aims, dominance


def quality(setting, figure, ratio=None):
    def find_cases(result):
        return {one.ratio: one.quality[figure] for one in dominance.list_settings(result)
                if one.peer == f"rmg {setting}" and ratio in (None, one.ratio)}
    return find_cases


def _costs(result, peer, channels, block):
    return {one.ratio: one.cost(channels, block) for one in dominance.list_settings(result)
            if one.peer == peer}


def cost(setting, ratio, channels=1, block="10 ms"):
    def find_cases(result):
        costs = _costs(result, f"rmg {setting}", channels, block)
        return {ratio: costs[ratio]} if ratio in costs else {}
    return find_cases


def cost_over(setting, peer, without=(), channels=1, block="10 ms"):
    """The ratio of the cost of a setting to that of a peer."""
    def find_cases(result):
        rmg = _costs(result, f"rmg {setting}", channels, block)
        peers = _costs(result, peer, channels, block)
        return {ratio: rmg[ratio] / peers[ratio] for ratio in rmg
                if ratio in peers and ratio not in without}
    return find_cases


def cost_of_shapes(*shapes, ratios=None):
    """The cost of a channel in some shapes, over that of one channel of F32."""
    def find_cases(result):
        return {f"{dominance.name_ratio(row)} {row['peer']}, {row['shape']}":
                row["over_one_channel"]["median"]
                for row in result["rows"] if row.get("shape") in shapes
                and (ratios is None or dominance.name_ratio(row) in ratios)}
    return find_cases


def opening(figure):
    def find_cases(result):
        return {f"{one.ratio} {one.peer}": one.row[figure]["median"] / 1e3
                for one in dominance.list_settings(result) if one.is_rmg}
    return find_cases


def count_dominated(result):
    """The number of rmg settings that a peer dominates, at each ratio."""
    settings = dominance.list_settings(result)
    peers = [one for one in settings if not one.is_rmg]
    return _count(settings, lambda one: one.is_rmg and dominance.find_dominators(one, peers))


def count_not_dominated(result):
    """The number of peers for live streams that no rmg setting dominates, at each ratio."""
    settings = dominance.list_settings(result)
    rmg = [one for one in settings if one.is_rmg]
    return _count(settings, lambda one: not one.is_rmg
                  and one.quality["delay_ms"] <= dominance.STREAMING_DELAY_MS
                  and not dominance.find_dominators(one, rmg))


def _count(settings, is_counted):
    counts = dict.fromkeys((one.ratio for one in settings), 0)
    for one in settings:
        counts[one.ratio] += bool(is_counted(one))
    return counts


# Ratios that the polyphase engine computes in rows, like those that only interpolated serves.
FRACTIONAL = ("44.1>16", "44.1>48", "48>44.1")

RESAMPLE = (
    ("fast: rejection from 1.1 fN", ">=", 80, "dB", quality("fast", "rejection_1.1_db")),
    ("fast: -3 dB", ">=", 0.87, "fN", quality("fast", "edge_fn")),
    ("fast: pass band within 0.1 dB", ">=", 0.8, "fN", quality("fast", "flat_fn")),
    ("fast: delay", "<=", 1, "ms", quality("fast", "delay_ms", "48>16")),
    ("fast: cost over soxr QQ, which does not filter", "<=", 1, "x", cost_over("fast", "soxr QQ")),
    ("medium: rejection from 1.1 fN", ">=", 100, "dB", quality("medium", "rejection_1.1_db")),
    ("medium: -3 dB", ">=", 0.90, "fN", quality("medium", "edge_fn")),
    ("medium: ripple to 0.9 fN", "<=", 0.5, "dB", quality("medium", "ripple_db")),
    ("medium: pass band within 0.1 dB", ">=", 0.85, "fN", quality("medium", "flat_fn")),
    ("medium: delay", "<=", 2, "ms", quality("medium", "delay_ms", "48>16")),
    ("medium: cost", "<=", 60, "us/s", cost("medium", "48>16")),
    ("medium: cost over swr 64", "<=", 0.5, "x", cost_over("medium", "swr 64", {"48>16"})),
    ("high: rejection from 1.1 fN", ">=", 120, "dB", quality("high", "rejection_1.1_db")),
    ("high: -3 dB", ">=", 0.95, "fN", quality("high", "edge_fn")),
    ("high: ripple to 0.9 fN", "<=", 0.02, "dB", quality("high", "ripple_db")),
    ("high: delay", "<=", 5, "ms", quality("high", "delay_ms", "48>16")),
    ("high: cost over soxr HQ", "<=", 1, "x", cost_over("high", "soxr HQ")),
    ("high: cost over audioresample 10", "<=", 0.125, "x", cost_over("high", "audioresample 10")),
    ("best: rejection from 1.1 fN", ">=", 150, "dB", quality("best", "rejection_1.1_db")),
    ("best: -3 dB", ">=", 0.97, "fN", quality("best", "edge_fn")),
    ("best: ripple to 0.9 fN", "<=", 0.005, "dB", quality("best", "ripple_db")),
    ("best: delay", "<=", 12, "ms", quality("best", "delay_ms", "48>16")),
    ("best: cost over libsamplerate best", "<=", 0.05, "x", cost_over("best", "src best")),
    ("high, steep: rejection from 1.0 fN", ">=", 120, "dB", quality("high, steep", "rejection_1.0_db")),
    ("high, steep: pass band within 0.1 dB", ">=", 0.9, "fN", quality("high, steep", "flat_fn")),
    ("high, steep: delay", "<=", 6, "ms", quality("high, steep", "delay_ms", "48>16")),
    ("whole clips: rejection from 1.0 fN", ">=", 120, "dB", quality("high, clip", "rejection_1.0_db")),
    ("whole clips: -3 dB", ">=", 0.95, "fN", quality("high, clip", "edge_fn")),
    ("whole clips: ripple to 0.9 fN", "<=", 0.01, "dB", quality("high, clip", "ripple_db")),
    ("whole clips: cost over soxr HQ", "<=", 0.7, "x",
     cost_over("high, clip", "soxr HQ", block="clip")),
    ("two channels: cost of each over that of one", "<=", 1.05, "x", cost_of_shapes("F32, 2 ch")),
    ("6 and 8 channels: cost of each over that of one", "<=", 1.05, "x",
     cost_of_shapes("F32, 6 ch", "F32, 8 ch")),
    ("planar: cost of each channel over that of one", "<=", 1.05, "x",
     cost_of_shapes("F32, 2 ch, planar", "F32, 8 ch, planar")),
    ("S16: cost of each channel over that of one of F32", "<=", 1.05, "x",
     cost_of_shapes("S16, 1 ch", "S16, 2 ch", "S16, 8 ch")),
    ("interpolated, two channels: cost of each over that of one of polyphase", "<=", 2, "x",
     cost_of_shapes("interpolated, 2 ch", ratios=FRACTIONAL)),
    ("interpolated, one channel: cost over that of polyphase", "<=", 2, "x",
     cost_of_shapes("interpolated, 1 ch", ratios=FRACTIONAL)),
    ("rmg settings that a peer dominates", "<=", 0, "", count_dominated),
    ("peers of up to 10 ms delay that no rmg setting dominates", "<=", 0, "", count_not_dominated),
    ("opening, with the design of the filter", "<=", 1, "ms", opening("open_us")),
    ("opening beside one of the same ratio", "<=", 0.1, "ms", opening("open_shared_us")),
)


def over_memcpy(blocks, *prefixes):
    """rmg over memcpy; cases with dither only if the prefixes name them."""
    def find_cases(result):
        return {row["case"]: row["over_memcpy"]["median"] for row in result["rows"]
                if row.get("peer") == "rmg" and row["blocks"] == blocks
                and row["case"].startswith(prefixes)
                and ("tpdf" in row["case"]) == ("F32>S16 tpdf" in prefixes)}
    return find_cases


# The limits hold for 10 ms blocks through a stream and for blocks in one place.
PLACES = (("10 ms", "a stream"), ("10 ms, same place", "one place"))
COPIES = (
    ("S16>F32, S32<->F32", 1.5, ("S16>F32", "S32>F32", "F32>S32")),
    ("F32>S16", 2.5, ("F32>S16",)),
    ("F32>S32", 2.5, ("F32>S32",)),
    ("S24", 2.5, ("S24", "F32>S24")),
    ("F64<->F32", 1.2, ("F64", "F32>F64")),
    ("(de)interleaving", 1.5, ("S16 deint", "S16 int", "F32 deint", "F32 int")),
    ("mono <-> stereo", 1.5, ("F32 mono", "F32 stereo", "S16 mono", "S16 stereo")),
    ("F32>S16 with TPDF dither", 6, ("F32>S16 tpdf",)),
)
CONVERT = tuple((f"{name} over memcpy, {place}", "<=", limit, "x", over_memcpy(blocks, *prefixes))
                for blocks, place in PLACES for name, limit, prefixes in COPIES)


def element_over(group, rmg, peer_start):
    """The own time of an rmg element over that of a peer."""
    def find_cases(result):
        rows = {row["launch"]: row["ns"]["median"] for row in result["rows"]
                if row["group"] == group and row["state"] == "measured"}
        peer = next((launch for launch in rows if launch.startswith(peer_start)), None)
        if peer is None or rmg not in rows:
            return {}
        return {group: (rows[rmg] - rows["identity"]) / (rows[peer] - rows["identity"])}
    return find_cases


ELEMENTS = (
    ("rmgconvert over audioconvert", "<=", 1 / 3, "x",
     element_over("S16>F32", "rmgconvert", "audioconvert")),
    ("rmgresample high over audioresample 10", "<=", 1 / 8, "x",
     element_over("48>16", "rmgresample quality=high", "audioresample quality=10")),
    ("rmgresample medium over audioresample 4", "<=", 1 / 5, "x",
     element_over("48>16", "rmgresample quality=medium", "audioresample quality=4")),
    ("rmgvad adaptive over webrtcdsp, voice detection only", "<=", 1, "x",
     element_over("voice, 48 kHz", "rmgvad engine=adaptive", "webrtcdsp")),
    ("rmgvad adaptive over webrtcdsp, voice detection only", "<=", 1, "x",
     element_over("voice, 16 kHz", "rmgvad engine=adaptive", "webrtcdsp")),
)

def area(voice, figure, snr_db):
    """The area under the ROC curve of the adaptive engine; figure is mean or worst."""
    def find_cases(result):
        return {f"{snr_db} dB": row[figure] for row in result["rows"]
                if row.get("accuracy") == "rmg adaptive" and row["voice"] == voice
                and row["snr_db"] == snr_db}
    return find_cases


def area_over_others(result):
    """The area of rmg minus that of the best peer, for each kind of voice and ratio."""
    means = {}
    for row in result["rows"]:
        if "accuracy" in row:
            case = means.setdefault((row["voice"], row["snr_db"]), {})
            case[row["accuracy"]] = row["mean"]
    return {f"{voice} {db} dB": case["rmg adaptive"] - max(
        mean for name, mean in case.items() if name != "rmg adaptive")
            for (voice, db), case in means.items() if len(case) > 1 and "rmg adaptive" in case}


def decision(figure, snr_db=None):
    def find_cases(result):
        return {f"{row['snr_db']} dB": row[figure] for row in result["rows"]
                if "decisions" in row and row["voice"] == "synthetic"
                and snr_db in (None, row["snr_db"])}
    return find_cases


def alarm(*noises):
    def find_cases(result):
        return {noise: row["false_alarms"][noise] for row in result["rows"]
                if "noise_alone" in row for noise in noises}
    return find_cases


def edge(figure):
    def find_cases(result):
        return {f"{row['snr_db']} dB": row[figure] for row in result["rows"] if "edges" in row}
    return find_cases


def vad_cost(detector):
    def find_cases(result):
        return {"16 kHz": row["ns_per_30ms"]["median"] for row in result["rows"]
                if row.get("detector") == detector}
    return find_cases


def _by_ratio(name, sign, limits, unit, make):
    return tuple((f"{name}, {db} dB", sign, limit, unit, make(db))
                 for db, limit in zip((20, 10, 5, 0), limits))


VAD = (
    *_by_ratio("area, synthetic voices, mean", ">=", (.997, .992, .984, .958), "",
               lambda db: area("synthetic", "mean", db)),
    *_by_ratio("area, synthetic voices, worst noise", ">=", (.99, .97, .93, .80), "",
               lambda db: area("synthetic", "worst", db)),
    *_by_ratio("area, recorded voices, mean", ">=", (.990, .975, .960, .935), "",
               lambda db: area("recorded", "mean", db)),
    ("area less that of the best of the others", ">=", 0, "", area_over_others),
    *_by_ratio("F1 at the default threshold", ">=", (.985, .975, .965, .945), "",
               lambda db: decision("f1", db)),
    ("speech missed", "<=", 0.04, "", decision("miss")),
    ("false alarm in pauses", "<=", 0.10, "", decision("false_alarm")),
    ("false alarm, stationary noise, hum, clicks alone", "<=", 0.01, "",
     alarm("white", "pink", "brown", "hum", "clicks")),
    ("false alarm, music alone", "<=", 0.15, "", alarm("music")),
    ("false alarm, babble alone", "<=", 0.30, "", alarm("babble")),
    ("start of speech from its label", "<=", 60, "ms", edge("start_ms")),
    ("end of speech from its label", "<=", 60, "ms", edge("end_ms")),
    ("cost of a frame", "<=", 4000, "ns", vad_cost("rmg adaptive")),
    ("cost of a frame, energy engine", "<=", 200, "ns", vad_cost("energy")),
)


def _read_files(result, file_format):
    return {row["program"]: row for row in result["rows"]
            if row["format"] == file_format and row["state"] == "measured"}


def times_real_time(result):
    rows = _read_files(result, "wav")
    return {"WAV": rows["rmg"]["times_real_time"]} if "rmg" in rows else {}


def faster_than(program):
    def find_cases(result):
        rows = _read_files(result, "wav")
        if program not in rows or "rmg" not in rows:
            return {}
        return {"WAV": rows["rmg"]["times_real_time"] / rows[program]["times_real_time"]}
    return find_cases


def over_decoding(find_time_s):
    def find_cases(result):
        cases = {}
        for file_format in ("flac", "mp3"):
            rows = _read_files(result, file_format)
            alone = rows.get("GStreamer, decoding alone")
            if alone and "rmg" in rows:
                cases[file_format.upper()] = find_time_s(rows["rmg"]) / find_time_s(alone)
        return cases
    return find_cases


FILES = (
    ("rmg, demo manifest on WAV", ">=", 2000, "x real time", times_real_time),
    ("rmg over ffmpeg in speed", ">=", 1.5, "x", faster_than("ffmpeg (default)")),
    ("rmg over stock GStreamer, quality 10, in speed", ">=", 1, "x",
     faster_than("GStreamer, quality 10")),
    ("rmg over stock GStreamer in F32, quality 10, in speed", ">=", 1, "x",
     faster_than("GStreamer in F32, quality 10")),
    ("FLAC and MP3 over decoding alone, wall time", "<=", 1.15, "x",
     over_decoding(lambda row: row["wall_s"]["median"])),
    ("FLAC and MP3 over decoding alone, processor time", "<=", 1.15, "x",
     over_decoding(lambda row: row["cpu_s"])),
)

def metering_ns(result):
    """The time of a metered node minus that of a bare node."""
    nodes = {row["case"]: row["further_node_ns"] for row in result["rows"]
             if "further_node_ns" in row}
    return {case: nodes[f"{case} metered"] - nodes[f"{case} bare"] for case in ("audio", "value")
            if f"{case} metered" in nodes and f"{case} bare" in nodes}


def start_ms(result):
    return {f"{row['nodes']} nodes": row["total_us"] / 1e3 for row in result["rows"]
            if row.get("case") == "start"}


def session_bytes(result):
    """The bytes of an open session over the limit for its number of DSP nodes."""
    return {row["case"]: row["opened_bytes"] / row["target_bytes"] for row in result["rows"]
            if "opened_bytes" in row}


RUNTIME = (
    ("metering of a node, a buffer", "<=", 60, "ns", metering_ns),
    ("start, from parsing to the first output", "<=", 4, "ms", start_ms),
    ("memory of an open session over 15 kB and 8 kB a DSP node", "<=", 1, "x", session_bytes),
)

AIMS = tuple(aims.Aim(subject, *row) for subject, rows in (
    ("resample", RESAMPLE), ("convert", CONVERT),
    ("vad", VAD), ("elements", ELEMENTS),
    ("files", FILES), ("runtime", RUNTIME)) for row in rows)


def judge(results, subject=None):
    """Return the verdicts on all aims, or on those of one subject."""
    return [aims.judge(aim, results) for aim in AIMS if subject in (None, aim.subject)]
