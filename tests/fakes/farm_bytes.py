"""What the camera farm sends: pictures, and the bytes of its faults."""

from __future__ import annotations

import functools
import struct
import zlib

import cv2
import numpy as np

from fairnotice.domain import Pixels
from fakes.scenes import draw_scene

HTML = b"<!DOCTYPE html>\n<html><head><title>Camera portal</title></head><body>Please log in.</body></html>\n" * 8
BORDER = "farm-border"
MJPEG_TYPE = f"multipart/x-mixed-replace; boundary={BORDER}"


def jpeg(pixels: Pixels, quality: int = 92) -> bytes:
    """Encode BGR pixels as a JPEG."""
    done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError(f"a picture of shape {pixels.shape} cannot be encoded as JPEG")
    return bytes(data)


@functools.cache
def still_pixels() -> Pixels:
    """Return the picture of every camera of the farm that has no scene of its own, 640 x 360 px."""
    return draw_scene(7, 640, 360, "day")


@functools.cache
def still_jpeg() -> bytes:
    """Return that picture as JPEG."""
    return jpeg(still_pixels())


@functools.cache
def still_png() -> bytes:
    """Return that picture as PNG."""
    return bytes(cv2.imencode(".png", still_pixels())[1])


@functools.cache
def grey_jpeg() -> bytes:
    """Return what a camera shows that has not woken up yet: flat grey."""
    return jpeg(np.full_like(still_pixels(), 128))


@functools.cache
def png_bomb(width: int = 20_000, height: int = 10_000) -> bytes:
    """Return a valid PNG of 200 megapixels in a few kilobytes, made without holding its pixels."""
    packer = zlib.compressobj(9)
    row = bytes(1 + width // 8)  # 1 bit per pixel, filter 0
    data = b"".join([*(packer.compress(row) for _ in range(height)), packer.flush()])
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def mjpeg_part(picture: bytes) -> bytes:
    """Return one part of an MJPEG stream, its border first."""
    head = f"--{BORDER}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
    return head.encode() + picture + b"\r\n"


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
