# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A session: one stream, pushed block by block as it comes from a microphone.

The state of the nodes runs on from push to push, so that the result is that of the whole
clip. An empty pull() is normal: the filter of the resampler needs some samples first.

Needs the library.

Prints:
    100 blocks of 480 samples
    16000 samples at 16000 Hz, equal to the whole clip: True
    after flush: 160 samples of a new stream
"""

import numpy as np

from remotemedia import AudioResampleNode, Pipeline

pipeline = Pipeline(AudioResampleNode(16000))
stream = np.sin(np.arange(48000) / 20).astype("f4")
blocks = np.split(stream, 100)
print(len(blocks), "blocks of", len(blocks[0]), "samples")

outputs = []
with pipeline.session(sample_rate=48000, channels=1) as session:
    for block in blocks:
        session.push(block)
        outputs += session.pull()
    session.finish()
    outputs += session.pull()
joined = np.concatenate([samples for samples, rate in outputs], axis=1)
whole, rate = pipeline.run_sync((stream, 48000))
print(joined.shape[1], "samples at", rate, "Hz, equal to the whole clip:", np.array_equal(joined[0], whole.ravel()))

with pipeline.session(sample_rate=48000) as session:
    session.push(stream)
    session.flush()  # drops the data in the session, as when a speaker is interrupted
    session.push(blocks[0])
    session.finish()
    print("after flush:", sum(samples.shape[1] for samples, rate in session.pull()), "samples of a new stream")
