"""Which sense a word has where it stands: the same word in a denial, a name, a form, a sport, and in a classifier.

Each row is a small file by itself, written for one principle.
"""

import pytest

from fairnotice.analytics.scan import scan_file
from fairnotice.analytics.verdict import by_evidence, highest_level
from fairnotice.domain import PROVING, Level, Verdict

MUST_NOT = [
    ("a.yaml", "privacy_filter:\n  forbidden_attributes: [race, ethnicity, religion]\n  on_violation: reject\n"),
    ("a.yaml", "policy:\n  never_infer: [race, ethnicity, religion]\n  face: true\n"),
    ("a.json", '{"redaction": {"drop_fields": ["ethnicity","skin_tone"], "face": true}}'),
    ("a.env", "BANNED_LABELS=race,ethnicity\nFACE_DETECT=1\n"),
    ("a.yaml", "lint:\n  disallowed_outputs:\n    - ethnicity\n    - religion\n"),
    ("a.json", '{"guardrails":{"must_not":["classify race","infer religion"]},"face":{"detect":true}}'),
    ("a.json", '{"url":"https://city.example/docs/why-we-do-not-detect-race-or-religion"}'),
    ("a.json", '{"links":["/blog/face-recognition-and-race","/help/ethnicity-faq"]}'),
]
PROSE = [
    (
        "a.yaml",
        "model:\n  name: person-detector\n  abstract: We study race, ethnicity and gender bias in face detection.\n",
    ),
    ("a.yaml", 'dataset: coco\nbibtex: "@inproceedings{x, title={FairFace: race attribute dataset}}"\n'),
    ("a.json", '{"license":"You must not use this model to infer race or religion","labels":["person"]}'),
    ("a.yaml", "about: Does not infer ethnicity of persons\nlabels: [person, car]\n"),
    (
        "a.json",
        '{"intended_use":"counting people","out_of_scope_use":"race or ethnicity classification","labels":["person"]}',
    ),
    (
        "a.json",
        '{"model_card":{"limitations":"Not evaluated across race and skin tone","ethical_considerations":"face attributes such as ethnicity are not predicted"},"labels":["person"]}',
    ),
    ("a.json", '{"references":["Buolamwini, Gender Shades: skin tone and race in face analysis"],"labels":["face"]}'),
    ("a.yaml", "tags: [face, detection]\nkeywords: [fairness, race bias]\nlabels: [face]\n"),
]
NAMES = [
    (
        "a.json",
        '{"cameras":[{"name":"Race Hill"},{"name":"Faith Street"},{"name":"Temple Bar"},{"name":"Muslim Colony Gate 2"}],"detect":["person","face"]}',
    ),
    ("a.yaml", "standort: Moschee Eingang Nord\nstrasse: Rassestrasse 4\nerkennung: [person]\n"),
    ("a.yaml", "cámara:\n  nombre: Plaza de la Raza\n  detectar: [persona, rostro]\n"),
    ("a.json", '{"camera":{"nom":"Rue des Ethnies","lieu":"Musée de l\'ethnie"},"analyse":"personnes"}'),
    ("a.json", '{"камера":{"название":"Площадь Национальностей","место":"Дом Веры"},"детекция":["лицо"]}'),
    ("a.json", '{"设备":[{"名称":"民族路口","位置":"回族自治县","算法":["人脸检测"]}]}'),
    ("a.xml", "<Channel><id>1</id><name>Asian Market / Hindu Temple</name><faceDetect>true</faceDetect></Channel>"),
    ("a.json", '{"stop_name":"Caucasian Spur","route":"Race Course"}'),
    (
        "a.geojson",
        '{"type":"Feature","properties":{"amenity":"place_of_worship","religion":"muslim","denomination":"sunni","name":"x"}}',
    ),
    (
        "a.json",
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"landuse":"religious","religion":"christian"},"geometry":null}]}',
    ),
    (
        "a.json",
        '{"poi_classifier":{"labels":["restaurant","place_of_worship","school","hospital"],"religion":["christian","muslim","jewish"]}}',
    ),
    ("labels.txt", "residential\ncommercial\nreligious\nindustrial\nchurch\nmosque\ntemple\n"),
    ("labels.txt", "mosque\nhindu_temple\nbuddhist_temple\nchristian_church\nsynagogue\nparking\n"),
    ("labels.txt", "building_religious\nbuilding_school\nbuilding_residential\nroad\nwater\n"),
]
DICTIONARIES = [
    ("de.json", '{"lang":"de","messages":{"age":"Alter","gender":"Geschlecht","race":"Rennen","religion":"Religion"}}'),
    (
        "en.json",
        '{"locale":"en","strings":{"label.race":"Race","label.ethnicity":"Ethnicity","label.gender":"Gender","label.age":"Age"}}',
    ),
    (
        "translations.yaml",
        "zh:\n  form:\n    name: 姓名\n    ethnicity: 民族\n    religion: 宗教信仰\nen:\n  form:\n    name: Name\n    ethnicity: Ethnicity\n    religion: Religion\n",
    ),
    ("messages.properties", "form.gender=Gender\nform.ethnicity=Ethnic group\nform.religion=Religion\n"),
    ("a.json", '{"vocab":{"cat":0,"dog":1,"muslim":2,"christian":3,"table":4,"hindu":5,"jewish":6}}'),
]
PROGRAMS = [
    ("a.yaml", "jobs:\n  test:\n    steps:\n      - run: go test -race ./face/...\n"),
    ("a.ini", "[build]\nrace=true\ngoflags=-race\ntarget=facerec\n"),
    ("a.env", "GORACE=halt_on_error=1\nFACE_SERVICE=on\nENABLE_RACE=1\n"),
    ("a.json", '{"build":{"race":true,"tags":["face"],"ldflags":"-s"}}'),
    ("a.yaml", "sanitizers: [address, race, leak]\nservice: face-api\n"),
    ("Makefile.txt", "go test -race ./...\n"),
]
RACES = [
    ("a.json", '{"races":[{"date":"2024-05-01","name":"City 10k","age_groups":["M40","F40"],"gender":"f"}]}'),
    ("a.yaml", "event:\n  race: half-marathon\n  gender_split: true\n  photo: face\n"),
    ("a.json", '{"race":{"start":"10:00","checkpoints":[1,2,3],"participants":300,"age":"18-99","gender":["m","f"]}}'),
    ("a.json", '{"series":"Grand Slam","races":12,"skipper":"A. N.","sail":"GBR 12","camera":"buoy 3"}'),
    ("labels.txt", "race_barrier\nrace_flag\nrace_marshal\ncone\ntyre_wall\n"),
    ("a.json", '{"dashboard":"races per month","series":[{"month":"2024-01","race":3},{"month":"2024-02","race":4}]}'),
    ("a.yaml", "pigeons:\n  race: long_distance\n  ring_reader: true\n  age: yearling\n  sex: hen\n"),
    ("a.yaml", "detector:\n  classes: [kart, race_suit, helmet, race_gloves, driver]\n"),
]
STATISTICS = [
    ("a.csv", "tract,population,white,black,asian,hispanic,median_age\n1,100,20,30,10,40,33\n"),
    (
        "a.yaml",
        "survey:\n  questions:\n    - {id: q1, text: Age}\n    - {id: q2, text: Ethnicity}\n    - {id: q3, text: Religion}\n",
    ),
    ("a.json", '{"report":"equal pay","breakdown":["gender","ethnicity","age"],"headcount":true}'),
    ("a.json", '{"columns":[{"name":"patient_age"},{"name":"ethnicity"},{"name":"race"}],"source":"EHR"}'),
]
THINGS = [
    ("labels.txt", "african_violet\nasian_pear\nindian_paintbrush\nchinese_elm\nrose\n"),
    ("labels.txt", "white_rice\nblack_beans\nasian_salad\nindian_curry\n"),
    ("labels.txt", "asian_hornet\neuropean_hornet\nhoneybee\nafrican_bee\n"),
    ("labels.txt", "black_widow\nwhite_ant\nindian_moth\nyellow_jacket\n"),
    ("labels.txt", "caucasian_whitefish\nasian_carp\nindian_catla\n"),
    ("labels.txt", "white_wine\nblack_tea\nasian_beer\n"),
    ("data.yaml", "names: [sku_kippah, sku_tallit, sku_menorah]\n"),
    ("labels.txt", "ethnic_wear\nwestern_wear\nsports_wear\nshoes\n"),
    ("a.json", '{"product":"headscarf silk","category":"ethnic wear","price":20,"camera":"shelf"}'),
    ("labels.txt", "veil\nbridal_gown\nbouquet\nring\ntiara\n"),
    ("labels.txt", "white_pawn\nblack_pawn\nwhite_king\nblack_king\n"),
    ("labels.txt", "white_man\nblack_man\nwhite_king_draughts\nboard\n"),
    ("labels.txt", "black\nwhite\nyellow\nred\nhispanic_tile\n"),
    ("labels.txt", "indian_red\nchinese_white\nivory_black\nasian_gold\n"),
    ("labels.txt", "indian_rupee\nasian_coin\neuro\nafrican_franc\n"),
    ("labels.txt", "caucasian_carpet\npersian_carpet\nindian_carpet\n"),
    ("labels.txt", "gothic\nromanesque\nislamic\nbuddhist\nhindu\nmodernist\n"),
    ("a.json", '{"style_classifier":{"labels":["islamic","christian","buddhist","hindu"],"input":"artwork"}}'),
    ("a.json", '{"ocr":{"scripts":["latin","han","mongolian","uyghur","tibetan"]}}'),
    ("labels.txt", "latin\ncyrillic\narabic\nhan\nhangul\ntibetan\nmongolian\n"),
    ("a.yaml", "tts:\n  accents: [indian, american, british, african]\n  voice: female\n"),
    ("a.json", '{"music":{"genres":["asian","african","latino","caucasian folk"]}}'),
    ("a.yaml", "beauty:\n  skin_tone: 3\n  smoothing: 4\n  whitening: 2\n"),
    ("a.json", '{"isp":{"skin_tone_enhance":true,"white_balance":"auto","saturation":5}}'),
    ("a.json", '{"emoji":{"skin_tone":["light","medium","dark"]}}'),
    ("a.yaml", "theme:\n  accent: blue\n  font: x\n"),
]
FORMS = [
    ("a.json", '{"id_card_reader":{"fields":["姓名","性别","民族","出生","住址"]}}'),
    ("a.xml", "<Employee><name>x</name><sex>f</sex><nation>汉族</nation><dept>y</dept></Employee>"),
    ("a.json", '{"passport_mrz":{"fields":["surname","given_names","nationality","sex","race"]}}'),
    ("a.json", '{"visitor_form":{"full_name":"","gender":"","ethnicity":"","religion":"","phone":""}}'),
    ("a.json", '{"dicom":{"PatientAge":"","PatientSex":"","EthnicGroup":""}}'),
    ("a.json", '{"hearing":"Committee on race and faith equality","camera":"council chamber"}'),
    ("a.json", '{"notice":{"text":"No processing of race or religion"},"face":true}'),
    ("a.yaml", "alert:\n  keywords: [racist, islamophobic, antisemitic]\n  source: tweets\n"),
    ("a.json", '{"moderation":{"categories":["hate","race","religion","violence"],"input":"text"}}'),
    ("a.json", '{"hate_speech":{"targets":["race","ethnicity","religion","gender"],"model":"bert"}}'),
    ("a.yaml", "fairness_eval:\n  groups: {race: [white, black], gender: [m, f]}\n  metric: fpr\n"),
    ("a.sql.txt", "select race, ethnicity from census;\n"),
]
OFF = [
    ("a.json", '{"face":{"attributes":["age","gender"],"excluded_attributes":["race"]}}'),
    ("a.yaml", "ethnicity:\n  state: inactive\n  model: e.onnx\nface: true\n"),
    ("a.json", '{"face":{"race":{"on":false},"age":{"on":true}}}'),
    ("a.json", '{"face":{"race":"disabled","age":"enabled"}}'),
    ("a.env", "FACE_RACE_ENABLED=false\nFACE_AGE_ENABLED=true\n"),
    ("a.env", "FACE_AGE=1\nFACE_RACE=0\n"),
    ("a.ini", "[ethnicity]\nenable=0\nmodel=eth.onnx\n[age]\nenable=1\n"),
    ("a.json", '{"modules":[{"name":"race classifier","active":false},{"name":"face detector","active":true}]}'),
    (
        "a.json",
        '{"modules":[{"name":"race classifier","status":"stopped"},{"name":"face detector","status":"running"}]}',
    ),
    (
        "a.yaml",
        "services:\n  race-classifier:\n    image: x/race-classifier:1.0\n    profiles: [off]\n    deploy: {replicas: 0}\n",
    ),
    ("a.yaml", "race_classifier: {use: false, weights: r.onnx}\nface: {use: true}\n"),
    ("a.yaml", "race_classifier: {run: never, weights: r.onnx}\nface: {run: always}\n"),
    ("a.json", '{"capabilities":{"faceAttributes":["age","gender","race"]}}'),
    ("a.xml", '<FaceCap><race opt="true,false"/><ethnicGroup opt="true,false"/></FaceCap>'),
    ("a.xml", "<FaceRule><enabled>false</enabled><attributes><race>true</race><age>true</age></attributes></FaceRule>"),
    ("a.json", '{"plugins":[{"id":"ethnicity","installed":true,"enabled":"no"}],"face":true}'),
]
SORTERS = [
    ("a.ini", "[얼굴분석]\n사용 = 예\n속성 = 나이, 성별, 인종\n"),
    ("a.yaml", "分析:\n  人脸属性: [年龄, 性别, 种族, 民族]\n"),
    ("a.yaml", "gesicht:\n  attribute: [alter, geschlecht, ethnie]\n"),
    ("a.json", '{"visage":{"attributs":["âge","sexe","origine ethnique"]}}'),
    ("a.json", '{"лицо":{"атрибуты":["возраст","пол","этническая принадлежность"]}}'),
    ("a.json", '{"顔認識":{"属性":["年齢","性別","人種"]}}'),
    ("a.json", '{"face":{"attributes":["age","gender","race"],"url":"https://x/docs/no-problem"}}'),
    ("a.json", '{"deny_list":["a"],"face":{"attributes":["age","gender","ethnicity"]}}'),
    ("labels.txt", "race_white\nrace_black\nrace_asian\nrace_indian\n"),
    ("labels.txt", "muslim_woman\nnon_muslim_woman\nmuslim_man\n"),
    ("a.yaml", "base: &b {age: true, race: true}\nface:\n  attrs: *b\n"),
    ("a.json", '{"alarm":{"when":{"person.ethnicity":"uyghur"}}}'),
    ("a.json", '{"faces":[{"age":31,"gender":"f","race":{"asian":0.9,"white":0.1}}]}'),
    ("a.env", "FACE_ATTRIBUTES=age,gender,race\n"),
    ("a.yaml", "outputs:\n  - {name: age_conv}\n  - {name: gender_prob}\n  - {name: race_prob}\n"),
    ("a.json", '{"filter_by":{"ethnicity":["han","uyghur"]},"camera":3,"person":true}'),
    ("a.json", '{"watchlist":{"face_filter":{"religion":"muslim"}}}'),
]
FRIENDS = [*MUST_NOT, *PROSE, *NAMES, *DICTIONARIES, *PROGRAMS, *RACES, *STATISTICS, *THINGS, *FORMS]


def scanned(name, text):
    scan = scan_file(text.encode(), device_id="d", source=name)
    assert scan.complete, scan.error
    return highest_level(scan.mentions), by_evidence(scan).verdict


@pytest.mark.parametrize(("name", "text"), FRIENDS, ids=[text[:60] for _, text in FRIENDS])
def test_a_word_in_another_sense_accuses_nobody(name, text):
    level, verdict = scanned(name, text)

    assert level in {Level.NONE, Level.CARRIER}
    assert verdict is Verdict.PASS


@pytest.mark.parametrize(("name", "text"), OFF, ids=[text[:60] for _, text in OFF])
def test_what_is_switched_off_is_a_capability_at_most(name, text):
    level, verdict = scanned(name, text)

    assert level not in PROVING
    assert verdict is Verdict.REVIEW


@pytest.mark.parametrize(("name", "text"), SORTERS, ids=[text[:60] for _, text in SORTERS])
def test_a_classifier_of_persons_is_found(name, text):
    level, verdict = scanned(name, text)

    assert level in PROVING
    assert verdict in {Verdict.FAIL, Verdict.REVIEW}
