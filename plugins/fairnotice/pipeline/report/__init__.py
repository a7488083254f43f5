"""A report of a selection as PDF: coverage first, then the map, the rules, and each finding with its evidence."""

from fairnotice.pipeline.report.content import Report, gather
from fairnotice.pipeline.report.drawing import LANGUAGES, Language, render

__all__ = ["LANGUAGES", "Language", "Report", "gather", "render"]
