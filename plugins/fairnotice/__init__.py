"""Fairnotice: an audit of camera networks in public space."""

__version__ = "0.1.0"
