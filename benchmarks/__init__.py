"""Measuring and training. Nothing here is part of the library."""
