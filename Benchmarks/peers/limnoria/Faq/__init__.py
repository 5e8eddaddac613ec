"""Answers the questions of a file, each with its line."""
from . import plugin

Class = plugin.Class
