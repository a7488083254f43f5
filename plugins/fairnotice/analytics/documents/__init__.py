"""Texts of every format, read from untrusted bytes: trees of keys and values where they have them, else lines."""
