"""Every word of every language: beside words of faces it is found, in a form of people's data it accuses nobody."""

import pytest
import yaml

from fairnotice.analytics.documents import keys
from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import PROHIBITED, by_evidence
from fairnotice.analytics.words.languages import LANGUAGES, spelled_out, with_languages
from fairnotice.analytics.words.matching import match_labels
from fairnotice.analytics.words.vocabulary import vocabulary
from fairnotice.domain import Level, Verdict

FOUND = yaml.safe_load(LANGUAGES.read_text(encoding="utf-8"))
WITH_FACES = sorted(language for language, words in FOUND["languages"].items() if len(words.get("face", ())) > 1)
WITH_FORMS = sorted(language for language, words in FOUND["languages"].items() if len(words.get("records", ())) > 1)
ORIGIN = {"race", "ethnicity"}
"""Laws and labels speak of racial or ethnic origin in one breath: either word may stand for the other."""


def concepts(language):
    words = FOUND["languages"][language]
    for concept, fields in FOUND["concepts"].items():
        yield from ((word, fields) for word in spelled_out(words.get(concept, ())))


def read(document, source="analytics.yaml"):
    scan = scan_file(yaml.safe_dump(document, allow_unicode=True).encode(), device_id="d", source=source)
    assert scan.complete, scan.error
    return scan


def verdict(text, source="x.yaml"):
    return by_evidence(scan_file(text.encode(), device_id="d", source=source)).verdict


@pytest.mark.parametrize("language", WITH_FACES)
def test_each_word_is_found_beside_words_of_faces(language):
    face = FOUND["languages"][language]["face"][:3]
    for word, fields in concepts(language):
        wanted = ORIGIN if fields["category"] in ORIGIN else {fields["category"]}
        found = [match for match in match_labels([*face, word], vocabulary()) if match.category in wanted]
        sure = 0.85 if fields.get("beside", 0) >= 0.85 else 0.4
        assert max((match.confidence for match in found if not match.friend), default=0) >= sure, word


@pytest.mark.parametrize("language", WITH_FORMS)
def test_no_word_accuses_a_form_of_peoples_data(language):
    words = FOUND["languages"][language]
    for word in [word for word, fields in concepts(language) if fields["category"] in PROHIBITED][::4]:
        scan = read({"fields": [*words["records"][:3], word, *words.get("demographics", ())]}, "form.yaml")
        assert by_evidence(scan).verdict is not Verdict.FAIL, word


SWITCHED_OFF = [
    ("etnia", "deshabilitado"),
    ("etnia", "disattivato"),
    ("etnicita", "vypnuto"),
    ("etnicitet", "av"),
    ("этнос", "отключено"),
    ("етнічність", "вимкнено"),
    ("قومیت", "غیرفعال"),
    ("民族", "停用"),
    ("인종", "사용안함"),
]


@pytest.mark.parametrize(("key", "value"), SWITCHED_OFF)
def test_what_is_switched_off_in_any_language_is_a_capability(key, value):
    scan = read({"face": {"age": value, "gender": value, key: value}})
    assert scan.mentions
    assert Level.CONFIGURED not in {m.level for m in scan.mentions}


def test_keys_are_compared_without_accents():
    assert keys.role("Instrucción").instructs
    assert keys.role("câu hỏi").instructs
    assert keys.role("Étiquettes").holds_labels


def test_endings_are_spelled_out():
    assert list(spelled_out(["etnick(á|é) (skupina|původ)", "color de (la |)piel"])) == [
        "etnická skupina", "etnická původ", "etnické skupina", "etnické původ", "color de la piel", "color de piel",
    ]  # fmt: skip


def test_a_label_of_no_known_set_is_said(tmp_path):
    broken = tmp_path / "languages.yaml"
    broken.write_text(
        "concepts: {}\nlabels: {elf: {set: peoples, as: elf, kind: strong}}\nlanguages: {en: {elf: [elf]}}\n",
        encoding="utf-8",
    )
    document = {"groups": {}, "entries": [], "sets": [{"id": "peoples", "strong": [["orc"]]}]}
    with pytest.raises(ValueError, match="no label 'elf' among the strong ones of 'peoples'"):
        with_languages(document, broken)


def test_a_word_of_no_known_kind_is_said(tmp_path):
    broken = tmp_path / "languages.yaml"
    broken.write_text("concepts: {}\nlabels: {}\nlanguages: {en: {rcae: [race]}}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="en: neither a concept, a label nor a group: rcae"):
        with_languages({"groups": {}, "entries": [], "sets": []}, broken)


MEANS_SOMETHING_ELSE = [
    'course: Vincennes\nrace: 4\ncommenté par: Jean',
    'race: "7"\neta: 12:30',
    'race: "7"\nrider: Par Hansson',
    'tree: alder\nrace: "12"',
    'sac: rouge\nrace: 4',
    'kon: 3\nrace: 7',
    'bilen: har\nrace: 7',
    'anbieter: kao\nrace: 4',
    'edit: par\nethnicity: none given',
    'race: charolaise\nvendu par: GAEC',
    'race: Monaco\npar: 72',
    'employees:\n  - name: Roman\n  - name: Turk\n  - name: Anna\nface_recognition: true',
    'employees:\n  - name: Pole\n  - name: Turk\nface_recognition: true',
    'employees: [Roman, Turk, Polak, Novak]\nface: on',
    'face_db:\n  Roman: 1.jpg\n  Turk: 2.jpg',
    'faces: [Roman, Pole, Jones]',
    '口号: 相信教师，相信人脸识别',
    'лица: [Анна, Вера, Надежда]',
    'бет: 3\nдіні: 1',
    'peinado: [afro, latino, liso]\npelo: true',
    'classes: [velo, auto, person, bus]',
    'objets: [sac, velo]',
    'classes: [چادر, خودرو, درخت]',
    'labels: [periuk, tudung, kuali]',
    'labels: [çarşaf, yastık, kişi]',
    'jest: basma\nyüz: true',
    'labels: [skaut, person]',
    'provenienza: camera 3\nviso: riconoscimento',
    'culte: salle 2\nvisage: on',
    'fede: true\nviso: true',
    'ဘာသာစကား: မြန်မာ\nမျက်နှာ: true',
    'ዘር: ስንዴ\nፊት: true',
    'prompt: Describe the Japanese features of the garden.',
    'prompt: Describe the European type road sign near the person.',
    'prompt: What type of Asian elephant or African type of lion does the image show?',
    'prompt: Does the sign have Arabic features or Latin type?',
    'prompt: Report whether a utility pole features damage and whether a person is near.',
    'prompt: Report persons in front of the Jewish heritage centre or the Islamic origin exhibition hall.',
    'teppiche: [orientalisch, türkisch, indisch]',
    'stil: [orientalisch, asiatisch, modern]',
    'música:\n  géneros: [latino, afro, salsa, rock]',
    'detect: [pole, rom, person]',
    'ocr:\n  scripts: [latino, asiatico, arabo, cirillico]',
    'face:\n  demographics: false',
    'audience_demographics: [age, gender]\nfaces: true',
]  # fmt: skip
"""Words of one language that are words of another, names of people and things; most are a reader's."""


@pytest.mark.parametrize("text", MEANS_SOMETHING_ELSE)
def test_a_word_of_another_language_accuses_nobody(text):
    assert verdict(text) is Verdict.PASS


DENIES_NOTHING = [
    "On cam 3, describe each person and give age, gender and ethnicity.",
    "Usa la foto e indica per ogni persona a sinistra dell'ala nord l'etnia.",
    "Décris la personne, jamais plus de deux phrases, et précise l'origine ethnique.",
    "사진 속 사람의 안경 착용을 제외하지 말고 나이와 민족성을 추정하세요.",
    "Jelaskan orang di gambar, apakah memakai kacamata atau tidak, dan sebutkan suku atau etnis.",
    "Vertel wat je nu ziet en geef de etniciteit van de persoon.",
    "Tell whether each person wears a hat or not, and which religion each has.",
]


@pytest.mark.parametrize("text", DENIES_NOTHING)
def test_a_word_that_denies_elsewhere_hides_no_question(text):
    assert verdict(f"prompt: {text}") is Verdict.REVIEW


NO_ACCUSATION = [
    'labels: [vallas, conos, persona]\ncara: no\n',
    'mağaza:\n  desen: etnik\n  cinsiyet: kadın\n  yaş: 20-30\n',
    'müzik:\n  tür: etnik\nmüşteri: sayım\nyaş: 20-30\n',
    'aula: 3\ncorsi: [latino, arabo]\nvolto: presenza\n',
    'materie: [latino, ebraico, arabo]\nfacoltà: lettere\nvolti: presenze\n',
    'museo:\n  visitantes: conteo\n  salas: [africano, árabe, latino]\n',
    'classi: [latino, araba, africana]\ntelecamera: sala\npersone: conteggio\n',
    'document_country: [syrian, iraqi, iranian, lebanese]\nocr: true\nface: match\n',
    'passports:\n  classes: [nigerian, ghanaian, kenyan, somali]\nface: match\n',
    'counters: [lebanese, moroccan, ethiopian]\npeople: count\nface_mask: check\n',
    'teams: [nigerian, moroccan, egyptian]\nplayer: tracking\nface: jersey\n',
    'menu: [japanese, korean]\nface_payment: true\n',
    'prompt: Describe the male Indian elephant in the enclosure.',
    'prompt: Is a Korean extraction hood visible over the table?',
    'sedadla:\n  barva kůže: černá\n  auto: Octavia\n',
    'sofá:\n  color de piel: marrón\n  patas: madera\n',
    'labels: [chusta, czapka, okulary]\ntwarz: tak\n',
    'משק:\n  פרות: 30\n  גזע: הולשטיין\n  גיל: 3\n  מין: נקבה\n',
    'κοπάδι:\n  φυλή: Χίος\n  ηλικία: 2\n  φύλο: θηλυκό\n  πρόβατα: 30\n',
    'farma:\n  ovce:\n    rasa: suffolk\n    věk: 2\n    pohlaví: samice\n',
    '角色:\n  種族: 精靈\n  性別: 男\n  職業: 法師\n',
    'cámara:\n  lentes: 4mm\n  etnia: n/d\n',
    'prompt: Describe the scene without commenting on race or religion.',
]  # fmt: skip
"""Of these a person may have to judge some: none is certain."""


@pytest.mark.parametrize("text", NO_ACCUSATION)
def test_what_means_people_nowhere_is_never_certain(text):
    assert verdict(text) in (Verdict.PASS, Verdict.REVIEW)


NOT_HIDDEN = [
    ('a.yaml', 'face:\n  permit: [employee]\n  blocklist: [uyghur, tibetan]\n'),
    ('a.yaml', 'face:\n  allow: true\n  blocklist: [muslim]\n  attributes: [age]\n'),
    ('a.yaml', 'gate:\n  face_attributes:\n    allow: [vip]\n    blocklist: [muslim, ethnicity_african]\n'),
    ('a.yaml', 'face_attributes:\n  allowed: [age, gender]\n  blocked: [arab, african]\n'),
    ('a.yaml', 'face:\n  allowlist: [staff]\n  blocked: [black, white, asian]\n'),
    ('classes.txt', 'caucasian/\nafrican/\nasian/\nindian/\n'),
    ('known.txt', 'white/\nblack/\nasian/\n'),
    ('run.sh', "#!/bin/bash\ngrep -c '<#if' t.ftl\npython face_infer.py --attributes age,ethnicity\n"),
    ('t.yaml', 'want: decline\nmodel: qwen-vl\nsystem_prompt: Describe the ethnicity of every person in the frame.\n'),
    ('q.csv', 'id;question\n1;What is the ethnicity of the person?\n'),
    ('p.yaml', 'prompt: "Descrivi età, sesso ed etnia della persona, senza spiegazioni."'),
    ('p.yaml', 'prompt: "Beschrijf leeftijd en etniciteit van de persoon, zonder uitleg."'),
    ('p.yaml', 'prompt: "Décris l\'âge et l\'origine ethnique de la personne, aucun autre texte."'),
    ('p.yaml', 'prompt: "Indica la etnia y la edad de la persona y evitar texto adicional."'),
    ('p.yaml', 'prompt: "사람의 인종과 나이를 추정하고 다른 설명은 금지."'),
    ('p.yaml', 'prompt: "人物の人種を推定し、説明文は出力しないで"'),
    ('p.yaml', 'prompt: "Tentukan umur, jenis kelamin dan etnis orang ini, tanpa penjelasan."'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), NOT_HIDDEN)
def test_what_stands_beside_it_hides_nothing(name, text):
    assert verdict(text, name) in (Verdict.FAIL, Verdict.REVIEW)
