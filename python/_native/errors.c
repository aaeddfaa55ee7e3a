/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

#include "python/_native/errors.h"

static PyObject *
get_attribute (const char *module_name, const char *name)
{
  PyObject *module = PyImport_ImportModule (module_name);
  PyObject *found =
      module != NULL ? PyObject_GetAttrString (module, name) : NULL;

  Py_XDECREF (module);
  return found;
}

static PyObject *
get_exception (const char *name)
{
  return get_attribute ("remotemedia.core.exceptions", name);
}

PyObject *
native_read_json (const char *text)
{
  PyObject *loads = get_attribute ("json", "loads");
  PyObject *value =
      loads != NULL ? PyObject_CallFunction (loads, "s", text) : NULL;

  Py_XDECREF (loads);
  return value;
}

char *
native_describe_exception (void)
{
  PyObject *type, *value, *traceback, *name, *text;
  const char *name_text, *value_text;
  char *description;

  PyErr_Fetch (&type, &value, &traceback);
  PyErr_NormalizeException (&type, &value, &traceback);
  name = type != NULL ? PyObject_GetAttrString (type, "__name__") : NULL;
  text = value != NULL ? PyObject_Str (value) : NULL;
  name_text = name != NULL ? PyUnicode_AsUTF8AndSize (name, NULL) : NULL;
  value_text = text != NULL ? PyUnicode_AsUTF8AndSize (text, NULL) : NULL;
  description =
      g_strdup_printf ("%s: %s", name_text != NULL ? name_text : "exception",
          value_text != NULL ? value_text : "without a text");
  Py_XDECREF (text);
  Py_XDECREF (name);
  Py_XDECREF (traceback);
  Py_XDECREF (value);
  Py_XDECREF (type);
  PyErr_Clear ();
  return description;
}

PyObject *
native_raise_pipeline (const char *message)
{
  PyObject *type = get_exception ("PipelineError");

  if (type != NULL)
    PyErr_SetString (type, message);
  Py_XDECREF (type);
  return NULL;
}

/* Makes NodeError (message, node_id=..., ...). */
static PyObject *
make_node_error (const RmgFault *fault)
{
  PyObject *type = get_exception ("NodeError");
  PyObject *arguments = Py_BuildValue ("(s)", fault->error->message);
  PyObject *keywords = Py_BuildValue ("{s:s,s:s,s:z,s:I}", "node_id",
      fault->node_id, "node_type", fault->node_type, "source",
      fault->element_path, "attempts", MAX (fault->n_attempts, 1));
  PyObject *error = NULL;

  if (keywords != NULL && fault->item != RMG_FAULT_NO_ITEM) {
    PyObject *item = PyLong_FromUnsignedLongLong (fault->item);

    PyDict_SetItemString (keywords, "item_index", item);
    Py_XDECREF (item);
  }
  if (type != NULL && arguments != NULL && keywords != NULL)
    error = PyObject_Call (type, arguments, keywords);
  Py_XDECREF (keywords);
  Py_XDECREF (arguments);
  Py_XDECREF (type);
  return error;
}

/* The record of the fault as a dict. */
static int
add_record (PyObject *error, const RmgFault *fault)
{
  g_autofree char *text = rmg_fault_to_json (fault);
  PyObject *record = native_read_json (text);
  int result =
      record != NULL ? PyObject_SetAttrString (error, "fault", record) : -1;

  Py_XDECREF (record);
  return result;
}

/* An exception with the text of the cause, of the type that a Python node would
 * have raised for it. */
static void
add_cause (PyObject *error, const RmgFault *fault)
{
  PyObject *type = fault->retryable ? PyExc_OSError : PyExc_RuntimeError;
  PyObject *cause;

  if (g_error_matches (
          fault->error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND))
    type = PyExc_FileNotFoundError;
  else if (g_error_matches (fault->error, RMG_ERROR, RMG_ERROR_OUT_OF_RANGE))
    type = PyExc_OverflowError;
  else if (g_error_matches (fault->error, RMG_ERROR, RMG_ERROR_WRONG_TYPE))
    type = PyExc_TypeError;
  cause = PyObject_CallFunction (type, "s", fault->message);
  if (cause != NULL)
    PyException_SetCause (error, cause);
}

static PyObject *
raise_fault (RmgFault *fault)
{
  PyObject *error = make_node_error (fault);

  if (error != NULL && add_record (error, fault) == 0) {
    add_cause (error, fault);
    PyErr_SetObject ((PyObject *) Py_TYPE (error), error);
  }
  Py_XDECREF (error);
  rmg_fault_unref (fault);
  return NULL;
}

static PyObject *
get_type (const GError *error)
{
  if (g_error_matches (error, RMG_ERROR, RMG_ERROR_INPUT))
    return Py_NewRef (PyExc_ValueError);
  if (g_error_matches (error, RMG_ERROR, RMG_ERROR_FORKED))
    return Py_NewRef (PyExc_RuntimeError);
  return get_exception ("PipelineError");
}

PyObject *
native_raise (RmgSession *session, GError *error)
{
  g_autoptr (GError) owned = error;
  PyObject *type;

  if (session != NULL && rmg_session_get_n_faults (session) > 0 &&
      !g_error_matches (error, RMG_ERROR, RMG_ERROR_INPUT))
    return raise_fault (rmg_session_get_fault (session, 0));
  if (error == NULL)
    return native_raise_pipeline ("the session failed without a reason");
  type = get_type (error);
  if (type != NULL)
    PyErr_SetString (type, error->message);
  Py_XDECREF (type);
  return NULL;
}
