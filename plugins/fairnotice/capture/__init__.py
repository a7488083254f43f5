"""A frame from a camera, or a typed reason why none came: one module per protocol, one ``grab()``.

Start at :mod:`fairnotice.capture.grab`. Nothing here writes a picture, an address or a credential
to a disk or a log.
"""
