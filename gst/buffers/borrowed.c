/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The RemoteMedia authors */

/* Memory of the caller as read-only GstMemory. Only memory without a parent knows
 * its address; parts ask their parent whenever they are mapped, so that all of
 * them follow when the content moves. */

#include "gst/buffers/borrowed.h"

typedef struct
{
  GstMemory memory;
  gconstpointer lent; /* of the caller; constant */
  GDestroyNotify release;
  gpointer user_data;

  GMutex lock;
  gpointer own;      /* (nullable): the content after the loan; under lock */
  RmgCopies *copies; /* (nullable): of the session; under lock */
  guint n_maps;      /* active maps of `lent`; under lock */
  gboolean ended;    /* no new maps of `lent`; under lock */
  gboolean returned; /* `lent` is free; under lock */
} Loan;

typedef struct
{
  GstAllocator parent;
  GstMemoryCopyFunction copy; /* of the parent class */
} LoanAllocator;

typedef GstAllocatorClass LoanAllocatorClass;

static GType rmg_loan_allocator_get_type (void);

G_DEFINE_TYPE (LoanAllocator, rmg_loan_allocator, GST_TYPE_ALLOCATOR)

static guint64 n_copies, n_copied_bytes; /* atomic */

/* @copies: (nullable) */
static void
count_copy (RmgCopies *copies, RmgCopyReason reason, gsize n_bytes)
{
  rmg_copies_add (copies, reason, n_bytes);
  __atomic_add_fetch (&n_copies, 1, __ATOMIC_RELAXED);
  __atomic_add_fetch (&n_copied_bytes, n_bytes, __ATOMIC_RELAXED);
}

static Loan *
get_loan (GstMemory *memory)
{
  return (Loan *) (memory->parent != NULL ? memory->parent : memory);
}

/* With the lock held.
 *
 * Returns: whether the caller has to release the memory now */
static gboolean
take_return (Loan *loan)
{
  if (!loan->ended || loan->returned || loan->n_maps > 0)
    return FALSE;
  loan->returned = TRUE;
  return TRUE;
}

static void
release (Loan *loan)
{
  if (loan->release != NULL)
    loan->release (loan->user_data);
}

static gpointer
map_loan (GstMemory *memory, GstMapInfo *info, gsize max_size)
{
  Loan *loan = get_loan (memory);
  gpointer data;

  g_mutex_lock (&loan->lock);
  data = loan->ended ? loan->own : (gpointer) loan->lent;
  loan->n_maps += !loan->ended;
  g_mutex_unlock (&loan->lock);
  info->user_data[0] = data;
  return data;
}

static void
unmap_loan (GstMemory *memory, GstMapInfo *info)
{
  Loan *loan = get_loan (memory);
  gboolean is_last;

  if (info->user_data[0] != loan->lent)
    return;
  g_mutex_lock (&loan->lock);
  loan->n_maps--;
  is_last = take_return (loan);
  g_mutex_unlock (&loan->lock);
  if (is_last)
    release (loan);
}

static GstMemory *
share_loan (GstMemory *memory, gssize offset, gssize size)
{
  GstMemory *whole = memory->parent != NULL ? memory->parent : memory;
  GstMemory *part = g_slice_new (GstMemory);

  gst_memory_init (part, GST_MINI_OBJECT_FLAGS (whole), memory->allocator,
      whole, memory->maxsize, memory->align, memory->offset + (gsize) offset,
      size < 0 ? memory->size - (gsize) offset : (gsize) size);
  return part;
}

static gboolean
is_span (GstMemory *first, GstMemory *second, gsize *offset)
{
  if (offset != NULL)
    *offset = first->offset - first->parent->offset;
  return first->offset + first->size == second->offset;
}

static GstMemory *
copy_loan (GstMemory *memory, gssize offset, gssize size)
{
  LoanAllocator *self = (LoanAllocator *) memory->allocator;
  Loan *loan = get_loan (memory);
  GstMemory *copy = self->copy (memory, offset, size);

  if (copy == NULL)
    return NULL;
  g_mutex_lock (&loan->lock);
  count_copy (loan->copies, RMG_COPY_WRITE, copy->size);
  g_mutex_unlock (&loan->lock);
  return copy;
}

static void
rmg_loan_allocator_free (GstAllocator *allocator, GstMemory *memory)
{
  Loan *loan = (Loan *) memory;

  if (memory->parent != NULL) {
    g_slice_free (GstMemory, memory);
    return;
  }
  if (!loan->returned)
    release (loan);
  g_free (loan->own);
  g_clear_pointer (&loan->copies, rmg_copies_unref);
  g_mutex_clear (&loan->lock);
  g_slice_free (Loan, loan);
}

static void
rmg_loan_allocator_init (LoanAllocator *self)
{
  GstAllocator *allocator = GST_ALLOCATOR_CAST (self);

  self->copy = allocator->mem_copy;
  allocator->mem_type = "rmg-borrowed";
  allocator->mem_copy = copy_loan;
  allocator->mem_is_span = is_span;
  allocator->mem_map_full = map_loan;
  allocator->mem_share = share_loan;
  allocator->mem_unmap_full = unmap_loan;
  GST_OBJECT_FLAG_SET (self, GST_ALLOCATOR_FLAG_CUSTOM_ALLOC);
  GST_OBJECT_FLAG_SET (self, GST_OBJECT_FLAG_MAY_BE_LEAKED);
}

static void
rmg_loan_allocator_class_init (LoanAllocatorClass *klass)
{
  klass->free = rmg_loan_allocator_free;
}

static GstAllocator *
get_allocator (void)
{
  static GstAllocator *allocator;

  if (g_once_init_enter (&allocator)) {
    GstAllocator *created = g_object_new (rmg_loan_allocator_get_type (), NULL);

    gst_object_ref_sink (created);
    g_once_init_leave (&allocator, created);
  }
  return allocator;
}

GstBuffer *
rmg_buffer_new_borrowed (gconstpointer data, gsize size,
    GDestroyNotify release_func, gpointer user_data)
{
  GstBuffer *buffer;
  Loan *loan;

  g_return_val_if_fail (data != NULL && size > 0, NULL);

  loan = g_slice_new0 (Loan);
  loan->lent = data;
  loan->release = release_func;
  loan->user_data = user_data;
  g_mutex_init (&loan->lock);
  gst_memory_init (&loan->memory, GST_MEMORY_FLAG_READONLY, get_allocator (),
      NULL, size, 0, 0, size);
  buffer = gst_buffer_new ();
  gst_buffer_append_memory (buffer, &loan->memory);
  return buffer;
}

static gboolean
is_loan (GstMemory *memory)
{
  return memory->allocator == get_allocator ();
}

/* The memory may also be in other buffers. */
static gboolean
is_held_by_others (GstBuffer *buffer, GstMemory *memory)
{
  return memory->parent != NULL ||
      GST_MINI_OBJECT_REFCOUNT_VALUE (buffer) > 1 ||
      GST_MINI_OBJECT_REFCOUNT_VALUE (memory) > 1;
}

static gboolean
settle_loan (Loan *loan, gboolean keeps_content)
{
  const gsize size = loan->memory.maxsize;
  gboolean is_last, is_free;

  g_mutex_lock (&loan->lock);
  if (keeps_content && !loan->ended) {
    loan->own = g_memdup2 (loan->lent, size);
    count_copy (loan->copies, RMG_COPY_SETTLE, size);
  }
  loan->ended = TRUE;
  is_last = take_return (loan);
  is_free = loan->returned;
  g_mutex_unlock (&loan->lock);
  if (is_last)
    release (loan);
  return is_free;
}

gboolean
rmg_borrowed_settle (GstBuffer *buffer)
{
  gboolean is_free = TRUE;
  guint n_memories;

  g_return_val_if_fail (GST_IS_BUFFER (buffer), FALSE);

  n_memories = gst_buffer_n_memory (buffer);
  for (guint i = 0; i < n_memories; i++) {
    GstMemory *memory = gst_buffer_peek_memory (buffer, i);

    if (is_loan (memory))
      is_free &=
          settle_loan (get_loan (memory), is_held_by_others (buffer, memory));
  }
  return is_free;
}

static gboolean
is_empty (Loan *loan)
{
  gboolean is_empty;

  g_mutex_lock (&loan->lock);
  is_empty = loan->ended && loan->own == NULL;
  g_mutex_unlock (&loan->lock);
  return is_empty;
}

gboolean
rmg_borrowed_is_empty (GstBuffer *buffer)
{
  const guint n_memories = gst_buffer_n_memory (buffer);

  for (guint i = 0; i < n_memories; i++) {
    GstMemory *memory = gst_buffer_peek_memory (buffer, i);

    if (is_loan (memory) && is_empty (get_loan (memory)))
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_loan (GstBuffer *buffer)
{
  const guint n_memories = gst_buffer_n_memory (buffer);

  for (guint i = 0; i < n_memories; i++)
    if (is_loan (gst_buffer_peek_memory (buffer, i)))
      return TRUE;
  return FALSE;
}

static void
set_copies (Loan *loan, RmgCopies *copies)
{
  RmgCopies *old;

  g_mutex_lock (&loan->lock);
  old = loan->copies;
  loan->copies = copies != NULL ? rmg_copies_ref (copies) : NULL;
  g_mutex_unlock (&loan->lock);
  g_clear_pointer (&old, rmg_copies_unref);
}

void
rmg_borrowed_set_copies (GstBuffer *buffer, RmgCopies *copies)
{
  const guint n_memories = gst_buffer_n_memory (buffer);

  for (guint i = 0; i < n_memories; i++) {
    GstMemory *memory = gst_buffer_peek_memory (buffer, i);

    if (is_loan (memory))
      set_copies (get_loan (memory), copies);
  }
}

void
rmg_borrowed_replace (GstBuffer **buffer, RmgCopies *copies)
{
  GstBuffer *borrowed = *buffer;

  if (!has_loan (borrowed))
    return;
  rmg_borrowed_set_copies (borrowed, NULL);
  rmg_copies_add (copies, RMG_COPY_ENTRY, gst_buffer_get_size (borrowed));
  *buffer = gst_buffer_copy_deep (borrowed);
  gst_buffer_unref (borrowed);
}

guint64
rmg_borrowed_get_copies (guint64 *n_bytes)
{
  if (n_bytes != NULL)
    *n_bytes = __atomic_load_n (&n_copied_bytes, __ATOMIC_RELAXED);
  return __atomic_load_n (&n_copies, __ATOMIC_RELAXED);
}
