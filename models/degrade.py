"""What happens to a picture between a street and a recording: light, optics, sensor, compression."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
import numpy.typing as npt

from fairnotice.domain import Pixels


def weather_sign(sign: Pixels, rng: np.random.Generator, left_out: frozenset[str] = frozenset()) -> Pixels:
    """Age a sign (BGRA): fading, dirt, a glare, a shadow's edge, bars or a mesh in front, a torn corner, a bend.

    Args:
        sign: BGRA; not changed.
        rng: What happens to it.
        left_out: Names of what may not happen: ``mesh``, ``reflection``.

    Returns:
        A new BGRA picture of the same shape.
    """
    if rng.random() < 0.08:
        sign = _bent(sign, rng)
    height, width = sign.shape[:2]
    colour = sign[..., :3].astype(np.float32)
    alpha = sign[..., 3].copy()
    if rng.random() < 0.3:
        colour = _dyed(colour, rng)
    if rng.random() < 0.5:
        fade = rng.uniform(0.0, 0.35)
        colour = colour * (1 - fade) + rng.uniform(110, 190) * fade
    if rng.random() < 0.4:
        dirt = _blobs(rng, width, height, max(6, height // 8))
        colour *= 1 - rng.uniform(0.1, 0.5) * dirt[..., None]
    if rng.random() < 0.2:
        glare = _spot(rng, width, height)
        colour += rng.uniform(60, 170) * glare[..., None]
    if rng.random() < 0.3:
        colour *= 1 - rng.uniform(0.2, 0.55) * _half_plane(rng, width, height)[..., None]
    if rng.random() < 0.06:
        step = int(rng.integers(max(6, width // 9), max(8, width // 4)))
        colour[:, :: max(step, 2)] = rng.uniform(30, 120)
        thick = max(1, step // 8)
        for offset in range(thick):
            colour[:, offset :: max(step, 2)] = rng.uniform(30, 120)
    if rng.random() < 0.05 and "mesh" not in left_out:
        _wire(colour, rng)
    if rng.random() < 0.05 and "reflection" not in left_out:
        # What a pane in front of a sticker throws back: bright, soft and larger than the sticker.
        share = rng.uniform(0.15, 0.5) * _blobs(rng, width, height, max(8, height // 3))[..., None]
        colour = colour * (1 - share) + rng.uniform(120, 255, 3).astype(np.float32) * share
    if rng.random() < 0.06:
        alpha[: int(height * rng.uniform(0.05, 0.2)), : int(width * rng.uniform(0.1, 0.5))] = 0
    return np.dstack([np.clip(colour, 0, 255).astype(np.uint8), alpha])


def _bent(sign: Pixels, rng: np.random.Generator) -> Pixels:
    """Bend a sign around an upright pole: its sides turn away."""
    height, width = sign.shape[:2]
    half = rng.uniform(0.5, 1.25)
    across = np.linspace(-np.sin(half), np.sin(half), width, dtype=np.float32)
    source = (np.arcsin(across) / half + 1) / 2 * (width - 1)
    columns = np.repeat(source.astype(np.float32)[None], height, axis=0)
    rows = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, axis=1)
    return np.asarray(cv2.remap(sign, columns, rows, cv2.INTER_LINEAR), np.uint8)


def _dyed(colour: npt.NDArray[np.float32], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Change the colours of a sign: another hue, less or more saturated, as inks and years have it."""
    hsv = cv2.cvtColor(np.clip(colour, 0, 255).astype(np.uint8), cv2.COLOR_BGR2HSV).astype(np.int16)
    hsv[..., 0] = (hsv[..., 0] + int(rng.integers(-90, 90) if rng.random() < 0.3 else rng.integers(-12, 12))) % 180
    hsv[..., 1] = np.clip(hsv[..., 1] * rng.uniform(0.4, 1.2), 0, 255)
    return cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2BGR).astype(np.float32)


def _wire(colour: npt.NDArray[np.float32], rng: np.random.Generator) -> None:
    height, width = colour.shape[:2]
    step, grey = int(rng.integers(14, 48)), tuple([float(rng.uniform(40, 190))] * 3)
    for start in range(-height, width, step):
        for end in ((start, 0, start + height, height), (start, height, start + height, 0)):
            cv2.line(colour, end[:2], end[2:], grey, max(1, step // 14), cv2.LINE_AA)


def _blobs(rng: np.random.Generator, width: int, height: int, cell: int) -> npt.NDArray[np.float32]:
    small = rng.normal(0, 1, (height // cell + 2, width // cell + 2)).astype(np.float32)
    smooth: npt.NDArray[np.float32] = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(smooth, 0, 1)


def _spot(rng: np.random.Generator, width: int, height: int) -> npt.NDArray[np.float32]:
    yy, xx = np.mgrid[:height, :width].astype(np.float32)
    x, y = rng.uniform(0, width), rng.uniform(0, height)
    reach = rng.uniform(0.15, 0.5) * min(width, height)
    spot: npt.NDArray[np.float32] = np.exp(-((xx - x) ** 2 + (yy - y) ** 2) / reach**2).astype(np.float32)
    return spot


def _half_plane(rng: np.random.Generator, width: int, height: int) -> npt.NDArray[np.float32]:
    yy, xx = np.mgrid[:height, :width].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    far = (xx - rng.uniform(0.2, 0.8) * width) * np.cos(angle) + (yy - rng.uniform(0.2, 0.8) * height) * np.sin(angle)
    return np.clip(far / max(2.0, width * 0.02) + 0.5, 0, 1)


def degrade_frame(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Record a picture (BGR) as a camera would: light, blur, rain, low resolution, noise, overlay, JPEG.

    Geometry is not changed, so boxes stay where they are.
    """
    height, width = image.shape[:2]
    lit = image.astype(np.float32)
    if rng.random() < 0.4:
        lit = 255 * (np.clip(lit, 0, 255) / 255) ** rng.uniform(0.7, 1.6)
    if rng.random() < 0.07:
        lit *= np.array([rng.uniform(0.4, 0.8), rng.uniform(0.35, 0.6), rng.uniform(0.3, 0.6)], np.float32)
    if rng.random() < 0.25:
        lit *= rng.uniform(0.88, 1.12, 3).astype(np.float32)
    if rng.random() < 0.06:
        lit = lit * 0.6 + rng.uniform(50, 90)
    frame = np.clip(lit, 0, 255).astype(np.uint8)
    if rng.random() < 0.08:
        frame = cv2.cvtColor(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if rng.random() < 0.25:
        frame = _blur(frame, rng)
    if rng.random() < 0.07:
        frame = _rain(frame, rng)
    if rng.random() < 0.25:
        factor = rng.uniform(0.45, 0.85)
        small = cv2.resize(frame, (int(width * factor), int(height * factor)), interpolation=cv2.INTER_AREA)
        frame = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.35:
        noisy = frame.astype(np.float32) + rng.normal(0, rng.uniform(2, 11), frame.shape).astype(np.float32)
        frame = np.clip(noisy, 0, 255).astype(np.uint8)
    if rng.random() < 0.25:
        _overlay(frame, rng)
    if rng.random() < 0.12:
        return _through_video(frame, rng)
    if rng.random() < 0.8:
        done, packed = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(22, 92))])
        frame = cv2.imdecode(packed, cv2.IMREAD_COLOR) if done else frame
    return np.ascontiguousarray(frame)


def _through_video(frame: Pixels, rng: np.random.Generator) -> Pixels:
    """Pack and unpack a picture as H.264, at qualities that recorders are set to."""
    import av

    height, width = (side // 2 * 2 for side in frame.shape[:2])
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = width, height, "yuv420p", Fraction(1, 25)
    encoder.thread_count = 1
    encoder.options = {"crf": str(int(rng.integers(24, 40))), "preset": "veryfast", "tune": "zerolatency"}
    packets = encoder.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(frame[:height, :width]), format="bgr24"))
    decoder = av.CodecContext.create("h264", "r")
    unpacked = [image for packet in [*packets, *encoder.encode(None)] for image in decoder.decode(packet)]
    unpacked += decoder.decode(None)
    recorded = frame.copy()
    recorded[:height, :width] = unpacked[0].to_ndarray(format="bgr24")
    return recorded


def _blur(frame: Pixels, rng: np.random.Generator) -> Pixels:
    if rng.random() < 0.5:
        return np.asarray(cv2.GaussianBlur(frame, (0, 0), rng.uniform(0.5, 1.5)), np.uint8)
    length = int(rng.integers(3, 7))
    kernel = np.zeros((length, length), np.float32)
    cv2.line(kernel, (0, int(rng.integers(length))), (length - 1, int(rng.integers(length))), 1.0)
    return np.asarray(cv2.filter2D(frame, -1, kernel / kernel.sum()), np.uint8)


def _rain(frame: Pixels, rng: np.random.Generator) -> Pixels:
    height, width = frame.shape[:2]
    drops = frame.copy()
    for _ in range(int(rng.integers(40, 160))):
        x, y, long = int(rng.integers(width)), int(rng.integers(height)), int(rng.integers(4, 22))
        cv2.line(drops, (x, y), (x + long // 6, y + long), (205, 205, 205), 1, cv2.LINE_AA)
    return np.asarray(cv2.addWeighted(frame, 0.65, drops, 0.35, 0), np.uint8)


def _overlay(frame: Pixels, rng: np.random.Generator) -> None:
    height, width = frame.shape[:2]
    day = f"20{rng.integers(16, 27)}-{rng.integers(1, 13):02}-{rng.integers(1, 29):02}"
    clock = f"{day} {rng.integers(24):02}:{rng.integers(60):02}:{rng.integers(60):02}"
    name = str(
        rng.choice([f"CAM {rng.integers(1, 64):02}", f"CH{rng.integers(1, 17)} Entrance", "Main St / 2nd Ave", ""])
    )
    text = f"{name} {clock}".strip() if rng.random() < 0.7 else name or clock
    at = (int(rng.uniform(0.01, 0.4) * width), int(rng.choice([0.06, 0.97]) * height))
    size = height / 540 * rng.uniform(0.5, 0.9)
    cv2.putText(frame, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, (0, 0, 0), 3, cv2.LINE_AA)
    cv2.putText(frame, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, (240, 240, 240), 1, cv2.LINE_AA)
