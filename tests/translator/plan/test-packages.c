/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "translator/plan/packages.h"

static void
test_package_of_an_encoder_is_named (void)
{
  g_assert_cmpstr (
      rmg_plan_find_package ("avenc_aac"), ==, "gstreamer1.0-libav");
  g_assert_cmpstr (
      rmg_plan_find_package ("lamemp3enc"), ==, "gstreamer1.0-plugins-good");
}

static void
test_package_of_other_elements_is_unknown (void)
{
  g_assert_null (rmg_plan_find_package ("rmgvad"));
  g_assert_null (rmg_plan_find_package ("enc"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/packages/named", test_package_of_an_encoder_is_named);
  g_test_add_func (
      "/packages/other", test_package_of_other_elements_is_unknown);
  return g_test_run ();
}
