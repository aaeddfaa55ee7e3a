/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* A subcommand: the text of its help and a function. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TOOL_OK = 0,
  TOOL_FAILED = 1,
  TOOL_USAGE = 2,
  TOOL_INVALID = 3, /* the manifest, or an input that is not there */
  TOOL_TIMEOUT = 4,
  TOOL_INTERRUPTED = 130,
  TOOL_BROKEN_PIPE = 141,
} ToolExit;

typedef enum
{
  TOOL_OPTION_FLAG,
  TOOL_OPTION_TEXT,
  TOOL_OPTION_INPUT,    /* repeated: a path, a URI, or NODE=path */
  TOOL_OPTION_LIST,     /* repeated: a text */
  TOOL_OPTION_CHOICE,   /* one of the words of @values */
  TOOL_OPTION_DURATION, /* 300, 2.5, 300ms, 30s, 5m: guint, milliseconds */
} ToolOptionKind;

/* An option and where its value goes. */
typedef struct
{
  const char *name; /* without dashes */
  char letter;      /* 0: none */
  ToolOptionKind kind;
  const char *values; /* for the help; the words of a choice, split by "|" */
  const char *help;
  gsize offset; /* in the settings, of a gboolean, const char *, guint or, of
                   inputs and lists, GPtrArray * */
} ToolOption;

typedef struct _ToolCommand ToolCommand;

/* The sorted arguments. Texts are borrowed from argv. */
typedef struct
{
  const ToolCommand *command;
  gpointer settings;
  const char *argument; /* (nullable): the one without dashes */
  GPtrArray *overrides; /* (element-type utf8): "NODE.PARAM=VALUE" */
} ToolArguments;

struct _ToolCommand
{
  const char *name;
  const char *argument; /* (nullable): "MANIFEST", "[TYPE]" */
  gboolean takes_overrides;
  const char *summary;     /* one line, for the list of commands */
  const char *description; /* for its own help */
  const char *examples;
  const ToolOption *options; /* ends with a name of NULL */
  gsize settings_size;       /* zeroed before the options are read */
  ToolExit (*run) (const ToolArguments *arguments);
};

extern const ToolCommand tool_command_run;
extern const ToolCommand tool_command_validate;
extern const ToolCommand tool_command_plan;
extern const ToolCommand tool_command_graph;
extern const ToolCommand tool_command_nodes;

/* The option -o, in every command that has several formats. */
#define TOOL_OPTION_FORMAT(type, words, fallback)                              \
  {                                                                            \
    "output-format", 'o', TOOL_OPTION_CHOICE, words,                           \
        "format of the answer; default " fallback,                             \
        G_STRUCT_OFFSET (type, format)                                         \
  }

G_END_DECLS
