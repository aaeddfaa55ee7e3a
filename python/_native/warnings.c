/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/warnings.h"

/* Thread: the session's, with or without the interpreter lock. */
static void
keep_warning (GstMessage *message, gpointer texts)
{
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_WARNING)
    return;
  gst_message_parse_warning (message, &error, NULL);
  if (!g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT) &&
      !g_ptr_array_find_with_equal_func (
          texts, error->message, g_str_equal, NULL))
    g_ptr_array_add (texts, g_strdup (error->message));
}

void
native_warnings_watch (RmgSession *session, GPtrArray *texts)
{
  rmg_session_set_message_func (session, keep_warning, texts, NULL);
}

PyObject *
native_warnings_take (GPtrArray *texts)
{
  PyObject *list = PyList_New (0);
  bool done = list != NULL;

  for (guint i = 0; done && texts != NULL && i < texts->len; i++) {
    PyObject *text = PyUnicode_FromString (texts->pdata[i]);

    done = text != NULL && PyList_Append (list, text) == 0;
    Py_XDECREF (text);
  }
  if (!done)
    Py_CLEAR (list);
  else if (texts != NULL)
    g_ptr_array_set_size (texts, 0);
  return list;
}
