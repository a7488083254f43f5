"""The words of the audit, as frozen values that several rooms share.

Coordinates are WGS 84 in lon/lat order, azimuths are degrees clockwise from north, times are
timezone-aware UTC, boxes are ``xyxy``. Pixels are ``uint8`` arrays of shape (height, width, 3) in
BGR order and live in memory only.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]
"""A bounding box (x0, y0, x1, y1); the field that holds it says whether in pixels or as fractions."""


# --- verdicts -------------------------------------------------------------------------------------


class Verdict(StrEnum):
    """What the audit says of one camera under one rule."""

    FAIL = "fail"
    REVIEW = "review"
    UNKNOWN = "unknown"
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    NOT_APPLICABLE = "not_applicable"


VERDICTS_WORST_FIRST: tuple[Verdict, ...] = tuple(Verdict)
"""The order in which verdicts of several rules combine into one for a camera."""


class Force(StrEnum):
    """What weight the text behind a rule has. Only law and statutory codes can be *breached*."""

    LAW = "law"
    STATUTORY_CODE = "statutory_code"
    GUIDANCE = "guidance"
    STANDARD = "standard"
    DRAFT = "draft"
    SUPERSEDED_DRAFT = "superseded_draft"
    REPEALED = "repealed"
    POLICY = "policy"


class Verified(StrEnum):
    """Where somebody read the text of a rule. Only the first two can support ``fail``."""

    OFFICIAL = "official"
    FULL_COPY = "full_copy"
    SECONDARY = "secondary"
    MEMORY = "memory"


class AuditMode(StrEnum):
    """Why an audit runs: for real, over the invented town, or as an exercise that alerts nobody."""

    REGULAR = "regular"
    SIMULATED = "simulated"
    EXERCISE = "exercise"


# --- the registry ---------------------------------------------------------------------------------


class OperatorKind(StrEnum):
    """Who runs a camera, as far as the law distinguishes it."""

    PUBLIC = "public"
    PRIVATE = "private"
    LAW_ENFORCEMENT = "law_enforcement"
    HOUSEHOLD = "household"
    UNKNOWN = "unknown"


class SiteClass(StrEnum):
    """What kind of place a camera stands in."""

    STREET = "street"
    SQUARE = "square"
    ROAD_TRAFFIC = "road_traffic"
    STATION = "station"
    SHOP = "shop"
    BANK = "bank"
    HOTEL = "hotel"
    SCHOOL = "school"
    RESIDENCE_ENTRANCE = "residence_entrance"
    BUSINESS_ENTRANCE = "business_entrance"
    PAYMENT = "payment"
    PARKING = "parking"
    PUBLIC_BUILDING = "public_building"
    PRIVATE_ROOM = "private_room"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Point:
    """A place in WGS 84 degrees."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach an operator; nothing is sent to one that was not verified."""

    kind: Literal["email", "webhook"]
    address: str
    verified_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs cameras."""

    operator_id: str
    name: str
    kind: OperatorKind = OperatorKind.UNKNOWN
    contacts: tuple[Contact, ...] = ()
    language: str | None = None
    """BCP 47 tag of the language in which the operator is written to; None: the registry says nothing about it."""


@dataclass(frozen=True, slots=True)
class AccessBasis:
    """Who allowed the audit to contact a camera, for what, until when."""

    granted_by: str
    scope: tuple[str, ...] = ("frames",)
    """What was allowed: ``frames``, ``configuration``."""
    until: dt.date | None = None

    def covers(self, what: str, on: dt.date) -> bool:
        """Tell whether ``what`` ('frames' or 'configuration') is allowed on the day ``on``."""
        return what in self.scope and (self.until is None or on <= self.until)


TIME_PLACEHOLDER = "{at}"
"""A frame address that holds it can be asked for the picture of a given moment."""

SECRET_PLACEHOLDER = "{secret}"  # noqa: S105 - where one goes, not a secret
"""Where a frame address holds it, capture puts in the password or token of the credential that the camera names."""
USER_PLACEHOLDER = "{user}"
"""Where a frame address holds it, capture puts in the user name of that credential."""


@dataclass(frozen=True, slots=True)
class FrameSource:
    """Where frames of a camera come from.

    ``url`` may hold the placeholder ``{at}``, which capture replaces by the sample's time as
    ``20260301T120000Z``: archives and the simulated town serve the picture of that moment.
    ``credential`` names an entry of the secrets back end; it is never the secret itself, which capture
    puts in where path or query of ``url`` hold ``{secret}``, and shows to the camera otherwise.
    """

    url: str
    access_basis: AccessBasis | None = None
    credential: str | None = None

    @property
    def serves_any_moment(self) -> bool:
        """Whether it gives the picture of a moment that one names."""
        return TIME_PLACEHOLDER in self.url


@dataclass(frozen=True, slots=True)
class DeviceService:
    """Where a device answers what it is configured to do: the address of its ONVIF device service.

    It is asked only if the access basis covers ``configuration``. ``credential`` names an entry of
    the secrets back end; it is never the secret itself.
    """

    url: str
    access_basis: AccessBasis | None = None
    credential: str | None = None


@dataclass(frozen=True, slots=True)
class NoticePosition:
    """Where a notice is known to stand in a camera's view."""

    box: Box
    """Fractions of the frame's width and height, 0..1."""
    origin: Literal["declared", "confirmed"]
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A filing or an authorisation that the registry names; an empty number: it says that there is none."""

    kind: Literal["filing", "authorisation"]
    number: str
    expires_on: dt.date | None = None
    dated: dt.date | None = None
    """Day on which it was filed or granted."""


@dataclass(frozen=True, slots=True)
class DeclaredModel:
    """A model that a camera's operator says runs on its pictures, with its label map."""

    name: str
    labels_path: str | None = None
    """Path of the label map or model file, relative to the registry's folder of configurations."""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class ExemptionClaim:
    """An exemption that an operator claims; the program never grants one."""

    exemption: str
    claimed_by: str
    claimed_on: dt.date
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Declarations:
    """What the registry says of a camera's legal duties.

    None where it says nothing, which is not 'no'; an empty text where it says that there is none.
    """

    necessity: str | None = None
    face_recognition: bool | None = None
    consent: str | None = None
    legal_authorisation: str | None = None
    """What allows face recognition without consent."""
    alternative: str | None = None
    """What people who do not want their face recognised can use instead."""
    stored_faces: int | None = None
    """How many persons' faces the whole system stores."""
    impact_assessment: str | None = None
    audio: bool | None = None
    attested: tuple[str, ...] = ()
    """Names of the values that prove something against the operator: those that its own registry, in a file at hand,
    gives under Fairnotice's own headings. What a stranger's feed says, or a heading that was only taken for ours, may
    mean something else."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A device with a place, an operator, a site and perhaps a source of frames.

    ``camera_id`` is ``<source>:<source_id>`` and is stable between imports. ``analytics`` is None
    where the registry says nothing about it, and empty where it says that there is none.
    """

    camera_id: str
    source: str
    source_id: str
    point: Point
    name: str = ""
    azimuth: float | None = None
    field_of_view: float | None = None
    operator: Operator | None = None
    site_id: str = ""
    site_declared: bool = False
    site_class: SiteClass = SiteClass.UNKNOWN
    in_service_since: dt.date | None = None
    authorisations: tuple[Authorisation, ...] = ()
    frame_source: FrameSource | None = None
    device_service: DeviceService | None = None
    notice_positions: tuple[NoticePosition, ...] = ()
    purpose: str | None = None
    legal_basis: str | None = None
    analytics: tuple[str, ...] | None = None
    models: tuple[DeclaredModel, ...] = ()
    retention_days: int | None = None
    declared: Declarations = Declarations()
    claims: tuple[ExemptionClaim, ...] = ()
    """Exemptions that the registry claims; an import writes them down as facts."""
    jurisdiction: str | None = None
    """Derived from the place: ISO 3166 code such as ``CN``, ``DE``, ``GB``."""
    jurisdiction_declared: str | None = None


# --- what a frame shows ---------------------------------------------------------------------------


class CaptureFault(StrEnum):
    """Why no frame came from a camera."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    AUTH = "auth"
    TLS = "tls"
    TIMEOUT = "timeout"
    NOT_AN_IMAGE = "not_an_image"
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    STALE = "stale"
    FROZEN = "frozen"
    DARK = "dark"
    MAINTENANCE = "maintenance"
    """Somebody said that it is not to be contacted at that time."""
    POLICY = "policy"
    NOT_AUTHORISED = "not_authorised"
    ERROR = "error"
    """The audit itself failed on it: the camera is not to blame."""


@dataclass(frozen=True, slots=True)
class CaptureFailure:
    """A frame that did not come, and why, in words without secrets."""

    fault: CaptureFault
    detail: str
    elapsed_s: float = 0.0
    asked: bool = True
    """False where the camera was not contacted, for want of something on this side."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of one camera, in memory only."""

    pixels: Pixels = field(repr=False)
    captured_at: dt.datetime
    elapsed_s: float = 0.0

    @property
    def width(self) -> int:
        """Width in px."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Height in px."""
        return int(self.pixels.shape[0])


class NoticeStatus(StrEnum):
    """How sure the second look is of a plate that the detector proposed."""

    CANDIDATE = "candidate"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class DecidedBy(StrEnum):
    """What settled a plate's status; each is as certain as it was measured to be."""

    WORDS = "words"
    """Its words announce a camera."""
    PICTOGRAM = "pictogram"
    """It shows the pictogram of a camera that watches, with or without a word about cameras."""
    OTHER_WORDS = "other_words"
    """Its words belong to another kind of sign."""
    NO_SIGN = "no_sign"
    """It looks like no sign."""
    SILENT = "silent"
    """It was read, and what was found settles nothing."""
    UNREAD = "unread"
    """It was not read."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One sign seen in one frame."""

    box: Box
    """Pixels of the frame."""
    score: float
    """The detector's raw score; not a probability."""
    status: NoticeStatus
    reason: str
    """Why it was confirmed or rejected, or what is missing."""
    probability: float | None = None
    """Calibrated probability that it is a notice, where a calibration exists; of the pictures it was measured on."""
    decided_by: DecidedBy | None = None
    text: str = ""
    language: str | None = None
    qr: str | None = None
    elements: Mapping[str, str] = field(default_factory=dict)
    """Element id to ``present``, ``absent`` or ``unreadable``."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Whether a frame can carry a judgement, and if not, why."""

    usable: bool
    reasons: tuple[str, ...] = ()
    """Codes: ``dark``, ``overexposed``, ``blurred``, ``blocked``, ``low_resolution``, ``frozen``, ``moved``, ..."""
    light: Literal["day", "night"] = "day"
    view: Literal["same", "moved", "cannot_tell"] | None = None
    """Whether the camera still looks where it is known to look; None: not compared with anything."""
    measures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What ``vision.inspect`` says of one frame."""

    quality: Quality
    notices: tuple[Notice, ...]
    width: int
    height: int
    model_version: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One sampling slot of one camera: what was seen, or why nothing was.

    The natural key is (window_date, camera_id, sample_number).
    """

    camera_id: str
    window_date: dt.date
    sample_number: int
    observed_at: dt.datetime
    failure: CaptureFailure | None = None
    quality: Quality | None = None
    notices: tuple[Notice, ...] = ()
    width: int = 0
    height: int = 0
    model_version: str = ""
    evidence_sha256: str | None = None


# --- what a device is configured to do ------------------------------------------------------------


class Level(StrEnum):
    """How strongly a configuration proves a classifier. Only those in `PROVING` support ``fail``."""

    NONE = "none"
    CARRIER = "carrier"
    CAPABILITY = "capability"
    CONFIGURED = "configured"
    OBSERVED = "observed"


LEVELS: tuple[Level, ...] = tuple(Level)
"""Weakest first."""
PROVING = frozenset({Level.CONFIGURED, Level.OBSERVED})
"""The levels that show a classifier at work."""


@dataclass(frozen=True, slots=True)
class ClassifierMention:
    """One place in a configuration that names a classifier of persons."""

    path: str
    """Place within the source: JSON pointer, XPath, key path or label index."""
    line: int | None
    term: str
    category: str
    """``race``, ``ethnicity``, ``religion``, ``religious_dress``, ``race_proxy``, ..."""
    level: Level
    confidence: float
    excerpt: str
    settles: str = ""
    """What would settle a mention that is not certain."""


@dataclass(frozen=True, slots=True)
class AnalyticsScan:
    """One reading of one source of a device's configuration.

    The natural key is (device_id, source, content_sha256).
    """

    device_id: str
    source: str
    """What was read: ``registry``, or the path of a label map, model or configuration."""
    content_sha256: str
    format: str
    complete: bool
    """Whether all of it was parsed."""
    mentions: tuple[ClassifierMention, ...] = ()
    error: str | None = None
    read_on: dt.date | None = None
    """Window of the newest reading that found this content; None before it is stored."""


# --- proofs and findings --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """A redacted picture or a configuration excerpt, addressed by its content."""

    sha256: str
    kind: Literal["redacted_frame", "configuration_excerpt"]
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class SiteVisit:
    """A dated visit or photo survey of a site's entrances by a person."""

    site_id: str
    visited_on: dt.date
    notice_found: bool
    by: str
    elements: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecallBin:
    """Measured recall of the detector for one range of sign heights, in frames of one range of blur.

    Source: the detector's evaluation; ``lower`` is the lower end of the 95 % Wilson interval of
    ``found`` out of ``shown``.
    """

    min_height_px: float
    max_height_px: float
    found: int
    shown: int
    lower: float
    min_blur: float = 0.0
    """Least blur of the frames, as `Quality.measures` has it."""
    max_blur: float = math.inf


@dataclass(frozen=True, slots=True)
class RecallTable:
    """Recall by sign height and blur for one kind of picture (``real`` photographs or ``drawn`` scenes)."""

    kind: Literal["real", "drawn"]
    model_version: str
    bins: tuple[RecallBin, ...]

    def lower_bound(self, height_px: float, blur: float | None = None) -> float | None:
        """Return the lower bound of recall, or None where nothing was measured.

        Args:
            height_px: Height of the notice in px of the frame.
            blur: Of the frame, 0..1; None where it was not measured: then the least bound at this height counts.
        """
        fitting = [
            entry
            for entry in self.bins
            if entry.min_height_px <= height_px < entry.max_height_px
            and (blur is None or entry.min_blur <= blur < entry.max_blur)
        ]
        if not fitting or not all(entry.shown for entry in fitting):
            return None
        return min(entry.lower for entry in fitting)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a judgement of one camera may use, and nothing else.

    ``observations`` and ``visits`` cover the evidence window and include those of the other cameras
    of the same declared site. ``scans`` are the newest reading of each source, ``scans_before`` those that named
    anything when the device was read the time before.
    """

    camera: Camera
    observations: tuple[Observation, ...] = ()
    scans: tuple[AnalyticsScan, ...] = ()
    visits: tuple[SiteVisit, ...] = ()
    claims: tuple[ExemptionClaim, ...] = ()
    recall: RecallTable | None = None
    moved_on: Mapping[str, dt.date] = field(default_factory=dict)
    """By camera: the newest day on which a person confirmed that its view was moved."""
    scans_before: tuple[AnalyticsScan, ...] = ()
    site_code: str | None = None
    """What is printed on the notice of the camera's site, if one was made; see `fairnotice.site_code`."""


class FactKind(StrEnum):
    """What kind of fact a step of a judgement rests on."""

    OBSERVATION = "observation"
    VISIT = "visit"
    SCAN = "scan"
    CLAIM = "claim"
    DECLARATION = "declaration"
    POSITION = "position"
    RECALL = "recall"


@dataclass(frozen=True, slots=True)
class FactRef:
    """One fact that a step of a judgement rests on, named so that it can be found again.

    ``key`` is the fact's natural key in words, without the name of a person: who visited stands with the visit, where
    it can be erased. ``says`` is what the fact says, as a code (``confirmed``, ``missed``, a capture fault) or as a
    declared value.
    """

    kind: FactKind
    key: str
    day: dt.date | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a judgement: a stable code, a sentence, what would settle it, and what it rests on."""

    code: str
    text: str
    settles: str = ""
    """What is missing for certainty."""
    facts: tuple[FactRef, ...] = ()
    """The decisive facts, the newest first; few, however many there are."""
    more_facts: int = 0
    """How many further facts say the same."""
    by_text: bool = False
    """Whether the step rests on the rule's text, as the finding cites it, and not on facts alone."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule is written."""

    instrument: str
    article: str
    address: str = ""
    """Official address only."""
    verified: Verified = Verified.MEMORY

    def __str__(self) -> str:
        """Return the citation as it is printed."""
        text = f"{self.instrument}, {self.article}" if self.article else self.instrument
        return text if self.verified in (Verified.OFFICIAL, Verified.FULL_COPY) else f"{text} (unverified)"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one camera on one day."""

    camera_id: str
    rule_id: str
    pack_id: str
    pack_version: str
    verdict: Verdict
    force: Force
    confidence: float
    reasons: tuple[Reason, ...]
    citation: Citation
    proof: str | None = None
    """Which proof it rests on: ``declared_position``, ``site_visit``, ``configured``, ..."""
    evidence: tuple[str, ...] = ()
    """SHA-256 of the evidence."""
    remedy: str = ""
    """What puts it right."""
    title: str = ""
    severity: Literal["low", "medium", "high"] = "medium"

    @property
    def facts(self) -> tuple[FactRef, ...]:
        """Return the facts that its steps rest on, each once, in the order of the steps."""
        return tuple(dict.fromkeys(fact for reason in self.reasons for fact in reason.facts))

    @property
    def is_breach_of_law(self) -> bool:
        """Tell whether this finding may be called a breach of law."""
        return self.verdict is Verdict.FAIL and self.force in (Force.LAW, Force.STATUTORY_CODE)


# --- runs -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Audit:
    """One run, identified by what it looks at and when its window starts."""

    scope: str
    """Which cameras: a registry source such as ``demo``, or ``all``."""
    window_start: dt.datetime
    mode: AuditMode = AuditMode.REGULAR

    @property
    def audit_id(self) -> str:
        """Return the natural key as text, for example ``demo/2026-03-01T00:00Z``."""
        return f"{self.scope}/{self.window_start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"

    @property
    def window_date(self) -> dt.date:
        """Return the UTC day on which the window starts."""
        return self.window_start.astimezone(dt.UTC).date()
