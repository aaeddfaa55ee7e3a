/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* For a source NAME-isa.c, which is compiled once for each instruction set. The
 * build defines
 *   RMG_ISA      the level, as RMG_CPU spells it: scalar, sse2, avx2 or avx512
 *   RMG_ISA_F32  floats in a vector, 1 for scalar
 *   RMG_ISA_F64  doubles in a vector, 1 for scalar */
#pragma once

#define RMG_ISA_PASTE(name, isa) name##_##isa
#define RMG_ISA_EXPAND(name, isa) RMG_ISA_PASTE (name, isa)

/* rmg_power becomes rmg_power_avx2, for instance. */
#define RMG_ISA_NAME(name) RMG_ISA_EXPAND (name, RMG_ISA)
