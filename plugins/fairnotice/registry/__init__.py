"""Cameras in: one module per format of registry, one validated model, and the place's jurisdiction.

A registry is untrusted input. A broken row is a value (:class:`~fairnotice.registry.feed.RejectedRow`);
only a file that cannot be read at all raises :class:`~fairnotice.errors.RegistryError`.
"""
