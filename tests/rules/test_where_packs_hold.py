"""From a camera's place to the packs that apply to it; all of those that overlap do."""

import pytest

from fairnotice.domain import Point
from fairnotice.registry.jurisdiction import Jurisdictions
from rules.situations import PACKS

WORLD = Jurisdictions.load()


@pytest.mark.parametrize(
    ("place", "lon", "lat", "folders"),
    [
        ("Beijing", 116.39, 39.91, {"cn"}),
        ("Hong Kong", 114.17, 22.30, set()),
        ("Macau", 113.545, 22.19, set()),
        ("Taipei", 121.56, 25.03, set()),
        ("Kinmen, off the mainland", 118.32, 24.43, set()),
        ("Berlin", 13.40, 52.52, {"eu", "de"}),
        ("Paris", 2.35, 48.85, {"eu", "fr"}),
        ("Madrid", -3.70, 40.42, {"eu", "es"}),
        ("Oslo, in the European Economic Area", 10.75, 59.91, {"eu"}),
        ("London", -0.12, 51.50, {"uk"}),
        ("Seoul", 126.98, 37.57, {"kr"}),
        ("Manhattan", -73.9855, 40.7580, {"us-nyc"}),
        ("Albany", -73.75, 42.65, set()),
        ("Portland, Oregon", -122.66, 45.52, {"us-pdx"}),
        ("Portland, Maine", -70.26, 43.66, set()),
        ("Chicago", -87.63, 41.88, {"us-il"}),
        ("St. Louis, across the river from Illinois", -90.199, 38.627, set()),
        ("off Cabo da Roca, within ten kilometres", -9.55, 38.78, {"eu"}),
    ],
)
def test_packs_of_a_place(place, lon, lat, folders):
    code = WORLD.locate(Point(lon, lat))
    applying = {pack.pack_id.split(".")[0] for pack in PACKS.values() if pack.applies_to(code)}
    assert applying == folders, (place, code)
