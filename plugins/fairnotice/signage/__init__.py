"""Notices to print per rule pack and site, and the source of synthetic training signs."""

from fairnotice.signage.drawing import render_sign, sign_pixels
from fairnotice.signage.notices import notice_for
from fairnotice.signage.spec import LANGUAGES, SignSpec, design_ids, is_notice_design

__all__ = ["LANGUAGES", "SignSpec", "design_ids", "is_notice_design", "notice_for", "render_sign", "sign_pixels"]
