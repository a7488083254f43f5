"""CQL2 into a condition of PostgreSQL: names from a list, values as parameters, and nothing else.

The library ``cql2`` reads text and JSON; what it read is walked here. It has two weaknesses that a stranger could use:
brackets that are never closed take twice as long with each one more, and whatever nests thousands deep (brackets,
signs, NOT, comparisons in a row) uses up the stack and ends the process. So a filter's length and depth are checked
before it is read.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import cql2
import shapely
from psycopg import sql
from shapely.geometry import shape

from fairnotice.web.errors import BadRequestError
from fairnotice.web.ogc.temporal import TEMPORAL, Instant, day_of, moment_of

Kind = Literal["text", "number", "boolean", "date", "timestamp", "geometry"]
Language = Literal["cql2-text", "cql2-json"]

MOST_CHARACTERS = 4000
MOST_TERMS = 200
_DEEPEST_BRACKETS = 8
_DEEPEST_JSON = 24
_NESTS = re.compile(r"\bNOT\b|[-+*/^%=<>]", re.IGNORECASE)
_SIGNED_NUMBER = re.compile(r"(?<=[\s(,])[-+](?=[\d.])|(?<=\d[eE])[-+](?=\d)")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_ENDS_ESCAPING = re.compile(r"(?<!\\)(?:\\\\)*\\$")
_COMPARED = {"=": "=", "<>": "<>", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_SPATIAL = {
    f"s_{name}": sql.SQL(f"st_{name}")
    for name in ("intersects", "equals", "disjoint", "touches", "within", "overlaps", "crosses", "contains")
}
_PLAIN: dict[Kind, sql.SQL] = {
    "text": sql.SQL("{}::text"),
    "number": sql.SQL("{}::double precision"),
    "boolean": sql.SQL("{}::boolean"),
}
_FIRST_OF_DAY = sql.SQL("(({} + interval '0') AT TIME ZONE 'UTC')")
_LAST_OF_DAY = sql.SQL("(({} + interval '1 day' - interval '1 microsecond') AT TIME ZONE 'UTC')")
_READS = {
    "text": "text in single quotes",
    "number": "a number",
    "boolean": "true or false",
    "date": "DATE('2026-03-05')",
    "timestamp": "TIMESTAMP('2026-03-05T12:00:00Z')",
    "geometry": "a geometry such as POINT(-38 31.5)",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A property of a collection that may be filtered by."""

    kind: Kind
    title: str
    values: tuple[str, ...] = ()
    """All values that it can have, where they are few."""
    indexed: bool = False
    """Whether the database finds rows by it without reading the others."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter as the database takes it."""

    indexed: sql.Composable
    """The part that an index answers, so that it may be asked of all rows; TRUE where there is none."""
    other: sql.Composable
    """The rest, which each row must be read for."""
    parameters: Mapping[str, Any]
    reads_rows: bool
    """Whether there is such a rest."""


EVERYTHING = Condition(sql.SQL("TRUE"), sql.SQL("TRUE"), {}, reads_rows=False)


def condition_of(text: str | None, language: Language, columns: Mapping[str, Column]) -> Condition:
    """Translate a filter.

    Args:
        text: CQL2 in the language named; None: everything.
        language: CQL2 as text or as JSON.
        columns: What may be named, by name; every name is a column of the statement that the condition is put into.

    Raises:
        BadRequestError: It is no filter of these properties, or longer or deeper than is read.
    """
    if text is None:
        return EVERYTHING
    tree = _read(text, language)
    walk = _Walk(columns)
    parts = tree["args"] if isinstance(tree, dict) and tree.get("op") == "and" else [tree]
    sorted_out: dict[bool, list[sql.Composable]] = {True: [], False: []}
    for part in parts:
        sorted_out[_is_indexed(part, columns)].append(walk.truth(part))
    return Condition(
        _all(sorted_out[True]), _all(sorted_out[False]), walk.parameters, reads_rows=bool(sorted_out[False])
    )


def _all(parts: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL("({})").format(sql.SQL(" AND ").join(parts)) if parts else sql.SQL("TRUE")


def _read(text: str, language: Language) -> Any:
    if len(text) > MOST_CHARACTERS:
        raise BadRequestError(f"filter: more than {MOST_CHARACTERS} characters; use bbox or several requests")
    if "\x00" in text:
        raise BadRequestError("filter: holds a NUL character")
    if language == "cql2-text":
        _refuse_deep_text(_QUOTED.sub("", text))
        read: Callable[[str], cql2.Expr] = cql2.parse_text
    else:
        _refuse_deep_json(text)
        read = cql2.parse_json
    try:
        return read(text).to_json()
    except cql2.ParseError as error:
        where = str(error).strip().splitlines()[0] if language == "cql2-text" else "not an expression of CQL2 JSON"
        raise BadRequestError(f"filter: not {language}: {where}"[:200]) from None


def _refuse_deep_text(unquoted: str) -> None:
    depth = 0
    for letter in unquoted:
        depth += (letter == "(") - (letter == ")")
        if depth > _DEEPEST_BRACKETS:
            raise BadRequestError(f"filter: more than {_DEEPEST_BRACKETS} brackets within each other")
    if depth:
        raise BadRequestError("filter: a bracket is not closed, or closed twice")
    if len(_NESTS.findall(_SIGNED_NUMBER.sub("", unquoted))) > MOST_TERMS:
        raise BadRequestError(f"filter: more than {MOST_TERMS} terms")


def _refuse_deep_json(text: str) -> None:
    try:
        level = [json.loads(text)]
    except (ValueError, RecursionError):
        raise BadRequestError("filter: not JSON, or nested too deeply") from None
    for _ in range(_DEEPEST_JSON):
        level = [inner for each in level if isinstance(each, (dict, list)) for inner in _within(each)]
        if not level:
            return
    raise BadRequestError(f"filter: nested more than {_DEEPEST_JSON} deep")


def _within(each: dict[str, Any] | list[Any]) -> list[Any]:
    return list(each.values()) if isinstance(each, dict) else each


def _is_indexed(part: Any, columns: Mapping[str, Column]) -> bool:
    """Whether an index answers this part alone: an indexed property that equals, or lies in, something given."""
    if not isinstance(part, dict) or part.get("op") not in ("=", "in", "s_intersects", "s_within"):
        return False
    first = part["args"][0] if part.get("args") else None
    named = columns.get(str(first.get("property"))) if isinstance(first, dict) else None
    return named is not None and named.indexed and "property" not in json.dumps(part["args"][1:])


@dataclass
class _Walk:
    """One translation: what it has met so far."""

    columns: Mapping[str, Column]
    parameters: dict[str, Any] = field(default_factory=dict)
    terms: int = 0

    def truth(self, node: Any) -> sql.Composable:
        """Translate what is true or false."""
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise BadRequestError(f"filter: more than {MOST_TERMS} terms")
        if isinstance(node, bool):
            return sql.SQL("TRUE" if node else "FALSE")
        if isinstance(node, dict) and "property" in node:
            return self._operand(node, "boolean")[0]
        op, args = _call(node)
        if op in ("and", "or"):
            return sql.SQL("({})").format(sql.SQL(f" {op.upper()} ").join([self.truth(each) for each in args]))
        if op == "not":
            return sql.SQL("(NOT {})").format(self.truth(_exactly(args, 1, op)[0]))
        if op == "isNull":
            return sql.SQL("({} IS NULL)").format(self._operand(_exactly(args, 1, op)[0])[0])
        if op in _COMPARED:
            left, right = self._alike(_exactly(args, 2, op))
            return sql.SQL("({} {} {})").format(left, sql.SQL(_COMPARED[op]), right)
        if op == "between":
            # The library gives the limits apart, older JSON gives them as a list.
            of, *limits = [args[0], *args[1]] if len(args) == 2 and isinstance(args[1], list) else args
            return sql.SQL("({} BETWEEN {} AND {})").format(*self._alike([of, *_exactly(limits, 2, op)]))
        if op == "in":
            of, among = _exactly(args, 2, op)
            if not isinstance(among, list) or not among:
                raise BadRequestError("filter: IN takes a list of values")
            first, *others = self._alike([of, *among])
            return sql.SQL("({} IN ({}))").format(first, sql.SQL(", ").join(others))
        if op == "like":
            of, pattern = _exactly(args, 2, op)
            if isinstance(pattern, str) and _ENDS_ESCAPING.search(pattern):
                raise BadRequestError("filter: a pattern of LIKE ends with a backslash that escapes nothing")
            return sql.SQL("({} LIKE {})").format(self._operand(of, "text")[0], self._operand(pattern, "text")[0])
        if op in _SPATIAL:
            left, right = (self._operand(each, "geometry")[0] for each in _exactly(args, 2, op))
            return sql.SQL("{}({}, {})").format(_SPATIAL[op], left, right)
        if op in TEMPORAL:
            left_span, right_span = (self._span(each) for each in _exactly(args, 2, op))
            return TEMPORAL[op](left_span, right_span)
        raise BadRequestError(f"filter: {op[:40]!r} is not answered here; the conformance page lists what is")

    def _alike(self, nodes: Sequence[Any]) -> list[sql.Composable]:
        """Translate operands that are compared with each other; the first one that has a name says their kind."""
        kinds = [self._kind(node) for node in nodes]
        kind = next((kind for kind, node in zip(kinds, nodes, strict=True) if _names(node)), kinds[0])
        if kind == "geometry":
            raise BadRequestError("filter: compare geometries by S_INTERSECTS and the like")
        return [self._operand(node, kind)[0] for node in nodes]

    def _operand(self, node: Any, wanted: Kind | None = None) -> tuple[sql.Composable, Kind]:
        kind = self._kind(node)
        if wanted is not None and kind != wanted:
            name = f"{node['property']} is {kind}" if isinstance(node, dict) and "property" in node else f"a {kind}"
            raise BadRequestError(f"filter: {name}, where {_READS[wanted]} is expected")
        if isinstance(node, dict) and "property" in node:
            return sql.Identifier(node["property"]), kind
        if isinstance(node, dict) and node.get("op") == "casei":
            return sql.SQL("lower({})").format(self._operand(_exactly(node["args"], 1, "casei")[0], "text")[0]), kind
        return self._value(node, kind), kind

    def _kind(self, node: Any) -> Kind:
        if isinstance(node, dict):
            if "property" in node:
                return self._column(node["property"]).kind
            if node.get("op") == "casei":
                return "text"
            for key, kind in (("date", "date"), ("timestamp", "timestamp"), ("coordinates", "geometry")):
                if key in node:
                    return kind  # type: ignore[return-value]
            if "bbox" in node or "geometries" in node:
                return "geometry"
        elif isinstance(node, bool):
            return "boolean"
        elif isinstance(node, (int, float)):
            return "number"
        elif isinstance(node, str):
            return "text"
        raise BadRequestError("filter: there is a value or an operation in it that is not answered here")

    def _column(self, name: object) -> Column:
        if not isinstance(name, str) or name not in self.columns:
            raise BadRequestError(f"filter: there is no {str(name)[:60]!r}; there are {', '.join(self.columns)}")
        return self.columns[name]

    def _value(self, node: Any, kind: Kind) -> sql.Composable:
        if kind == "geometry":
            return sql.SQL("st_geomfromwkb({}, 4326)").format(self._given(_wkb(node)))
        if kind == "date":
            return sql.SQL("{}::date").format(self._given(day_of(node["date"])))
        if kind == "timestamp":
            return sql.SQL("{}::timestamptz").format(self._given(moment_of(node["timestamp"])))
        if kind == "number" and not math.isfinite(node):
            raise BadRequestError("filter: a number is too large")
        return _PLAIN[kind].format(self._given(node))

    def _given(self, value: str | float | bytes | dt.date) -> sql.Placeholder:
        name = f"given_{len(self.parameters)}"
        self.parameters[name] = value
        return sql.Placeholder(name)

    def _span(self, node: Any) -> tuple[Instant, Instant]:
        """Translate what a temporal function compares: an instant is an interval that begins and ends at once."""
        ends = node["interval"] if isinstance(node, dict) and "interval" in node else [node, node]
        if not isinstance(ends, list) or len(ends) != 2:
            raise BadRequestError("filter: an interval has a beginning and an end")
        return self._instant(ends[0], last=False), self._instant(ends[1], last=True)

    def _instant(self, node: Any, *, last: bool) -> Instant:
        """Translate a moment; a day begins with its first moment and ends with its last one, in UTC."""
        if node == "..":
            return sql.SQL("'infinity'::timestamptz" if last else "'-infinity'::timestamptz")
        if isinstance(node, str):
            node = {"date": node} if len(node) == 10 else {"timestamp": node}
        translated, kind = self._operand(node)
        if kind == "date":
            return (_LAST_OF_DAY if last else _FIRST_OF_DAY).format(translated)
        if kind != "timestamp":
            raise BadRequestError(f"filter: {_READS['date']} or {_READS['timestamp']} is expected")
        return translated


def _names(node: Any) -> bool:
    return isinstance(node, dict) and ("property" in node or node.get("op") == "casei")


def _call(node: Any) -> tuple[str, list[Any]]:
    if not isinstance(node, dict) or not isinstance(node.get("op"), str) or not isinstance(node.get("args"), list):
        raise BadRequestError("filter: a condition is expected, such as verdict = 'fail'")
    return node["op"], node["args"]


def _exactly(args: Sequence[Any], count: int, op: str) -> Sequence[Any]:
    if len(args) != count:
        raise BadRequestError(f"filter: {op} takes {count} operands")
    return args


def _wkb(node: Mapping[str, Any]) -> bytes:
    try:
        if "bbox" in node:
            corners = [float(corner) for corner in node["bbox"]]
            minx, miny, maxx, maxy = corners if len(corners) == 4 else [*corners[:2], *corners[3:5]]
            found = shapely.box(minx, miny, maxx, maxy)
        else:
            found = shapely.force_2d(shape(node))
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, shapely.errors.ShapelyError):
        raise BadRequestError("filter: the geometry cannot be read") from None
    edges = found.bounds
    if found.is_empty or not all(math.isfinite(edge) for edge in edges) or not found.is_valid:
        raise BadRequestError("filter: the geometry is empty, crosses itself or has no finite coordinates")
    if edges[0] < -180 or edges[2] > 180 or edges[1] < -90 or edges[3] > 90:
        raise BadRequestError("filter: coordinates are degrees of longitude and latitude (CRS84)")
    return bytes(shapely.to_wkb(found))
