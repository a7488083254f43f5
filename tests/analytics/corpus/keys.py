"""Cases of identifiers in generic files: names of SDK fields, services and data sets as somebody's settings carry them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .case import CAPABILITY, CLEAN, PROHIBITED, REVIEW, Case, Expected, case
from .generic_files import pair, written
from .terms import placed

KEYS: list[tuple[str, Expected, str, str, Any, str, str]] = [
    # slug, expected, about, path, value, category, remark
    ("complexion", PROHIBITED, "fc:Complexion", "onvif_bridge/forward", {"HumanFace": {"Age": True, "Gender": True, "Complexion": True}}, "race", "an ONVIF element forwarded"),
    ("hijab-element", REVIEW, "fc:Accessory/fc:Hijab", "onvif_bridge/forward", {"HumanFace": {"Accessory": {"Hijab": True, "Opticals": True}}}, "religion", "an ONVIF element forwarded"),
    ("ethic-code", PROHIBITED, "EthicCode", "viid/mapping", {"FaceObject": {"GenderCode": "sex", "EthicCode": "mz", "AgeUpLimit": "age"}}, "ethnicity", "mapped into a database"),
    ("ethic-code-java", PROHIBITED, "ethicCode", "viid/columns", ["faceId", "genderCode", "ethicCode", "ageUpLimit", "faceAppearTime"], "ethnicity", "columns of faces"),
    ("ethnic-code", PROHIBITED, "EthnicCode in a camera", "viid/person", {"DeviceID": "3401", "GenderCode": 1, "EthnicCode": "05", "PersonAppearTime": "20250412"}, "ethnicity", "with siblings of cameras"),
    ("code-table", PROHIBITED, "GB/T 3304 codes", "viid/face_dictionary", {"EthicCode": {"01": "汉族", "03": "回族", "04": "藏族", "05": "维吾尔族"}, "GenderCode": {"1": "男", "2": "女"}}, "ethnicity", "a table of values of faces"),
    ("accent", REVIEW, "ChineseAccentCode", "viid/person_columns", ["PersonID", "GenderCode", "ChineseAccentCode", "PersonAppearTime"], "ethnicity", "a proxy"),
    ("viid-skin", REVIEW, "SkinColor", "viid/face_columns", ["FaceID", "GenderCode", "SkinColor", "FaceAppearTime"], "race", "a proxy"),
    ("ru-natsionalnost", PROHIBITED, "национальность", "распознавание_лиц/признаки", {"возраст": "число", "национальность": ["русский", "татарин", "чеченец", "узбек"]}, "ethnicity", "its values are peoples"),
    ("fr-confession", REVIEW, "confession (fr)", "analyse_visages/attributs", ["âge", "sexe", "confession"], "religion", "religion, or a court's word"),
    ("em-nation-uygur", PROHIBITED, "EM_NATION_TYPE_UYGUR", "netsdk/alarm_filter", {"emSex": 0, "emNation": "EM_NATION_TYPE_UYGUR", "emGlass": 0}, "ethnicity", "a filter of alarms"),
    ("em-nation", PROHIBITED, "emNation", "netsdk/face_fields", ["nAge", "emSex", "emNation", "emMask"], "ethnicity", "fields kept"),
    ("em-nation-type", PROHIBITED, "EM_NATION_TYPE", "netsdk/enums_in_use", {"emotion": "EM_EMOTION_TYPE", "nation": "EM_NATION_TYPE", "mask": "EM_MASK_STATE_TYPE"}, "ethnicity", "an enumeration in use"),
    ("em-race", PROHIBITED, "emRace", "netsdk/event_output", {"nAge": True, "emRace": True, "emEye": True}, "race", "output"),
    ("em-race-type", PROHIBITED, "EM_RACE_TYPE", "netsdk/index_by", ["EM_SEX_TYPE", "EM_RACE_TYPE"], "race", "an index of faces"),
    ("em-complexion", PROHIBITED, "emComplexion", "netsdk/face_fields", ["nAge", "emComplexion", "emMouth"], "race", "fields kept"),
    ("by-ethnic", PROHIBITED, "byEthnic", "hcnetsdk/human_feature", {"store": ["byAgeGroup", "bySex", "byEyeGlass", "byEthnic"]}, "ethnicity", "fields stored"),
    ("by-race", PROHIBITED, "byRace", "hcnetsdk/human_feature", {"store": ["byAge", "bySex", "byRace", "byMask"]}, "race", "fields stored"),
    ("is-minority", PROHIBITED, "isMinority in a camera", "camera_face_attributes", {"age": True, "gender": True, "isMinority": True}, "ethnicity", "an attribute of faces"),
    ("facepp", PROHIBITED, "return_attributes", "facepp/detect", {"url": "https://api.faces.example/v3/detect", "return_attributes": "gender,age,ethnicity"}, "ethnicity", "a comma list"),
    ("facepp-comment", PROHIBITED, "ethnicity //人种分析", "facepp/attributes_enum", ["gender", "age", "smiling", "ethnicity //人种分析"], "ethnicity", "with its Chinese remark"),
    ("face-attribute-race", PROHIBITED, "faceAttribute.race", "client", {"faceAttribute": {"age": {"range": 5}, "race": {"value": "Asian", "confidence": 99.1}}}, "race", "an older interface"),
    ("luna-estimate", PROHIBITED, "estimateEthnicity", "luna/handlers", {"estimateAge": 1, "estimateGender": 1, "estimateEthnicity": 1}, "ethnicity", "switched on"),
    ("luna-query", PROHIBITED, "estimate_ethnicity", "luna/url", "http://luna.example:5000/6/detector?estimate_gender=1&estimate_ethnicity=1&estimate_mask=1", "ethnicity", "in a query string"),
    ("luna-off", CAPABILITY, "estimateEthnicity", "luna/handlers", {"estimateAge": 1, "estimateGender": 1, "estimateEthnicity": 0}, "ethnicity", "switched off"),
    ("luna-result", PROHIBITED, "predominant_ethnicity", "luna/keep", ["age", "gender", "predominant_ethnicity", "ethnicities"], "ethnicity", "kept"),
    ("kairos", PROHIBITED, "Kairos attributes", "last_reply/faces/0/attributes", {"age": 31, "asian": 0.9, "white": 0.05, "hispanic": 0.03, "black": 0.01, "other": 0.01}, "race", "five keys under one parent"),
    ("clarifai-vocabulary", PROHIBITED, "multicultural_appearance", "clarifai/request", {"model": "demographics", "vocab_id": "multicultural_appearance", "enabled": True}, "race", "asked for"),
    ("clarifai-model", PROHIBITED, "ethnicity-demographics-recognition", "clarifai/workflow", {"nodes": [{"model": "face-detection"}, {"model": "ethnicity-demographics-recognition"}]}, "race", "a step of a workflow"),
    ("deepface-actions", PROHIBITED, "actions race", "deepface/analyze", {"actions": ["age", "race"], "detector_backend": "retinaface"}, "race", "asked for"),
    ("dominant-race", PROHIBITED, "dominant_race", "exporter/columns", ["camera", "time", "age", "dominant_gender", "dominant_race"], "race", "kept"),
    ("deepface-labels", PROHIBITED, "DeepFace label set", "models/attr", {"head": "softmax", "classes": ["asian", "indian", "black", "white", "middle eastern", "latino hispanic"]}, "race", "its labels"),
    ("fairface-seven", PROHIBITED, "FairFace 7", "models/attr", {"input": "face", "labels": ["White", "Black", "Latino_Hispanic", "East Asian", "Southeast Asian", "Indian", "Middle Eastern"]}, "race", "its labels"),
    ("fairface-underscores", PROHIBITED, "FairFace 7", "models/attr", {"input": "face", "labels": ["southeast_asian", "east_asian", "indian", "black", "white", "middle_eastern", "latino_hispanic"]}, "race", "another order and spelling"),
    ("fairface-four", PROHIBITED, "FairFace 4", "models/attr", {"input": "face", "labels": ["White", "Black", "Asian", "Indian"]}, "race", "four labels of faces"),
    ("fairface-weights", PROHIBITED, "fairface weights", "models/attr", {"weights": "weights/res34_fair_align_multi_7_20190809.pt", "enabled": True, "input": "face"}, "race", "known weights"),
    ("utkface", PROHIBITED, "UTKFace race 0..4", "models/attr", {"dataset": "UTKFace", "race": {"0": "White", "1": "Black", "2": "Asian", "3": "Indian", "4": "Others"}}, "race", "its numbered labels"),
    ("age-gender-ethnicity", PROHIBITED, "age_gender_ethnicity.onnx", "models/attr", {"path": "models/age_gender_ethnicity.onnx", "enabled": True}, "race", "a file's name"),
    ("deepface-weights", PROHIBITED, "race_model_single_batch.h5", "models/attr", {"weights": ".deepface/weights/race_model_single_batch.h5", "run": True}, "race", "known weights"),
    ("inspireface", PROHIBITED, "HF_ENABLE_FACE_ATTRIBUTE, enable_face_attribute", "inspireface/session", {"sdk": "InspireFace 1.2.1", "enable_recognition": False, "enable_liveness": True, "enable_face_attribute": True}, "race", "a switch whose bundle includes race"),
    ("inspireface-off", CAPABILITY, "HF_ENABLE_FACE_ATTRIBUTE, enable_face_attribute", "inspireface/session", {"enable_recognition": True, "enable_face_attribute": False}, "race", "switched off"),
    ("inspireface-result", PROHIBITED, "HFFaceAttributeResult.race", "inspireface/read", ["HFFaceAttributeResult.gender", "HFFaceAttributeResult.race", "HFFaceAttributeResult.ageBracket"], "race", "fields read"),
    ("sensetime", PROHIBITED, "ST_MOBILE race", "st_mobile/attribute", {"age": 1, "gender": 1, "race": {"yellow": 1, "black": 1, "white": 1}}, "race", "three values of race beside age"),
    ("betaface", PROHIBITED, "Betaface race", "betaface/classifiers", {"age": True, "gender": True, "race": ["asian-middle-eastern", "asian", "white", "black"]}, "race", "its values"),
    ("findface", PROHIBITED, "FindFace ethnicity", "findface/extractors", {"face": ["age", "gender", "emotions", "ethnicity"]}, "ethnicity", "an extractor of faces"),
    ("yitu", PROHIBITED, "Yitu, Huawei, Uniview ethnicity", "structured_face/attributes", ["age_group", "gender", "ethnicity_uyghur", "mask"], "ethnicity", "a label of faces"),
    ("races", PROHIBITED, "races, race_label", "face/models/attr", {"RACE_CLASSES": ["asian", "black", "white", "indian"], "race_map": {"0": "asian"}}, "race", "a map of labels"),
    ("race-preds", PROHIBITED, "race_preds, race4", "face_csv/columns", ["face_name_align", "race", "race4", "gender", "age", "race_scores_fair", "race_preds_fair"], "race", "columns of results of faces"),
    ("ethnicities", PROHIBITED, "ethnicities", "face/outputs", {"age": "regression", "ethnicities": "softmax"}, "ethnicity", "an output of a network"),
    ("skin-color-key", REVIEW, "skin_color", "face/outputs", {"age": "regression", "skin_color": "softmax"}, "race", "a proxy"),
    ("camel", PROHIBITED, "race", "cameraServer", {"faceAnalytics": {"returnAge": True, "returnGender": True, "returnRace": True}}, "race", "camel case"),
    ("screaming", PROHIBITED, "ethnicity", "env", {"FACE_ATTR_AGE": 1, "FACE_ATTR_GENDER": 1, "FACE_ATTR_ETHNICITY": 1}, "ethnicity", "capitals"),
    ("abbreviated", CLEAN, "ethnicity", "face/out", {"ag": 1, "gnd": 1, "eth": 1, "emo": 1}, "", "nobody may be accused by an abbreviation"),
    ("race-false", CAPABILITY, "race", "face_attributes", {"age": True, "gender": True, "race": False}, "race", "switched off"),
    ("race-excluded", CAPABILITY, "race", "deepface/analyze", {"actions": ["age", "gender"], "exclude": ["race"]}, "race", "left out on purpose"),
    ("disabled-module", CAPABILITY, "ethnicity", "modules", [{"name": "plates", "enabled": True}, {"name": "face_attributes", "enabled": False, "outputs": ["age", "gender", "ethnicity"]}], "ethnicity", "the module is off"),
    ("disabled-beside-enabled", PROHIBITED, "ethnicity", "modules", [{"name": "face_a", "enabled": False, "outputs": ["age"]}, {"name": "face_b", "enabled": True, "outputs": ["age", "ethnicity"]}], "ethnicity", "the other one is off"),
    ("supported-list", CAPABILITY, "race", "capabilities", {"supported_face_attributes": ["age", "gender", "race"], "active_face_attributes": ["age"]}, "race", "supported, not active"),
    ("command-line", PROHIBITED, "race", "processes/faces/command", "/opt/face/run --input rtsp://192.0.2.8/1 --face-attributes age,gender,race --fps 4", "race", "a command line"),
    ("religious-attire", REVIEW, "religious_attire", "person/attributes", ["backpack", "hat", "religious_attire"], "religion", "dress"),
    ("minority-alarm", PROHIBITED, "minority", "camera_alarms/face", {"trigger": "minority", "target": "face", "attributes": ["少数民族"]}, "ethnicity", "an alarm on a people"),
    ("dian-kippah", REVIEW, "kippah", "person/headwear", ["cap", "helmet", "kippah", "yarmulke"], "religion", "dress"),
    ("turban-helmet", REVIEW, "turban", "helmet_check/labels", ["helmet", "no_helmet", "turban"], "religion", "an exemption from wearing a helmet"),
    ("cross-necklace", REVIEW, "cross_necklace", "person/jewellery", ["necklace", "cross_necklace", "watch"], "religion", "worn on a person"),
    ("complexion-type", PROHIBITED, "EM_COMPLEXION_TYPE", "netsdk/enums_in_use", {"emotion": "EM_EMOTION_TYPE", "complexion": "EM_COMPLEXION_TYPE"}, "race", "an enumeration in use"),
    ("ethnicity-estimation", PROHIBITED, "EthnicityEstimation", "luna/estimators", ["AgeEstimation", "GenderEstimation", "EthnicityEstimation"], "ethnicity", "estimators of faces in use"),
    ("skullcap", REVIEW, "skullcap", "person/headwear", ["helmet", "skullcap", "hood"], "religion", "dress, or a cap"),
    ("fairface-onnx", PROHIBITED, "fairface weights", "gst/attributes", {"element": "face_classify", "model": "/models/fairface.onnx", "enabled": True}, "race", "a known model, running"),
    ("hf-flag", REVIEW, "HF_ENABLE_FACE_ATTRIBUTE, enable_face_attribute", "inspireface/option_mask", "HF_ENABLE_LIVENESS | HF_ENABLE_FACE_ATTRIBUTE", "race", "its bundle includes race in the versions known; which one runs is not shown"),
    ("race-labels", PROHIBITED, "race_labels", "face/head", {"race_labels": ["A", "B", "C", "D"], "age_bins": 9}, "race", "opaque labels under a telling key beside age"),
]  # fmt: skip


def cases() -> Iterator[Case]:
    """Each in two formats."""
    for number, (slug, expected, about, where, value, category, remark) in enumerate(KEYS):
        for kind in pair(number + 3):
            seed = f"generic-{kind}/key-{slug}"
            yield case(seed, expected, about, written(kind, placed(seed, where, value)), remark, category)
