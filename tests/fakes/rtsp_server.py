"""A real RTSP server for the camera farm, on GStreamer.

Run by the system's Python (``/usr/bin/python3``), whose packages carry GStreamer; it needs Debian's
python3-gi, gir1.2-gst-rtsp-server-1.0 and gstreamer1.0-plugins-base, -good, -ugly and -bad, and
exits with status 3 and the reason where they are missing. The stream at a path shows the farm's
still at that path + ``.jpg``, so that both protocols show one world; a path that begins with
``/waking`` shows flat grey for its first two seconds, as a camera does that wakes up.

It prints its port when it is ready and ends when its standard input ends.
"""

import argparse
import sys
import urllib.error
import urllib.request

NEEDED = ("appsrc", "jpegdec", "videoconvert", "x264enc", "rtph264pay")
FRAMES_PER_SECOND = 5
PIPELINE = (
    "( appsrc name=camera is-live=true format=time "
    f"caps=image/jpeg,framerate={FRAMES_PER_SECOND}/1 "
    "! jpegdec ! videoconvert ! video/x-raw,format=I420 "
    "! x264enc tune=zerolatency speed-preset=ultrafast threads=1 pass=quant quantizer=20 "
    f"key-int-max={FRAMES_PER_SECOND} "
    "! rtph264pay config-interval=1 name=pay0 pt=96 )"
)


def main() -> int:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", required=True, help="the farm's HTTP address, where the stills are")
    source = parser.parse_args().source
    try:
        import gi

        gi.require_version("Gst", "1.0")
        gi.require_version("GstRtspServer", "1.0")
        from gi.repository import GLib, Gst, GstRtspServer
    except (ImportError, ValueError) as error:
        return unavailable(str(error))
    Gst.init(None)
    missing = [name for name in NEEDED if Gst.ElementFactory.find(name) is None]
    if missing:
        return unavailable(f"GStreamer has no {', '.join(missing)}")

    class CameraFactory(GstRtspServer.RTSPMediaFactory):
        """Makes one stream per path out of the farm's still at that path."""

        def do_create_element(self, url):
            waking = url.abspath.startswith("/waking/")
            still = fetched(f"{source}{url.abspath.removeprefix('/waking')}.jpg")
            if still is None:
                return None
            grey = fetched(f"{source}/grey.jpg") if waking else None
            pipeline = Gst.parse_launch(PIPELINE)
            feed(pipeline.get_by_name("camera"), [grey] * 2 * FRAMES_PER_SECOND if grey else [], still)
            return pipeline

    def feed(camera, first, still) -> None:
        frame_ns = Gst.SECOND // FRAMES_PER_SECOND
        count = 0

        def push(element, length) -> None:
            nonlocal count
            buffer = Gst.Buffer.new_wrapped(first[count] if count < len(first) else still)
            buffer.pts = buffer.dts = count * frame_ns
            buffer.duration = frame_ns
            count += 1
            element.emit("push-buffer", buffer)

        camera.connect("need-data", push)

    class OneMount(GstRtspServer.RTSPMountPoints):
        """Leads every path to one mount, since a DESCRIBE must name its mount exactly."""

        def do_make_path(self, url):
            _, separator, control = url.abspath.partition("/stream=")
            return f"/camera{separator}{control}"

    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    mounts = OneMount()
    mounts.add_factory("/camera", CameraFactory())
    server.set_mount_points(mounts)
    server.attach(None)
    loop = GLib.MainLoop()
    GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_IN | GLib.IO_HUP, lambda *_: loop.quit())
    sys.stdout.write(f"{server.get_bound_port()}\n")
    sys.stdout.flush()
    loop.run()
    return 0


def fetched(address: str):
    """Return the body at an address of the farm, or None."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.read()
    except (urllib.error.URLError, TimeoutError):
        return None


def unavailable(reason: str) -> int:
    """Say why there is no RTSP server."""
    sys.stdout.write(f"unavailable: {reason}\n")
    return 3


if __name__ == "__main__":
    sys.exit(main())
