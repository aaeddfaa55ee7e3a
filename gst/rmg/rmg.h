/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Everything a program needs: #include <rmg/rmg.h>, pkg-config rmg-1.0. */
#pragma once

#include <rmg/api.h>
#include <rmg/borrowed.h>
#include <rmg/catalog.h>
#include <rmg/enum-types.h>
#include <rmg/error.h>
#include <rmg/fault.h>
#include <rmg/files.h>
#include <rmg/graph.h>
#include <rmg/host.h>
#include <rmg/host-types.h>
#include <rmg/init.h>
#include <rmg/items.h>
#include <rmg/manifest.h>
#include <rmg/metrics.h>
#include <rmg/numbers.h>
#include <rmg/output.h>
#include <rmg/plan.h>
#include <rmg/plan-policy.h>
#include <rmg/plan-step.h>
#include <rmg/segments.h>
#include <rmg/session.h>
#include <rmg/state.h>
#include <rmg/value.h>
#include <rmg/value-json.h>
#include <rmg/value-memory.h>
#include <rmg/whole-item.h>
