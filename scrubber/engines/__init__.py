"""Seams to the engines that people run: each module needs the extra of its name."""
