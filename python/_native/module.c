/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* remotemedia._native: sessions of librmg. Loading it does not initialise
 * GStreamer; the first session does. */

#include "python/_native/block.h"
#include "python/_native/fork.h"
#include "python/_native/host.h"
#include "python/_native/session.h"
#include "python/_native/wrap.h"

static PyObject *
count_copies (PyObject *module, PyObject *unused)
{
  (void) module;
  (void) unused;
  return PyLong_FromUnsignedLongLong (
      native_block_get_copies () + rmg_borrowed_get_copies (NULL));
}

static PyMethodDef methods[] = {
  { "count_copies", count_copies, METH_NOARGS,
      "count_copies()\n--\n\nReturn the number of arrays that were copied." },
  { "register_host", native_host_register, METH_VARARGS,
      "register_host(type, description, open)\n--\n\nAdd a node type whose "
      "work Python does." },
  { "view", native_wrap_view, METH_O,
      "view(holder)\n--\n\nReturn the memory of the buffer of a GObject." },
  { "lend", native_wrap_lend, METH_VARARGS,
      "lend(samples, rate, holder)\n--\n\nSet the buffer of a GObject to the "
      "memory of an array." },
  { NULL, NULL, 0, NULL },
};

static int
add (PyObject *module, const char *name, PyObject *type)
{
  int result = type != NULL ? PyModule_AddObjectRef (module, name, type) : -1;

  Py_XDECREF (type);
  return result;
}

static int
execute (PyObject *module)
{
  native_fork_watch ();
  if (add (module, "Session", native_session_make_type (module)) < 0)
    return -1;
  if (add (module, "Host", native_host_make_type (module)) < 0)
    return -1;
  return add (module, "Block", native_block_make_type (module));
}

static PyModuleDef_Slot slots[] = {
  { Py_mod_exec, execute },
  { 0, NULL },
};

static PyModuleDef definition = {
  PyModuleDef_HEAD_INIT,
  .m_name = "_native",
  .m_doc = "Sessions of librmg. One thread uses a session.",
  .m_methods = methods,
  .m_slots = slots,
};

PyMODINIT_FUNC PyInit__native (void);

PyMODINIT_FUNC
PyInit__native (void)
{
  return PyModuleDef_Init (&definition);
}
