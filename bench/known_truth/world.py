"""What is assumed of the world: every rate in one place, measured or assumed as docs/simulation.md lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Recall = Literal["drawn", "photo", "photo-low"]
"""How well the world's signs are seen: as drawn ones, as drawn ones on photographs, as the lower bound of that."""


@dataclass(frozen=True, slots=True)
class World:
    """Rates are per camera, site or night as the comment says; shares lie in 0..1, times are in nights."""

    # --- size of the run
    nights: int = 60
    samples: int = 3
    by_demand: bool = False  # each camera's samples follow what its judgement wants: one, so many, or twice as many
    seed: int = 1
    districts: int = 20

    # --- sites and their notices
    site_declared: float = 0.7  # per site: the registry says which cameras share it
    compliant: float = 0.75  # per site: a notice hangs from the first night on
    put_up_late: float = 0.3  # per site without one: put up at some night
    second_notice: float = 0.2  # per compliant site
    out_of_view: float = 0.5  # per notice: no camera shows it
    in_second_view: float = 0.3  # per notice in view, where the site has another camera
    removed: float = 0.03  # per notice
    restored: float = 0.5  # per removed notice, after 3 to 20 nights
    moved_elsewhere: float = 0.02  # per notice: taken down and hung elsewhere the same day

    # --- what the registry declares
    declared: float = 0.4  # per notice in a view: its position is declared
    declared_out_of_view: float = 0.1  # per camera whose site's notice is outside every view
    wrongly_declared: float = 0.03  # per camera: a position where no notice ever hung
    since_known: float = 0.8  # per declared position: with a date
    wrong_kind: float = 0.05  # per site of a household: registered as a company's

    # --- how notices look to the detector
    recall: Recall = "photo"
    persistence: float = 0.5  # share of a miss's variance that is the sign's own, night after night
    height_px_median: float = 48.0
    height_px_spread: float = 0.8  # standard deviation of the logarithm
    look_alike: float = 0.0133  # per view: something else is confirmed as a notice (upper end of 0 of 285 scenes)
    look_alike_leaves: float = 0.3  # per look-alike: gone for good at some night
    other_plates: float = 2.0  # mean number in a view that stay undecided
    plate_beside: float = 0.1  # per notice: another plate on the same post

    # --- what stands in between
    cover_starts: float = 0.005  # per notice in a view and night: a lorry, a plant, a poster
    cover_nights: tuple[tuple[int, float], ...] = ((1, 0.9), (2, 0.05), (3, 0.03), (7, 0.02))
    """How long a cover lasts, with its share."""
    snow_nights: int = 0  # length of one spell per district in which snow lies on signs
    snow_share: float = 0.5  # per notice in such a spell
    poor_weather: float = 0.15  # per district and night: usable, softer
    bad_weather: float = 0.10  # per district and night: no usable frame

    # --- cameras
    dead: float = 0.05  # per camera: from the first to the last night
    night_off: float = 0.05  # per camera and night
    low_resolution: float = 0.10
    soft_lens: float = 0.15
    dark_sample: float = 0.10  # per sample: by lamplight
    turned: float = 0.02  # per camera: once in the run
    turned_little: float = 0.2  # of those: too little to be told for sure
    turn_not_seen: float = 0.0  # of the others: taken for the same view (measured 0 of 730)
    turn_confirmed: float = 0.6  # of those that were noticed: a person says so, after 3 to 20 nights
    frozen: float = 0.01  # per camera: the same picture from some night on
    frozen_not_seen: float = 29 / 600

    # --- people
    visited: float = 0.15  # per site: one visit in the run
    overlooked: float = 0.002  # per visit: a notice hangs and is not found
    imagined: float = 0.01  # per visit: none hangs and one is reported
    reported_late: int = 14  # longest time from a visit to its report
    photo: float = 0.05  # per site with a notice: the operator hands in a photo
    photo_of_another: float = 0.01  # per site without one: a photo from elsewhere is accepted
    put_right: float = 0.5  # per visit that rightly found none: a notice is put up after 3 to 20 nights
    photo_after: float = 0.7  # per visit that found none: a photo, once a notice hangs
    claimed: float = 0.02  # per site: an exemption is claimed

    # --- configurations
    configuration_read: float = 0.3  # per camera
    partly_read: float = 0.1  # of those
    prohibited: float = 0.02  # of those: sorts people by race
    false_friend: float = 0.02  # of those: a word that means something else
    capability: float = 0.03  # of those: could, is not shown to
    switched: float = 0.2  # per prohibited one: switched off at some night
    pessimistic_devices: bool = False  # errors of reading at the upper ends of their intervals
