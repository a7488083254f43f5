"""What comes from a camera: a frame, or what it is configured to do; or a typed reason why it did not come.

Start at :mod:`fairnotice.capture.grab` for frames and at :mod:`fairnotice.capture.onvif` for configurations.
Nothing here writes a picture, an address or a credential to a disk or a log.
"""
