"""Telling people: what is put into the outbox, and how it leaves."""
