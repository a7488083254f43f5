"""Every place of a digest as CSV, for whoever has more of them than a message can show."""

from __future__ import annotations

import csv
import io

from fairnotice.alerts.gathering import Gathered
from fairnotice.alerts.rule_texts import title_of
from fairnotice.store.spreadsheets import cell

_COLUMNS = (
    "kind",
    "place",
    "site",
    "cameras",
    "rule",
    "title",
    "citation",
    "breach_of_law",
    "since",
    "latitude",
    "longitude",
)


def listing(gathered: Gathered, language: str) -> str:
    """Return every place as CSV with a line of headings, titles in ``language``."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(_COLUMNS)
    for topic in gathered.topics:
        title = title_of(topic.payload, topic.rule_id, language)
        for place in topic.places:
            point = [f"{place.point.lat:.6f}", f"{place.point.lon:.6f}"] if place.point else ["", ""]
            row = [topic.kind, place.name, place.site, " ".join(place.camera_ids), topic.rule_id, title]
            row += [str(topic.payload.get("citation", "")), str(topic.payload.get("breach_of_law", "")), place.since]
            table.writerow([cell(value) for value in row] + point)
    return text.getvalue()
