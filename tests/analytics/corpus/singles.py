"""Cases that stand alone: each spelt, nested and switched as no other, in one format, after a server's usual settings.

They measure more than the tables whose rows are written in several formats: nothing here has a twin in the other half.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from .case import CAPABILITY, CLEAN, FALSE_FRIEND, PROHIBITED, REVIEW, Case, Expected, case
from .generic_files import as_ini, as_json, as_xml, as_yaml
from .surroundings import Chance, system

Row = tuple[str, Expected, str, str, str, str]

YAML: list[Row] = [
    # slug, expected, about, text, category, remark
    ("flow-list", PROHIBITED, "race", "face: {analyze: [AGE, Gender, RACE], every: 2s}", "race", "flow style, odd casing"),
    ("on-off-words", PROHIBITED, "ethnicity", "faceAttributes:\n  age: on\n  gender: on\n  ethnicity: on", "ethnicity", "YAML's 'on'"),
    ("off-word", CAPABILITY, "ethnicity", "faceAttributes:\n  age: on\n  gender: on\n  ethnicity: off", "ethnicity", "YAML's 'off'"),
    ("disabled-negative", CAPABILITY, "race", "face_attributes:\n  - {name: age}\n  - {name: race, disabled: true}", "race", "disabled: true"),
    ("state-inactive", CAPABILITY, "ethnicity", "plugins:\n  - id: ethnicity-classifier\n    target: face\n    state: inactive\n  - id: plate-reader\n    state: active", "ethnicity", "inactive"),
    ("state-active", PROHIBITED, "ethnicity", "plugins:\n  - id: ethnicity-classifier\n    target: face\n    state: active\n  - id: plate-reader\n    state: inactive", "ethnicity", "active"),
    ("anchor", PROHIBITED, "race", "defaults: &face\n  attributes: [age, gender, race]\n  target: face\ncamera_overrides:\n  hall: {<<: *face, fps: 2}", "race", "through an anchor"),
    ("multi-document", PROHIBITED, "religion", "---\nkind: Detector\nspec: {target: person, classes: [person]}\n---\nkind: Classifier\nspec: {target: face, predict: [age, religion]}", "religion", "in the second document"),
    ("kubernetes", PROHIBITED, "actions race", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: deepface}\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n        - name: deepface\n          image: serengil/deepface:0.0.93\n          args: [--actions, 'age,gender,race']", "race", "arguments of a container"),
    ("kubernetes-zero", CAPABILITY, "actions race", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: deepface}\nspec:\n  replicas: 0\n  template:\n    spec:\n      containers:\n        - name: deepface\n          image: serengil/deepface:0.0.93\n          args: [--actions, 'age,gender,race']", "race", "no replica runs"),
    ("one-camera-of-many", PROHIBITED, "Uyghur", "alarms:\n  - {camera: 1, on: person}\n  - {camera: 2, on: vehicle}\n  - {camera: 3, on: face, attribute: ethnic_group, equals: Uyghur}\n  - {camera: 4, on: line}", "ethnicity", "one alarm of four"),
    ("home-assistant", PROHIBITED, "dominant_race", "template:\n  - sensor:\n      - name: Visitor\n        state: \"{{ trigger.json.instance_2 | default }} {{ trigger.json.dominant_race }}\"", "race", "a template that shows it"),
    ("prompt-zh", PROHIBITED, "民族", "vlm:\n  enabled: true\n  prompt: 请判断画面中人员的性别、年龄和民族", "ethnicity", "a prompt in Chinese that asks for it"),
    ("prompt-forbids", CLEAN, "民族", "vlm:\n  enabled: true\n  prompt: 描述画面内容, 不得判断人员的民族或宗教信仰", "", "a prompt that forbids it"),
    ("skip-list", CAPABILITY, "ethnicity", "face:\n  attributes: all\n  skip_attributes: [ethnicity, emotion]", "ethnicity", "skipped on purpose"),
    ("allowlist-empty", CLEAN, "race", "face:\n  attributes: []\n  # possible: age, gender, race", "", "nothing chosen; a comment names what is possible"),
    ("threshold-key", PROHIBITED, "race", "face_thresholds:\n  age: 0.4\n  gender: 0.6\n  race: 0.7", "race", "a threshold for each output"),
    ("index-names", PROHIBITED, "FairFace 7", "head:\n  input: face\n  names: {6: white, 5: southeast asian, 4: middle eastern, 3: latino, 2: indian, 1: east asian, 0: black}", "race", "counted downwards"),
    ("german-switch", PROHIBITED, "ethnische Herkunft", "Gesichtsanalyse:\n  aktiv: ja\n  Merkmale: [Alter, Geschlecht, ethnische_Herkunft]", "ethnicity", "German with an underscore"),
    ("french-off", CAPABILITY, "origine ethnique", "analyse_visage:\n  actif: oui\n  attributs:\n    age: oui\n    origine_ethnique: non", "ethnicity", "'non'"),
    ("spanish-velo", REVIEW, "velo islámico", "detector:\n  clases: [persona, casco, velo islámico]\n  umbral: 0.5", "religion", "dress in Spanish"),
    ("marathon-plan", FALSE_FRIEND, "race bib", "events:\n  - name: Spring race\n    classes: [runner, race_bib, race_car, finish]\n    people: true", "", "runners and their bibs"),
    ("f1", FALSE_FRIEND, "race car", "dashboards:\n  - title: Race control\n    widgets: [race_clock, race_leader, pit_lane]\n  - title: Person count", "", "motor racing beside persons"),
    ("gopls", FALSE_FRIEND, "race condition", "tests:\n  race: true\n  cover: true\n  timeout: 10m\n  packages: [./camera/..., ./face/...]", "", "Go's race detector on packages with telling names"),
    ("breeds", FALSE_FRIEND, "raça = breed", "camera_pet:\n  animal: dog\n  labels: [asian shepherd, caucasian shepherd, african boerboel, mexican hairless]", "", "breeds named after regions"),
    ("tea", FALSE_FRIEND, "black, white (single words)", "shelf:\n  products: [black tea, white tea, indian chai, asian blend]", "", "kinds of tea"),
    ("pixels", FALSE_FRIEND, "white balance, black level", "isp:\n  black: 64\n  white: 940\n  skin_tone_correction: true\n  face_ae: true", "", "image processing, exposure for faces"),
    ("rice", FALSE_FRIEND, "Ethnic restaurant", "people_counter:\n  sites: [Ethnic Food Hall, Asian Supermarket, Indian Ocean Bar]", "", "shops whose visitors are counted"),
    ("workers", FALSE_FRIEND, "race condition", "queue:\n  on_race: retry\n  race_window_ms: 40\n  person_events: true", "", "programming"),
    ("doc-link", FALSE_FRIEND, "ethnicity in a code of conduct", "docs:\n  - title: Why we removed ethnicity estimation\n    url: https://docs.example/ethnicity-removed", "", "an article on a removal"),
]  # fmt: skip

INI: list[Row] = [
    ("colon", PROHIBITED, "race", "[Face]\nAttributes: Age|Gender|Race\nEnabled: Yes", "race", "colons and bars"),
    ("numbered-keys", PROHIBITED, "ethnicity", "[face-attributes]\nattr0=age\nattr1=gender\nattr2=ethnicity\ncount=3", "ethnicity", "numbered keys"),
    ("dotted", PROHIBITED, "ethnicity", "[analytics]\nface.attr.age.enabled=true\nface.attr.ethnicity.enabled=true", "ethnicity", "dotted keys"),
    ("dotted-off", CAPABILITY, "ethnicity", "[analytics]\nface.attr.age.enabled=true\nface.attr.ethnicity.enabled=false", "ethnicity", "dotted keys, off"),
    ("section-name", PROHIBITED, "race", "[FaceRaceClassifier]\nEnable=1\nModel=net4.bin\nInput=FaceCrop", "race", "the section says it"),
    ("section-off", CAPABILITY, "race", "[FaceRaceClassifier]\nEnable=0\nModel=net4.bin\nInput=FaceCrop", "race", "the section is off"),
    ("bitmask-comment", PROHIBITED, "emRace", "[FaceDetect]\n; bit 3: emRace\nFeatureMask=emAge,emSex,emRace", "race", "with its remark"),
    ("quoted", PROHIBITED, "return_attributes", "[faces]\nquery = \"image_url=%s&return_attributes=gender%2Cethnicity\"", "ethnicity", "escaped within quotes"),
    ("chinese-section", PROHIBITED, "民族", "[人脸属性]\n年龄=1\n性别=1\n民族=1", "ethnicity", "switches in Chinese"),
    ("chinese-off", CAPABILITY, "民族", "[人脸属性]\n年龄=1\n性别=1\n民族=0", "ethnicity", "switched off in Chinese"),
    ("comment-only", CLEAN, "race", "[face]\nattributes = age, gender\n; attributes = age, gender, race", "", "commented out"),
    ("hash-comment", CLEAN, "ethnicity", "[face]\nattributes = age\n# ethnicity = 1", "", "commented out"),
    ("race-lane", FALSE_FRIEND, "race track", "[zone.4]\nname = race lane 2\ncount = person, horse\nalarm = no", "", "a lane of a course"),
    ("minority-report", FALSE_FRIEND, "minority class", "[training]\nminority_weight = 4.0\nmajority_weight = 1.0\nclass = person", "", "weights of classes"),
    ("font", FALSE_FRIEND, "Uyghur as a language", "[osd]\nscripts = Latin, Han, Arabic, Uyghur, Tibetan\nface_boxes = yes", "", "scripts of the overlay; 'Han' is one too"),
    ("place-names", FALSE_FRIEND, "藏族 in a place", "[place]\naddress = 示例回族自治县民族街5号\nfaces_per_day = 800", "", "an address"),
    ("plate", FALSE_FRIEND, "nation, country", "[LPR]\nNation=CHN\nPlateColor=White,Black,Yellow,Blue\nFaceDriver=0", "", "plates"),
    ("school-form", FALSE_FRIEND, "民族 on a form", "[form]\ntitle=学生登记表\nfields=姓名,性别,民族,籍贯,监护人", "", "a form that people fill in"),
    ("hijab-class", REVIEW, "hijab", "[yolo]\nclasses = person; HIJAB; helmet\nconf = 0.35", "religion", "dress in capitals"),
    ("melanin", REVIEW, "skin_tone", "[FaceAttr]\nAge=1\nSkinTone=1", "race", "a proxy"),
]  # fmt: skip

XML: list[Row] = [
    ("attribute", PROHIBITED, "race", '<faceAttributes><attribute name="age" enabled="true"/><attribute name="race" enabled="true"/></faceAttributes>', "race", "in XML attributes"),
    ("attribute-off", CAPABILITY, "race", '<faceAttributes><attribute name="age" enabled="true"/><attribute name="race" enabled="false"/></faceAttributes>', "race", "off in an XML attribute"),
    ("cdata", PROHIBITED, "ethnicity", "<FaceTask><Output><![CDATA[age;gender;ethnicity]]></Output></FaceTask>", "ethnicity", "in CDATA"),
    ("cdata-comment", FALSE_FRIEND, "race condition", "<note><![CDATA[fixed: race between <face> threads]]></note>", "", "a note in CDATA"),
    ("entity-letters", PROHIBITED, "race", "<FaceTask><Output>age,gender,&#114;&#97;&#99;&#101;</Output></FaceTask>", "race", "written in character references"),
    ("namespaced", PROHIBITED, "ethnicity", '<f:Face xmlns:f="urn:vendor:face:2"><f:EstimateAge>1</f:EstimateAge><f:EstimateEthnicity>1</f:EstimateEthnicity></f:Face>', "ethnicity", "a vendor's namespace"),
    ("labels-in-attributes", PROHIBITED, "FairFace 4", '<Classifier input="face"><Label id="0" text="White"/><Label id="1" text="Black"/><Label id="2" text="Asian"/><Label id="3" text="Indian"/></Classifier>', "race", "labels in attributes"),
    ("colour-attributes", FALSE_FRIEND, "white, black, yellow (vehicle)", '<Classifier input="vehicle"><Label id="0" text="White"/><Label id="1" text="Black"/><Label id="2" text="Yellow"/></Classifier>', "", "colours of cars in attributes"),
    ("spring", PROHIBITED, "ethicCode", '<bean id="faceSink" class="com.example.FaceSink"><property name="fields" value="faceId,genderCode,ethicCode,ageUpLimit"/></bean>', "ethnicity", "a bean's property"),
    ("key-value", PROHIBITED, "religion", "<params><param><key>face.predict</key><value>age,gender,religion</value></param></params>", "religion", "a pair of key and value"),
    ("rtl", PROHIBITED, "ديانة", "<تحليل_الوجوه><العمر>1</العمر><الجنس>1</الجنس><الديانة>1</الديانة></تحليل_الوجوه>", "religion", "element names in Arabic, with the article"),
    ("commented-block", CLEAN, "ethnicity", "<faceAttributes><age>true</age><!-- <ethnicity>true</ethnicity> --></faceAttributes>", "", "commented out"),
    ("street", FALSE_FRIEND, "Mosque as a place", '<zone name="Temple Bar / Synagogue Lane" type="person"/>', "", "places in an attribute"),
    ("gpx", FALSE_FRIEND, "race track", '<track name="Sunday race" type="race"><runner bib="17"/><runner bib="18"/></track>', "", "a recorded foot race"),
    ("staff", FALSE_FRIEND, "emNation (employee)", "<employees><employee><emName>A</emName><emNation>PL</emNation><emFaceId>3</emFaceId><emSalary>1</emSalary></employee></employees>", "", "staff, with a badge's picture"),
    ("dress", REVIEW, "niqab", '<classes target="person"><class>helmet</class><class>niqab</class></classes>', "religion", "dress"),
    ("legal", FALSE_FRIEND, "religion in a legal notice", "<privacy lang=\"de\">Es werden keine Daten über rassische und ethnische Herkunft oder Religion verarbeitet.</privacy>", "", "a legal text in German"),
]  # fmt: skip

JSON: list[Row] = [
    ("pairs", PROHIBITED, "race", '{"faceConfig": [{"k": "age", "v": 1}, {"k": "gender", "v": 1}, {"k": "race", "v": 1}]}', "race", "pairs of key and value"),
    ("pairs-off", CAPABILITY, "race", '{"faceConfig": [{"k": "age", "v": 1}, {"k": "gender", "v": 1}, {"k": "race", "v": 0}]}', "race", "pairs, off"),
    ("nested-string", PROHIBITED, "ethnicity", json.dumps({"task": {"kind": "face", "options": json.dumps({"outputs": ["age", "gender", "ethnicity"]})}}), "ethnicity", "JSON within a string"),
    ("unicode-escapes", PROHIBITED, "民族", json.dumps({"人脸属性": ["年龄", "性别", "民族"]}), "ethnicity", "written in escapes"),
    ("search-filter", PROHIBITED, "维吾尔 / 维吾尔族", '{"search": {"library": "faces", "filter": {"sex": "m", "age": [18, 40], "nation": "维吾尔族"}}}', "ethnicity", "a search among faces"),
    ("webhook", PROHIBITED, "Uyghur", '{"rules": [{"when": {"object": "face", "ethnicity": "uyghur"}, "do": {"post": "https://police.example/alarm"}}]}', "ethnicity", "an alarm on one people"),
    ("grafana", PROHIBITED, "dominant_race", '{"panels": [{"title": "Visitors", "sql": "SELECT dominant_race, count(*) FROM face_events GROUP BY 1"}]}', "race", "a panel that counts by it"),
    ("events", PROHIBITED, "ethnicity", '{"events": [{"t": 1, "face": {"age": 31, "gender": "f", "ethnicity": {"asian": 0.8, "white": 0.1}}}, {"t": 2, "face": {"age": 44, "gender": "m", "ethnicity": {"asian": 0.1, "white": 0.9}}}]}', "ethnicity", "observed for each face"),
    ("schema", FALSE_FRIEND, "ethnicity in a training-set description", '{"dataset_card": {"name": "faces", "balanced_over": ["age", "gender", "ethnicity"], "used_for": "testing a face blur"}}', "", "a card of test data"),
    ("hl7", FALSE_FRIEND, "EthnicGroup (0010,2160)", '{"resourceType": "Patient", "extension": [{"url": "http://hl7.example/us-core-race", "valueString": "x"}], "gender": "female", "photo": []}', "", "a patient's record"),
    ("horse", FALSE_FRIEND, "horse racing", '{"race": {"number": 4, "going": "good"}, "runners": [{"horse": "A", "age": 3, "sex": "m", "colour": "black"}]}', "", "horses with age and sex"),
    ("elf", FALSE_FRIEND, "fantasy race", '{"character": {"age": 120, "gender": "female", "race": "elf", "skin_color": "green", "religion": "moon"}}', "", "a character of a game, with age and gender"),
    ("kennel", FALSE_FRIEND, "race = breed (fr)", '{"animal": {"espèce": "chien", "race": "braque", "âge": 4, "sexe": "m"}, "caméra": "chenil 2"}', "", "a dog with age and sex"),
    ("census-zh", FALSE_FRIEND, "宗教局", '{"departments": ["民族宗教事务局", "公安局"], "cameras": {"face": false}}', "", "an authority"),
    ("id-form", FALSE_FRIEND, "民族 on a form", '{"form": {"title": "入职登记表", "fields": ["姓名", "性别", "民族", "籍贯", "学历", "身份证号"]}}', "", "a form that people fill in"),
    ("locale", FALSE_FRIEND, "Uyghur as a language", '{"speech": {"voices": ["ug-CN Uyghur", "bo-CN Tibetan", "zh-CN Han"]}}', "", "voices of speech"),
    ("chess-event", FALSE_FRIEND, "black, white (chess)", '{"camera": "board", "pieces": {"white": 16, "black": 16}, "person": 2}', "", "chess, with two persons"),
    ("palette", FALSE_FRIEND, "fc:Complexion", '{"theme": {"white": "#fff", "black": "#000", "asian_lacquer": "#a01"}, "face": "Inter, sans-serif"}', "", "colours and a type face"),
    ("hair", CLEAN, "long_beard, has_beard", '{"face": {"outputs": ["age", "hair_color", "beard", "moustache", "glasses"]}}', "", "hair"),
    ("turban-count", REVIEW, "turban", '{"person": {"count_by": ["turban", "cap", "none"]}}', "religion", "counts people by dress"),
    ("accent", REVIEW, "ChineseAccentCode", '{"voice": {"outputs": ["gender", "age", "ChineseAccentCode"]}}', "ethnicity", "an accent as a proxy"),
]  # fmt: skip

PLAIN: list[tuple[str, str, Expected, str, str, str, str]] = [
    # format/slug, file, expected, about, text, category, remark
    ("properties/java", "application.properties", PROHIBITED, "ethicCode", "server.port=8080\nspring.datasource.password=x9\nface.store.fields=faceId,genderCode,ethicCode\nface.enabled=true\n", "ethnicity", "a Java program's settings"),
    ("properties/plain", "application.properties", CLEAN, "plain labels", "server.port=8080\nspring.datasource.password=x9\nface.store.fields=faceId,genderCode\nface.enabled=true\n", "", "gender alone"),
    ("properties/trace", "logging.properties", FALSE_FRIEND, "terrace", "log.trace=true\nlog.embrace.console=false\nrace.retry=3\nperson.topic=p\n", "", "programming"),
    ("systemd/exec", "faces.service", PROHIBITED, "race", "[Unit]\nDescription=Face attributes\n[Service]\nExecStart=/usr/bin/face-attr --input rtsp://192.0.2.5/1 --predict age --predict gender --predict race\nRestart=always\n[Install]\nWantedBy=multi-user.target\n", "race", "a service's command line"),
    ("systemd/plain", "faces.service", CLEAN, "plain labels", "[Unit]\nDescription=Face blur\n[Service]\nExecStart=/usr/bin/face-blur --input rtsp://192.0.2.5/1\nRestart=always\n[Install]\nWantedBy=multi-user.target\n", "", "blurs faces"),
    ("env/equal-signs", "vms.env", PROHIBITED, "estimate_ethnicity", "LUNA_URL=http://luna.example/6/sdk?estimate_age=1&estimate_ethnicity=1\nTOKEN=abc\n", "ethnicity", "a query in a value"),
    ("env/estimate-zero", "vms.env", CAPABILITY, "estimate_ethnicity", "LUNA_URL=http://luna.example/6/sdk?estimate_age=1&estimate_ethnicity=0\nTOKEN=abc\n", "ethnicity", "a query that switches it off"),
    ("env/hr", "portal.env", FALSE_FRIEND, "ethnic_group in HR", "PORTAL=hr\nEQUALITY_FIELDS=ethnic_group,religion,disability\nPAYROLL_DAY=25\n", "", "a personnel office"),
    ("labels/coloured-people", "labels.txt", FALSE_FRIEND, "EM_PLATE_COLOR_TYPE, EM_CLOTHES_COLOR", "person_red_vest\nperson_yellow_vest\nperson_white_helmet\nperson_black_jacket\n", "", "clothes of persons"),
    ("labels/mixed-case", "classes.txt", PROHIBITED, "ethnicities", "ASIAN\nCaucasian\naFrIcAn\nHISPANIC\n", "race", "odd casing"),
    ("labels/tabbed", "labels.txt", PROHIBITED, "FairFace 7", "0\tWhite\n1\tBlack\n2\tLatino_Hispanic\n3\tEast Asian\n4\tSoutheast Asian\n5\tIndian\n6\tMiddle Eastern\n", "race", "numbers and tabs"),
    ("labels/abbreviated", "labels.txt", CLEAN, "opaque labels", "W\nB\nA\nI\nO\n", "", "nobody may be accused by single letters"),
    ("labels/dishes", "labels.txt", FALSE_FRIEND, "Ethnic restaurant", "indian curry\nasian noodles\nmiddle eastern mezze\nlatino tacos\nwhite bread\nblack pudding\n", "", "dishes"),
    ("labels/butterflies", "labels.txt", FALSE_FRIEND, "black, white (single words)", "large white\nmarbled white\nbrown argus\nindian leafwing\nasian swallowtail\nblack hairstreak\n", "", "butterflies"),
    ("labels/elephants", "labels.txt", FALSE_FRIEND, "Indian, Asian (names)", "african elephant\nasian elephant\nwhite rhino\nblack rhino\nindian rhino\n", "", "animals"),
    ("labels/cloths", "labels.txt", FALSE_FRIEND, "Hijab, Turban in shops", "t-shirt\njeans\ndress\nhijab\nabaya\nkimono\nsneakers\nhandbag\nnecklace\nsale tag\n", "", "a shop's garments"),
]  # fmt: skip


def cases() -> Iterator[Case]:
    """All of them."""
    for slug, expected, about, text, category, remark in YAML:
        base = "" if text.startswith(("---", "apiVersion")) else as_yaml(system(Chance(slug)))
        yield case(f"single-yaml/{slug}", expected, about, {"settings.yml": f"{base}{text}\n"}, remark, category)
    for slug, expected, about, text, category, remark in INI:
        yield case(
            f"single-ini/{slug}",
            expected,
            about,
            {"server.ini": f"{as_ini(system(Chance(slug)))}\n{text}\n"},
            remark,
            category,
        )
    for slug, expected, about, text, category, remark in XML:
        head, closing = as_xml(system(Chance(slug))).rsplit("</", 1)
        yield case(
            f"single-xml/{slug}", expected, about, {"settings.xml": f"{head}{text}\n</{closing}"}, remark, category
        )
    for slug, expected, about, text, category, remark in JSON:
        head = as_json(system(Chance(slug))).rstrip().removesuffix("}").rstrip()
        yield case(
            f"single-json/{slug}", expected, about, {"settings.json": f"{head},\n  {text[1:]}\n"}, remark, category
        )
    for where, name, expected, about, text, category, remark in PLAIN:
        yield case(where, expected, about, {name: text}, remark, category)
