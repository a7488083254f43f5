"""Notices to print per rule pack and site, and the source of synthetic training signs."""

from fairnotice.signage.drawing import Lettering, lettering, render_sign, sign_pixels
from fairnotice.signage.notices import notice_for, shown_elements
from fairnotice.signage.spec import LANGUAGES, SignSpec, design_ids, is_notice_design

__all__ = [
    "LANGUAGES",
    "Lettering",
    "SignSpec",
    "design_ids",
    "is_notice_design",
    "lettering",
    "notice_for",
    "render_sign",
    "shown_elements",
    "sign_pixels",
]
