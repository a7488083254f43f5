"""The invented town of the demo: an island in mid-Atlantic whose three quarters lie under three laws.

Everything in it is simulated: places, operators, cameras, notices, configurations. What its cameras
show is drawn from `cameras.CAMERAS`, the true state of the town; what the audit finds must come out
of the frames and configurations alone.

``python -m fakes.town --write`` writes the files of this folder anew.
"""

from fakes.town.cameras import CAMERAS, DAYS, TownCamera
from fakes.town.drawing import moment_of, scene
from fakes.town.registry import registry

__all__ = ["CAMERAS", "DAYS", "TownCamera", "moment_of", "registry", "scene"]
