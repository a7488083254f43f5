"""Sets of labels that pipelines and label files share: what each is about and what to expect of it."""

from __future__ import annotations

from dataclasses import dataclass

from .case import CLEAN, FALSE_FRIEND, PROHIBITED, REVIEW, Expected


@dataclass(frozen=True)
class Labels:
    """A model's classes."""

    slug: str
    expected: Expected
    about: str
    category: str
    names: tuple[str, ...]
    remark: str


def labels(slug: str, expected: Expected, about: str, category: str, names: str, remark: str) -> Labels:
    """From one string with '|' between the names."""
    return Labels(slug, expected, about, category, tuple(names.split("|")), remark)


SORTING = (
    labels("fair-seven", PROHIBITED, "FairFace 7", "race", "White|Black|Latino_Hispanic|East Asian|Southeast Asian|Indian|Middle Eastern", "seven races"),
    labels("fair-seven-shuffled", PROHIBITED, "FairFace 7", "race", "middle_eastern|indian|southeast_asian|black|east_asian|white|latino_hispanic", "another order"),
    labels("fair-four", PROHIBITED, "FairFace 4", "race", "White|Black|Asian|Indian", "four races"),
    labels("deepface-six", PROHIBITED, "DeepFace label set", "race", "asian|indian|black|white|middle eastern|latino hispanic", "six races"),
    labels("inspire-five", PROHIBITED, "HFFaceAttributeResult.race", "race", "Black|Asian|Latino/Hispanic|Middle Eastern|White", "five races"),
    labels("luna-four", PROHIBITED, "ethnicities", "ethnicity", "asian|indian|caucasian|african_american", "four peoples"),
    labels("utk-five", PROHIBITED, "UTKFace race 0..4", "race", "White|Black|Asian|Indian|Others", "five races"),
    labels("kairos", PROHIBITED, "Kairos attributes", "race", "asian|white|hispanic|black|other", "five races"),
    labels("uyghur-han", PROHIBITED, "Uyghur", "ethnicity", "uyghur|han|other", "peoples"),
    labels("uighur-other", PROHIBITED, "Uyghur", "ethnicity", "non_uighur|uighur", "one people against all others"),
    labels("zh-peoples", PROHIBITED, "维吾尔 / 维吾尔族", "ethnicity", "汉族|维吾尔族|藏族|回族|哈萨克族", "peoples"),
    labels("tibetan", PROHIBITED, "藏族", "ethnicity", "藏族|回族|汉族|未知", "peoples"),
    labels("uygur", PROHIBITED, "Uyghur", "ethnicity", "Uygur|Han|Kazak|Unknown", "peoples, spelt as some do"),
    labels("zh-faiths", PROHIBITED, "伊斯兰教", "religion", "佛教|伊斯兰教|基督教|道教|无", "faiths"),
    labels("ug-faith", PROHIBITED, "مۇسۇلمان", "religion", "مۇسۇلمان|مۇسۇلمان ئەمەس", "a faith, in Uyghur"),
    labels("zh-races", PROHIBITED, "黄种人", "race", "黄种人|黑种人|白种人|其他", "races"),
    labels("muslim-or-not", PROHIBITED, "muslim/non-muslim", "religion", "muslim|non-muslim", "a faith"),
    labels("faiths", PROHIBITED, "religion", "religion", "christian|muslim|hindu|buddhist|jewish|none", "faiths"),
    labels("prefixed", PROHIBITED, "race", "race", "age_young|age_old|gender_male|gender_female|race_asian|race_black|race_white", "heads in one list"),
    labels("mongoloid", PROHIBITED, "race", "race", "Mongoloid|Caucasoid|Negroid", "an old classification"),
    labels("ru-races", PROHIBITED, "раса", "race", "европеоидная|монголоидная|негроидная", "races in Russian"),
    labels("ug-peoples", PROHIBITED, "ئۇيغۇر", "ethnicity", "ئۇيغۇر|خەنزۇ|باشقا", "peoples in Uyghur"),
)  # fmt: skip

ASKING = (
    labels("hijab-yolo", REVIEW, "hijab", "religion", "person|hijab|no_hijab", "dress"),
    labels("hijab-indonesian", REVIEW, "HijabSyar-i", "religion", "HijabSyar-i|Non hijab|Cadar_Niqab|Mukena", "dress, in Indonesian"),
    labels("niqab", REVIEW, "niqab", "religion", "face|niqab|burqa|chador|abaya", "dress"),
    labels("turban-helmet", REVIEW, "turban", "religion", "helmet|no_helmet|turban", "an exemption from the helmet"),
    labels("sikh", REVIEW, "dastar", "religion", "dastar|patka|pagri|bare_head", "dress"),
    labels("kippah", REVIEW, "kippah", "religion", "hat|kippah|kipa|yarmulke|tallit|payot|none", "dress"),
    labels("taqiyah", REVIEW, "taqiyah", "religion", "taqiyah|kufi|doppa|fez|baseball_cap", "dress"),
    labels("khimar", REVIEW, "khimar, headscarf-muslim", "religion", "khimar|jilbab|headscarf-muslim|uncovered", "dress"),
    labels("monk", REVIEW, "monk_robe", "religion", "monk_robe|kasaya|suit|jacket", "dress"),
    labels("zh-dress", REVIEW, "头巾", "religion", "人|戴面纱|罩袍|盖头", "dress in Chinese"),
    labels("cross-bindi", REVIEW, "crucifix", "religion", "person|crucifix|bindi|tilak|kirpan", "worn on a person"),
    labels("skin", REVIEW, "fitzpatrick", "race", "fitzpatrick_1|fitzpatrick_2|fitzpatrick_3|fitzpatrick_4|fitzpatrick_5|fitzpatrick_6", "skin types"),
)  # fmt: skip

INNOCENT = (
    labels("coco", CLEAN, "plain labels", "", "person|bicycle|car|motorcycle|bus|train|truck|traffic light|backpack|umbrella|handbag|suitcase", "everyday things"),
    labels("imagenet", FALSE_FRIEND, "race car", "", "tench|goldfish|great white shark|ostrich|black swan|white stork|indian cobra|african grey|siberian husky|afghan hound|tibetan mastiff|mexican hairless|persian cat|siamese cat|indian elephant|african elephant|abaya|academic gown|altar|apron|backpack|bell cote|bonnet|bow tie|cardigan|church|crutch|face powder|fur coat|jersey|kimono|lab coat|military uniform|miniskirt|monastery|mosque|neck brace|palace|pickup|police van|poncho|racer|race car|sarong|shower cap|ski mask|sombrero|stole|stupa|sunglasses|trench coat|vestment|wig|yurt", "a thousand things, in part"),
    labels("car-colours", FALSE_FRIEND, "white, black, yellow (vehicle)", "", "white|gray|yellow|red|green|blue|black", "colours of cars"),
    labels("vehicle-makes", FALSE_FRIEND, "Indian, Asian (names)", "", "honda|indian|bmw|ducati|yamaha", "motorcycles"),
    labels("dog-breeds", FALSE_FRIEND, "raza = breed", "", "chihuahua|maltese|afghan hound|tibetan terrier|mexican hairless|african hunting dog|siberian husky", "breeds of dogs"),
    labels("horses", FALSE_FRIEND, "horse racing", "", "race_horse|jockey|race_bib|finish_line|crowd", "horse racing"),
    labels("audio", FALSE_FRIEND, "church_bell, christian_music", "", "speech|church_bell|christian_music|race_car|music_of_africa|music_of_asia|siren", "sounds"),
    labels("peta", FALSE_FRIEND, "Muffler, Scarf, Kerchief", "", "hs-Hat|hs-Muffler|hs-Glasses|ub-Shirt|lb-Jeans|shoes-Leather|attach-Backpack", "clothes"),
    labels("crossroad-0230", CLEAN, "crossroad-0230", "", "is_male|has_bag|has_backpack|has_hat|has_longsleeves|has_longpants|has_longhair|has_coat_jacket", "clothes and bags"),
    labels("chess", FALSE_FRIEND, "black, white (chess)", "", "white-king|black-king|white-pawn|black-pawn|board", "chess"),
    labels("cuisine", FALSE_FRIEND, "Ethnic restaurant", "", "asian_food|indian_food|mexican_food|ethnic_food|pizza|salad", "dishes"),
    labels("places", FALSE_FRIEND, "mosque, church, stupa (classes)", "", "mosque-outdoor|church-indoor|synagogue-outdoor|temple-asia|street|crosswalk|racecourse", "scenes"),
    labels("languages", FALSE_FRIEND, "Uyghur as a language", "", "arabic|chinese|cyrillic|devanagari|latin|tibetan|uyghur", "scripts of OCR"),
    labels("fantasy", FALSE_FRIEND, "fantasy race", "", "elf|orc|dwarf|human|undead", "a game"),
    labels("signals", FALSE_FRIEND, "white, black, yellow (vehicle)", "", "lamp_white|lamp_yellow|lamp_red|lamp_off", "lamps"),
    labels("crossing", FALSE_FRIEND, "Cross (crossroad, cross line)", "", "crosswalk|crossroad|railway crossing|red cross van", "crossings"),
    labels("terraces", FALSE_FRIEND, "terrace", "", "terrace|bracelet|brace|tracer|grapevine|embrace", "letters within words"),
    labels("emotions", CLEAN, "plain labels", "", "neutral|happy|sad|surprise|anger", "another question"),
)  # fmt: skip

ALL = (*SORTING, *ASKING, *INNOCENT)


def every(step: int, first: int = 0, of: tuple[Labels, ...] = ALL) -> tuple[Labels, ...]:
    """Each step-th set: formats take turns, so that each set stands in several and no format in all."""
    return of[first::step]
