/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

/* Marks what librmg exports; everything else stays inside the library. */
#define RMG_API __attribute__ ((visibility ("default")))
