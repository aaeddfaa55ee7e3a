# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Items as bytes: JSON, and pickles where they are allowed."""

from ..core.exceptions import SerializationError
from .serializers import JSONSerializer, PickleSerializer, Serializer, get_serializer

__all__ = ["JSONSerializer", "PickleSerializer", "SerializationError", "Serializer", "get_serializer"]
