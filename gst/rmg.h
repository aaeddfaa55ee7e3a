/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Everything a program needs: #include <rmg/rmg.h>, pkg-config rmg-1.0. */
#pragma once

#include "api.h"
#include "catalog.h"
#include "error.h"
#include "graph.h"
#include "host.h"
#include "init.h"
#include "manifest.h"
#include "plan.h"
#include "session.h"
#include "value.h"
#include "value-json.h"
#include "value-memory.h"
