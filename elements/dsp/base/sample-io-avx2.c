/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#define ROWS rmg_sample_io_avx2
#include "elements/dsp/base/sample-io-template.h"
