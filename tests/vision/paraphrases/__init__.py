"""Texts of signs with what they say, by people who never saw the patterns."""
