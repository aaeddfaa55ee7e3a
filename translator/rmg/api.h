/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */
#pragma once

/* Marks the symbols that librmg exports. */
#define RMG_API __attribute__ ((visibility ("default")))
