"""What the registry declares of a camera's analytics, read as one source of its configuration."""

from __future__ import annotations

import hashlib
import json

from fairnotice.analytics.meaning.mentions import evidence_level, mention, strongest
from fairnotice.analytics.words.company import Company
from fairnotice.analytics.words.matching import match_text
from fairnotice.analytics.words.vocabulary import Vocabulary, Where, vocabulary
from fairnotice.domain import AnalyticsScan, Camera, ClassifierMention, Level

SOURCE = "registry"
_SAYS_NOTHING = frozenset(
    {"", "?", "-", "unknown", "n/a", "na", "tbd", "未知", "不详", "unbekannt", "inconnu", "desconocido", "неизвестно"}
)
_THE_FIELD_ITSELF = [["analytics"]]
"""What stands in the field is declared to be an analysis: that is company for its words."""


def scan_declared(camera: Camera) -> AnalyticsScan:
    """Read the analytics and the names of models that the registry declares.

    The scan is complete only if the registry says something: ``analytics`` None, or a word such as
    'unknown' in it, is a gap and no 'none'.
    """
    words = vocabulary()
    declared = camera.analytics or ()
    silent = camera.analytics is None or any(text.strip().casefold() in _SAYS_NOTHING for text in declared)
    error = None
    if camera.analytics is None:
        error = "the registry does not say which analytics run"
    elif silent:
        error = "the registry's entry on analytics says nothing"
    return AnalyticsScan(
        device_id=camera.camera_id,
        source=SOURCE,
        content_sha256=_content_hash(camera),
        format="registry",
        complete=not silent,
        mentions=strongest([*_in_declarations(declared, words), *_in_model_names(camera, words)]),
        error=error,
    )


def _content_hash(camera: Camera) -> str:
    content = {
        "analytics": list(camera.analytics) if camera.analytics is not None else None,
        "models": [[model.name, model.labels_path, model.enabled] for model in camera.models],
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _in_declarations(declared: tuple[str, ...], words: Vocabulary) -> list[ClassifierMention]:
    company = Company([*(words.tokens(text) for text in declared), *_THE_FIELD_ITSELF])
    return [
        mention(match, Level.CONFIGURED, f"analytics/{index}", None, text)
        for index, text in enumerate(declared)
        for match in match_text(text, words, Where.TEXT, company, counted=True, negatable=True)
    ]


def _in_model_names(camera: Camera, words: Vocabulary) -> list[ClassifierMention]:
    return [
        mention(match, evidence_level(model.enabled), f"models/{index}/name", None, model.name)
        for index, model in enumerate(camera.models)
        for match in match_text(model.name, words, Where.NAME)
    ]
