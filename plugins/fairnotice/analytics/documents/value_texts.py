"""What the text of one value holds: a list, settings of its own, sentences."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from fairnotice.analytics.documents.node import Kind, Node
from fairnotice.analytics.words.vocabulary import vocabulary

LONGEST_ITEM = 60
MOST_WORDS = 5
"""Words of a label; numbered lines of text are none."""
_SENTENCES = re.compile(r"[.!?;\n。！？；؟۔]+\s*")
_MOST_SENTENCES = 100
_POINTS = re.compile(r"\n[ \t]{0,8}(?:[-*•·]|\d{1,2}[.)])[ \t]")
_DOTS = re.compile(r"\s\.(?:\s|$)")
_LEAST_PROMPTS = 2
_MOST_LISTED, _MOST_ASKED = 3, 8
"""Words of one of a list's items; those that bars part may be questions: ``a photo of a dog|a photo of a cat``."""
_LONGEST_WORD = 12
"""Signs of a label in a script without spaces."""
_QUOTED = re.compile(r"\"([^\"]{1,60})\"")
_NAMES_IN_A_ROW = re.compile(
    r"[A-Z][a-z]{1,20}(?:[A-Z][a-z]{1,20}){1,4}(?: [A-Z][a-z]{1,20}(?:[A-Z][a-z]{1,20}){0,4}){1,20}"
)
_SEPARATOR = re.compile(r"[,;|]")
_SEPARATORS = re.compile(r"\s*[,;|]\s*")
_SETTING = re.compile(r"^(?:--?)?(?P<key>[A-Za-z_][\w.-]{0,80})=(?P<value>.*)$", re.DOTALL)
_MOST_FIELDS = 2_000
"""Of a query: no value of a configuration, of which 2,000 signs are read, has more."""
_COMPARED = re.compile(
    r"(?:[\w.]{1,80}\([\"'])?([A-Za-z_][\w.]{0,80})(?:[\"']\))?\s?(?:={2,3}\s?(?=[\"'])|in\s(?=\[))(\"[^\"]{1,60}\"|'[^']{1,60}'|\[[^\[\]]{1,400}\])"
)
"""A comparison with words: ``person.faith == "muslim"``, ``face.origin in ['african', 'arab']``."""
_MOST_COMPARED = 50
_OPTION = re.compile(r"^--?(?P<key>[A-Za-z][\w-]{0,80})$")
_LINK = re.compile(r"(?:^|\s)!(?:\s|$)")
"""Between two elements of a pipeline of GStreamer; a part of one may begin or end with it."""
_LINKED = re.compile(r"(?:^|\s)!\s+[a-z][a-z0-9_]{2,40}\s+[\w-]{2,40}=")
"""An element with a property, behind another one."""
_ELEMENT = re.compile(r"[a-z][a-z0-9_]{2,40}")
_MOST_ELEMENTS = 200


_PICTURE = re.compile(
    r"\b(?:image|picture|photo|photograph|frame|snapshot|still|video|camera|imagen|foto|fotograma|cámara|imagem|quadro|câmera|"
    r"bild|kamerabild|afbeelding|beeld|immagine|fotogramma|telecamera|caméra|görüntü|resim|kamera|zdjęcie|obraz|obrázek|snímek|"
    r"gambar|citra|hình|ảnh|кадр|изображени\w{0,3}|снимк\w{0,3}|зображенн\w{0,3})(?:s|e|en|es)?\b"
    r"|画像|写真|カメラ|图片|图像|照片|画面|圖片|圖像|摄像|이미지|사진|영상|صورة|الصورة|تصویر|תמונה|तस्वीर|चित्र|ภาพ",
    re.IGNORECASE,
)


def speaks_of_pictures(text: str) -> bool:
    """Tell whether a text speaks of a picture, or of what takes one."""
    return _PICTURE.search(text) is not None


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, at most a hundred; the points of a list belong to the sentence before them."""
    return _SENTENCES.split(_POINTS.sub(", ", text))[:_MOST_SENTENCES]


def is_sentence(text: str) -> bool:
    """Tell whether a text is more than a label: Chinese and Japanese have no spaces."""
    return len(text.split()) > MOST_WORDS or (not text.isascii() and len(text) > _LONGEST_WORD)


def items_of(text: str) -> list[str]:
    """Return the parts of a list in one value: 'age,gender,race'; a sentence with commas is none."""
    if not _SEPARATOR.search(text):
        quoted = _QUOTED.findall(text) if text.count('"') > 2 else []
        return quoted if len(quoted) > 1 and not _QUOTED.sub("", text).strip() else []
    parts = [part.strip(" \"'[](){}") for part in _SEPARATORS.split(text.strip())]
    parts = [part for part in parts if part]
    # Bars stand between labels only; a sentence has commas too.
    most = _MOST_ASKED if "|" in text else _MOST_LISTED
    short = all(len(part) <= LONGEST_ITEM and len(part.split()) <= most for part in parts)
    return parts if len(parts) > 1 and short else []


def names_in_a_row(text: str) -> list[str]:
    """Return labels in a row as a list of XML Schema has it, each in camel case: ``MiddleEastern NorthAfrican``."""
    words = text.split() if _NAMES_IN_A_ROW.fullmatch(text) else []
    return words if all(vocabulary().is_label(" ".join(vocabulary().tokens(word))) for word in words) else []


def prompts_of(text: str) -> list[str]:
    """Return what a detector is told to look for, apart by dots: 'backpack . person with a hat . dog .'."""
    parts = [part for each in _DOTS.split(text) if (part := each.strip(" ."))]
    return parts if len(parts) >= _LEAST_PROMPTS and all(len(part.split()) <= MOST_WORDS for part in parts) else []


def is_setting(text: str) -> bool:
    """Tell whether a text is an option, a `NAME=value` or a part of a pipeline, not a word."""
    return text.startswith("-") or ("=" in text and bool(_SETTING.match(text) or _LINKED.search(text)))


def compared(text: str) -> list[tuple[str, str]]:
    """Return what a rule's condition compares with words, and the first of these."""
    if "==" not in text and " in [" not in text:
        return []
    found = _COMPARED.findall(text)[:_MOST_COMPARED]
    return [(name, values.strip("[ ]").split(",", 1)[0].strip("\"' ")) for name, values in found]


def settings_in(node: Node, text: str) -> Node | None:
    """Return the settings that one value holds: an address's query, ``NAME=value``, a command's options, a pipeline."""
    stripped = text.strip()
    if "=" not in stripped and "--" not in stripped:
        return None
    if _LINK.search(stripped):
        return _pipeline(node, stripped)
    if "?" in stripped and "=" in stripped and " " not in stripped:
        try:
            pairs = parse_qsl(urlsplit(stripped).query, max_num_fields=_MOST_FIELDS)
        except ValueError:
            return None
        address = Node("", node.path, node.line, Kind.TEXT, stripped.split("?", 1)[0].rsplit("@", 1)[-1])
        return _of_pairs(node, pairs, [address]) if pairs else None
    setting = _SETTING.match(stripped)
    if setting and " " not in stripped:
        if "&" in stripped:
            return _of_pairs(node, parse_qsl(stripped, max_num_fields=_MOST_FIELDS))
        return _of_pairs(node, [(setting["key"], setting["value"])])
    words = stripped.split()
    return options(node, words) if any(word.startswith("--") for word in words) else None


def _pipeline(node: Node, text: str) -> Node:
    """Return elements and properties of a pipeline: ``gvadetect model=a.xml ! gvaclassify model=b.xml``."""
    words = [word for part in _LINK.split(text)[:_MOST_ELEMENTS] for word in part.split()]
    settings = [found for word in words if (found := _SETTING.match(word))]
    elements = [Node("", node.path, node.line, Kind.TEXT, word) for word in words if _ELEMENT.fullmatch(word)]
    return _of_pairs(node, [(found["key"], found["value"].strip("\"'")) for found in settings], elements)


def options(node: Node, words: list[str]) -> Node:
    """Return what a command is called with: its options with their values, and its other words."""
    pairs: list[tuple[str, str]] = []
    rest: list[Node] = []
    for word in words[:500]:
        setting, option = _SETTING.match(word), _OPTION.match(word)
        if setting and word.startswith("-"):
            pairs.append((setting["key"], setting["value"]))
        elif option:
            pairs.append((option["key"], ""))
        elif pairs:
            name, value = pairs[-1]
            pairs[-1] = (name, f"{value},{word}" if value else word)
        else:
            rest.append(Node("", node.path, node.line, Kind.TEXT, word))
    return _of_pairs(node, [(name, value or "true") for name, value in pairs], rest)


def _of_pairs(node: Node, pairs: list[tuple[str, str]], rest: list[Node] | None = None) -> Node:
    children = [Node(name, node.path, node.line, Kind.TEXT, value) for name, value in pairs]
    return Node(node.key, node.path, node.line, Kind.MAP, children=[*(rest or []), *children])
