# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The kernels in numpy, for machines without a compiler. Arrays are (channels, samples)."""
