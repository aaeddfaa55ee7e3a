/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* The network from the features of features.h to a probability: gates are in
 * the order reset, update, new, and units run fastest, so that vectors go across
 * them. */
#pragma once

#define RMG_VAD_MODEL_INPUTS 43
#define RMG_VAD_MODEL_UNITS 64
#define RMG_VAD_MODEL_GATES (3 * RMG_VAD_MODEL_UNITS)

extern const float rmg_vad_model_input_weights[RMG_VAD_MODEL_INPUTS]
                                              [RMG_VAD_MODEL_GATES];
extern const float rmg_vad_model_hidden_weights[RMG_VAD_MODEL_UNITS]
                                               [RMG_VAD_MODEL_GATES];
extern const float rmg_vad_model_input_bias[RMG_VAD_MODEL_GATES];
extern const float rmg_vad_model_hidden_bias[RMG_VAD_MODEL_GATES];
extern const float rmg_vad_model_output_weights[RMG_VAD_MODEL_UNITS];
extern const float rmg_vad_model_output_bias;
