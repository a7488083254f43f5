-- A database as its users had it with the migrations up to 0015_map_cells, for tests of the upgrade: written by that
-- version's own code (six cameras audited on three nights, messages, decisions, a purge), and by
-- `pg_dump --data-only --rows-per-insert=50 --load-via-partition-root`. Derived tables fill themselves.
SELECT fairnotice.ensure_month('2026-03-01');
INSERT INTO fairnotice.audit (audit_id, scope, window_start, mode, packs, summary, started_at, finished_at) VALUES
	('made/2026-03-02T00:00Z', 'made', '2026-03-02 00:00:00+00', 'regular', '{"eu": "1"}', '{"judged": 5, "cameras": 6, "verdicts": {"fail": 2, "pass": 2, "review": 1, "unknown": 1, "not_applicable": 0}, "policy_verdicts": {"fail": 1}}', '2026-11-27 15:18:17.327402+00', '2026-11-27 15:18:17.385697+00'),
	('made/2026-03-03T00:00Z', 'made', '2026-03-03 00:00:00+00', 'regular', '{"eu": "1"}', '{"judged": 5, "cameras": 6, "verdicts": {"fail": 2, "pass": 2, "review": 1, "unknown": 1, "not_applicable": 0}, "policy_verdicts": {"fail": 1}}', '2026-11-27 15:18:18.436129+00', '2026-11-27 15:18:18.462089+00'),
	('made/2026-03-04T00:00Z', 'made', '2026-03-04 00:00:00+00', 'regular', '{"eu": "1"}', '{"judged": 5, "cameras": 6, "verdicts": {"fail": 2, "pass": 3, "review": 0, "unknown": 1, "not_applicable": 0}, "policy_verdicts": {"fail": 1}}', '2026-11-27 15:18:18.480706+00', '2026-11-27 15:18:18.50113+00');
INSERT INTO fairnotice.operator (operator_id, name, kind, record, unused_since) VALUES
	('op-1', 'Lindhaven Harbour Board', 'public', '{"kind": "public", "name": "Lindhaven Harbour Board", "contacts": [{"kind": "email", "address": "board@lindhaven.example", "verified_on": null}], "language": "en", "operator_id": "op-1"}', NULL),
	('op-2', 'Mirefield Buses', 'private', '{"kind": "private", "name": "Mirefield Buses", "contacts": [{"kind": "email", "address": "yard@mirefield.example", "verified_on": "2026-03-02"}], "language": "en", "operator_id": "op-2"}', NULL);
INSERT INTO fairnotice.registry_source (source, mode, created_at, networks) VALUES
	('made', 'regular', '2026-11-27 15:18:17.08776+00', '{}');
INSERT INTO fairnotice.camera (camera_id, source, source_id, name, operator_id, site_id, site_declared, site_class, jurisdiction, jurisdiction_declared, geom, azimuth, field_of_view, record, registered_at, changed_at, gone_since, erased_at) VALUES
	('made:001', 'made', '001', 'Quay 1', 'op-1', 'made:001', false, 'unknown', 'DE', NULL, '0101000020E610000039B4C876BEFF3DC00000000000003940', NULL, NULL, '{"name": "Quay 1", "point": {"lat": 25.0, "lon": -29.999}, "claims": [], "models": [], "source": "made", "azimuth": null, "purpose": null, "site_id": "made:001", "declared": {"audio": null, "consent": null, "attested": [], "necessity": null, "alternative": null, "stored_faces": null, "face_recognition": null, "impact_assessment": null, "legal_authorisation": null}, "operator": {"kind": "public", "name": "Lindhaven Harbour Board", "contacts": [{"kind": "email", "address": "board@lindhaven.example", "verified_on": null}], "language": "en", "operator_id": "op-1"}, "analytics": null, "camera_id": "made:001", "source_id": "001", "site_class": "unknown", "legal_basis": null, "frame_source": {"url": "http://127.0.0.1:9/still.jpg", "credential": null, "access_basis": {"scope": ["frames"], "until": null, "granted_by": "the harbour board"}}, "jurisdiction": "DE", "field_of_view": null, "site_declared": false, "authorisations": [], "device_service": null, "retention_days": null, "in_service_since": null, "notice_positions": [], "jurisdiction_declared": null}', '2026-03-02 12:00:00+00', '2026-03-02 12:00:00+00', NULL, NULL),
	('made:002', 'made', '002', 'Quay 2', 'op-1', 'made:quay', true, 'unknown', 'DE', NULL, '0101000020E6100000736891ED7CFF3DC00000000000003940', NULL, NULL, '{"name": "Quay 2", "point": {"lat": 25.0, "lon": -29.998}, "claims": [], "models": [], "source": "made", "azimuth": null, "purpose": null, "site_id": "made:quay", "declared": {"audio": null, "consent": null, "attested": [], "necessity": null, "alternative": null, "stored_faces": null, "face_recognition": null, "impact_assessment": null, "legal_authorisation": null}, "operator": {"kind": "public", "name": "Lindhaven Harbour Board", "contacts": [{"kind": "email", "address": "board@lindhaven.example", "verified_on": null}], "language": "en", "operator_id": "op-1"}, "analytics": null, "camera_id": "made:002", "source_id": "002", "site_class": "unknown", "legal_basis": null, "frame_source": {"url": "http://127.0.0.1:9/still.jpg", "credential": null, "access_basis": {"scope": ["frames"], "until": null, "granted_by": "the harbour board"}}, "jurisdiction": "DE", "field_of_view": null, "site_declared": true, "authorisations": [], "device_service": null, "retention_days": null, "in_service_since": null, "notice_positions": [], "jurisdiction_declared": null}', '2026-03-02 12:00:00+00', '2026-03-02 12:00:00+00', NULL, NULL),
	('made:003', 'made', '003', 'Quay 3', 'op-1', 'made:quay', true, 'unknown', 'DE', NULL, '0101000020E6100000AC1C5A643BFF3DC00000000000003940', NULL, NULL, '{"name": "Quay 3", "point": {"lat": 25.0, "lon": -29.997}, "claims": [], "models": [], "source": "made", "azimuth": null, "purpose": null, "site_id": "made:quay", "declared": {"audio": null, "consent": null, "attested": [], "necessity": null, "alternative": null, "stored_faces": null, "face_recognition": null, "impact_assessment": null, "legal_authorisation": null}, "operator": {"kind": "public", "name": "Lindhaven Harbour Board", "contacts": [{"kind": "email", "address": "board@lindhaven.example", "verified_on": null}], "language": "en", "operator_id": "op-1"}, "analytics": null, "camera_id": "made:003", "source_id": "003", "site_class": "unknown", "legal_basis": null, "frame_source": {"url": "http://127.0.0.1:9/still.jpg", "credential": null, "access_basis": {"scope": ["frames"], "until": null, "granted_by": "the harbour board"}}, "jurisdiction": "DE", "field_of_view": null, "site_declared": true, "authorisations": [], "device_service": null, "retention_days": null, "in_service_since": null, "notice_positions": [], "jurisdiction_declared": null}', '2026-03-02 12:00:00+00', '2026-03-02 12:00:00+00', NULL, NULL),
	('made:004', 'made', '004', 'Quay 4', 'op-2', 'made:004', false, 'unknown', 'DE', NULL, '0101000020E61000000000000000803DC03333333333333940', 90, 60, '{"name": "Quay 4", "point": {"lat": 25.2, "lon": -29.5}, "claims": [], "models": [], "source": "made", "azimuth": 90.0, "purpose": null, "site_id": "made:004", "declared": {"audio": null, "consent": null, "attested": [], "necessity": null, "alternative": null, "stored_faces": null, "face_recognition": null, "impact_assessment": null, "legal_authorisation": null}, "operator": {"kind": "private", "name": "Mirefield Buses", "contacts": [{"kind": "email", "address": "yard@mirefield.example", "verified_on": "2026-03-02"}], "language": "en", "operator_id": "op-2"}, "analytics": null, "camera_id": "made:004", "source_id": "004", "site_class": "unknown", "legal_basis": null, "frame_source": {"url": "http://127.0.0.1:9/still.jpg", "credential": null, "access_basis": {"scope": ["frames"], "until": null, "granted_by": "the harbour board"}}, "jurisdiction": "DE", "field_of_view": 60.0, "site_declared": false, "authorisations": [], "device_service": null, "retention_days": null, "in_service_since": null, "notice_positions": [], "jurisdiction_declared": null}', '2026-03-02 12:00:00+00', '2026-03-02 12:00:00+00', NULL, NULL),
	('made:006', 'made', '006', 'Quay 6', 'op-2', 'made:006', false, 'unknown', 'DE', NULL, '0101000020E61000005839B4C876FE3DC00000000000003940', NULL, NULL, '{"name": "Quay 6", "point": {"lat": 25.0, "lon": -29.994}, "claims": [], "models": [], "source": "made", "azimuth": null, "purpose": null, "site_id": "made:006", "declared": {"audio": null, "consent": null, "attested": [], "necessity": null, "alternative": null, "stored_faces": null, "face_recognition": null, "impact_assessment": null, "legal_authorisation": null}, "operator": {"kind": "private", "name": "Mirefield Buses", "contacts": [{"kind": "email", "address": "yard@mirefield.example", "verified_on": "2026-03-02"}], "language": "en", "operator_id": "op-2"}, "analytics": null, "camera_id": "made:006", "source_id": "006", "site_class": "unknown", "legal_basis": null, "frame_source": {"url": "http://127.0.0.1:9/still.jpg", "credential": null, "access_basis": {"scope": ["frames"], "until": null, "granted_by": "the harbour board"}}, "jurisdiction": "DE", "field_of_view": null, "site_declared": false, "authorisations": [], "device_service": null, "retention_days": null, "in_service_since": null, "notice_positions": [], "jurisdiction_declared": null}', '2026-03-02 12:00:00+00', '2026-03-02 12:00:00+00', NULL, NULL),
	('made:005', 'made', '005', 'Quay 5', NULL, 'made:005', false, 'unknown', 'DE', NULL, '0101000020E61000000000000000803DC03333333333333940', NULL, NULL, '{"name": "Quay 5", "point": {"lat": 25.2, "lon": -29.5}, "claims": [], "models": [], "source": "made", "azimuth": null, "purpose": null, "site_id": "made:005", "declared": {"audio": null, "consent": null, "attested": [], "necessity": null, "alternative": null, "stored_faces": null, "face_recognition": null, "impact_assessment": null, "legal_authorisation": null}, "operator": null, "analytics": null, "camera_id": "made:005", "source_id": "005", "site_class": "unknown", "legal_basis": null, "frame_source": {"url": "http://127.0.0.1:9/still.jpg", "credential": null, "access_basis": {"scope": ["frames"], "until": null, "granted_by": "the harbour board"}}, "jurisdiction": "DE", "field_of_view": null, "site_declared": false, "authorisations": [], "device_service": null, "retention_days": null, "in_service_since": null, "notice_positions": [], "jurisdiction_declared": null}', '2026-03-02 12:00:00+00', '2026-03-02 12:00:00+00', '2026-03-05 12:00:00+00', NULL);
INSERT INTO fairnotice.alert (alert_id, cause, kind, audit_id, camera_id, rule_id, operator_id, status, payload, created_at, attempts, next_attempt_at, sent_at, channel, last_error) VALUES
	('27792b53-491a-467d-9f00-23bab944d990', '2026-03-02|made:004|cn.draft-2023.notice|fail', 'finding', 'made/2026-03-02T00:00Z', 'made:004', 'cn.draft-2023.notice', 'op-2', 'held', '{"lat": 25.2, "lon": -29.5, "mode": "regular", "site": "", "force": "policy", "since": "2026-03-02", "title": "A notice announces the camera", "camera": "Quay 4", "remedy": "Put the notice up again.", "reasons": ["The notice that stood here is no longer seen."], "citation": "Regulation (EU) 2016/679, Article 13", "evidence": [], "camera_id": "made:004", "confidence": 0.95, "breach_of_law": false}', '2026-11-27 15:18:17.327402+00', 0, '2026-11-27 15:18:17.327402+00', NULL, NULL, NULL),
	('06658a92-eea2-49c9-b07a-2e7dc1287524', 'made/2026-03-02T00:00Z|release_request|1', 'release_request', 'made/2026-03-02T00:00Z', NULL, NULL, NULL, 'sent', '{"mode": "regular"}', '2026-11-27 15:18:17.327402+00', 1, '2026-11-27 15:18:17.327402+00', '2026-11-27 15:19:18.395601+00', 'local mailbox', NULL),
	('7db58f16-1ee4-4219-8580-b81de9e1756d', '2026-03-02|made:001|eu.gdpr.notice|fail', 'finding', 'made/2026-03-02T00:00Z', 'made:001', 'eu.gdpr.notice', 'op-1', 'sent', '{"lat": 25, "lon": -29.999, "mode": "regular", "site": "", "force": "law", "since": "2026-03-02", "title": "A notice announces the camera", "camera": "Quay 1", "remedy": "Put the notice up again.", "reasons": ["The notice that stood here is no longer seen."], "citation": "Regulation (EU) 2016/679, Article 13", "evidence": [], "camera_id": "made:001", "confidence": 0.95, "breach_of_law": true}', '2026-11-27 15:18:17.327402+00', 1, '2026-11-27 15:18:17.327402+00', '2026-11-27 15:19:18.395601+00', 'local mailbox', NULL),
	('a7b6db3a-8f10-4809-aab7-c5221c952f88', '2026-03-02|made:004|eu.gdpr.notice|fail', 'finding', 'made/2026-03-02T00:00Z', 'made:004', 'eu.gdpr.notice', 'op-2', 'sent', '{"lat": 25.2, "lon": -29.5, "mode": "regular", "site": "", "force": "law", "since": "2026-03-02", "title": "A notice announces the camera", "camera": "Quay 4", "remedy": "Put the notice up again.", "reasons": ["The notice that stood here is no longer seen."], "citation": "Regulation (EU) 2016/679, Article 13", "evidence": [], "camera_id": "made:004", "confidence": 0.95, "breach_of_law": true}', '2026-11-27 15:18:17.327402+00', 1, '2026-11-27 15:18:17.327402+00', '2026-11-27 15:19:18.395601+00', 'local mailbox', NULL),
	('52828223-3644-4670-b44d-f1e860f267df', '2026-03-03|made:006|eu.gdpr.notice|fail', 'finding', 'made/2026-03-03T00:00Z', 'made:006', 'eu.gdpr.notice', 'op-2', 'held', '{"lat": 25, "lon": -29.994, "mode": "regular", "site": "", "force": "law", "since": "2026-03-03", "title": "A notice announces the camera", "camera": "Quay 6", "remedy": "Put the notice up again.", "reasons": ["The notice that stood here is no longer seen."], "citation": "Regulation (EU) 2016/679, Article 13", "evidence": [], "camera_id": "made:006", "confidence": 0.95, "breach_of_law": true}', '2026-11-27 15:18:18.436129+00', 0, '2026-11-27 15:18:18.436129+00', NULL, NULL, NULL),
	('0806131c-cbc2-44ab-bdef-d3ee340117ca', 'made/2026-03-03T00:00Z|release_request|1', 'release_request', 'made/2026-03-03T00:00Z', NULL, NULL, NULL, 'ready', '{"mode": "regular"}', '2026-11-27 15:18:18.436129+00', 0, '2026-11-27 15:18:18.436129+00', NULL, NULL, NULL),
	('4da8994d-daf3-411a-bf2d-cab59c50814f', '2026-03-04|made:001|eu.gdpr.notice|resolved', 'resolved', 'made/2026-03-04T00:00Z', 'made:001', 'eu.gdpr.notice', 'op-1', 'ready', '{"lat": 25.0, "lon": -29.999, "mode": "regular", "site": "", "force": "law", "since": "2026-03-04", "title": "A notice announces the camera", "camera": "Quay 1", "remedy": "", "reasons": ["On 2026-03-05 an inspector decided otherwise than the program, which says ''fail''; this stands until 2026-12-31 unless the facts change.", "The notice that stood here is no longer seen."], "citation": "Regulation (EU) 2016/679, Article 13", "evidence": [], "camera_id": "made:001", "confidence": 0.95, "breach_of_law": false}', '2026-11-27 15:18:18.533701+00', 0, '2026-11-27 15:18:18.533701+00', NULL, NULL, NULL);
INSERT INTO fairnotice.analytics_scan (device_id, source, content_sha256, format, complete, mentions, error, recorded_at) VALUES
	('made:004', 'registry', 'abababababababababababababababababababababababababababababababab', 'json', true, '[]', NULL, '2026-11-27 15:18:18.516664+00');
INSERT INTO fairnotice.audit_manifest (audit_id, number, document, signed_at) VALUES
	('made/2026-03-02T00:00Z', 1, '{
 "manifest": {
  "format": "fairnotice-manifest/1",
  "audit_id": "made/2026-03-02T00:00Z",
  "scope": "made",
  "mode": "regular",
  "window_date": "2026-03-02",
  "packs": [
   {
    "pack_id": "cn.draft-2023",
    "version": "2",
    "sha256": "bf23ca7f81ca64cbb06cf7f67edbfbf5e0e07e61ee68b9e5e5e533afaf1687f2"
   },
   {
    "pack_id": "cn.frt-measures-2025",
    "version": "1",
    "sha256": "fa4ff22b1c481963913653056e4f8643614efe0a47cc33704345e6a3c2f365fb"
   },
   {
    "pack_id": "cn.order-799",
    "version": "2",
    "sha256": "7b659eb112393f7230e14c7c165e00402bbe0fd4318fabeb83d383056ac90f0b"
   },
   {
    "pack_id": "cn.pipl",
    "version": "2",
    "sha256": "9f324a3251a3240048679627fcadfd8f170186e8c7f5640ab61a9f9541e2e20d"
   },
   {
    "pack_id": "eu.ai-act",
    "version": "2",
    "sha256": "c8d123fb0a90dd3377b04c80db399767e2f59f66b821204a58b933db13237792"
   },
   {
    "pack_id": "eu.edpb-3-2019",
    "version": "1",
    "sha256": "a7d5e913f8dbc8509a432b5ac83185551af565e8ef3d7aa417139524b3e8b551"
   },
   {
    "pack_id": "eu.gdpr",
    "version": "3",
    "sha256": "a4349cc2174ed4ea72e07a71dbdda112696fdf77e09aa6f25a667b53234a2be1"
   },
   {
    "pack_id": "uk.ico-guidance",
    "version": "1",
    "sha256": "85841e3325a8bd398678bd9f8c358ab133c6ec69f91f234a8a72b92ab5b90b54"
   },
   {
    "pack_id": "uk.surveillance-camera-code",
    "version": "1",
    "sha256": "d5f26086d1e0e46539f93b42b2ec7a7c8e8df0565f1fff72090c749fef5b609c"
   },
   {
    "pack_id": "uk.uk-gdpr",
    "version": "1",
    "sha256": "6ac661695379970266fef53fc6168643b2382d4f992dfc85f78d032a9d1e1142"
   }
  ],
  "models": [
   "abc"
  ],
  "counts": {
   "cameras": 6,
   "judged": 5,
   "verdicts": {
    "fail": 2,
    "review": 1,
    "unknown": 1,
    "pass": 2,
    "not_applicable": 0
   },
   "policy_verdicts": {
    "fail": 1
   }
  },
  "changes": {
   "new": 7
  },
  "findings": {
   "count": 7,
   "verdicts": {
    "fail": 3,
    "pass": 2,
    "review": 1,
    "unknown": 1
   },
   "sha256": "cf67d27f688efbe982e223e4399bd93ec5d1f8d398ecc4d63360c4ab97d2d429"
  },
  "chains": [
   {
    "source": "made",
    "month": "2026-03",
    "length": 7,
    "head_sha256": "d18b132fc5ff3579f8eb7d289577b4b14d643cafab33c291447e08208715aa1e"
   }
  ]
 },
 "signature": {
  "algorithm": "Ed25519",
  "value": "559/RW6VJWxwMSBfoWIF+fSh7XlrAVrgCadRGtJOTpvBTT0yjroK4zgGSbacQMb/8cshdNhe/a1DX+VP8byJBw==",
  "public_key": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAfeOgiPEK0CC2sTcT902xVi/Jnu3DzUZbP5XU4YH3NQ=\n-----END PUBLIC KEY-----\n"
 }
}', '2026-11-27 15:18:18.385849+00'),
	('made/2026-03-03T00:00Z', 1, '{
 "manifest": {
  "format": "fairnotice-manifest/1",
  "audit_id": "made/2026-03-03T00:00Z",
  "scope": "made",
  "mode": "regular",
  "window_date": "2026-03-03",
  "packs": [
   {
    "pack_id": "cn.draft-2023",
    "version": "2",
    "sha256": "bf23ca7f81ca64cbb06cf7f67edbfbf5e0e07e61ee68b9e5e5e533afaf1687f2"
   },
   {
    "pack_id": "cn.frt-measures-2025",
    "version": "1",
    "sha256": "fa4ff22b1c481963913653056e4f8643614efe0a47cc33704345e6a3c2f365fb"
   },
   {
    "pack_id": "cn.order-799",
    "version": "2",
    "sha256": "7b659eb112393f7230e14c7c165e00402bbe0fd4318fabeb83d383056ac90f0b"
   },
   {
    "pack_id": "cn.pipl",
    "version": "2",
    "sha256": "9f324a3251a3240048679627fcadfd8f170186e8c7f5640ab61a9f9541e2e20d"
   },
   {
    "pack_id": "eu.ai-act",
    "version": "2",
    "sha256": "c8d123fb0a90dd3377b04c80db399767e2f59f66b821204a58b933db13237792"
   },
   {
    "pack_id": "eu.edpb-3-2019",
    "version": "1",
    "sha256": "a7d5e913f8dbc8509a432b5ac83185551af565e8ef3d7aa417139524b3e8b551"
   },
   {
    "pack_id": "eu.gdpr",
    "version": "3",
    "sha256": "a4349cc2174ed4ea72e07a71dbdda112696fdf77e09aa6f25a667b53234a2be1"
   },
   {
    "pack_id": "uk.ico-guidance",
    "version": "1",
    "sha256": "85841e3325a8bd398678bd9f8c358ab133c6ec69f91f234a8a72b92ab5b90b54"
   },
   {
    "pack_id": "uk.surveillance-camera-code",
    "version": "1",
    "sha256": "d5f26086d1e0e46539f93b42b2ec7a7c8e8df0565f1fff72090c749fef5b609c"
   },
   {
    "pack_id": "uk.uk-gdpr",
    "version": "1",
    "sha256": "6ac661695379970266fef53fc6168643b2382d4f992dfc85f78d032a9d1e1142"
   }
  ],
  "models": [
   "abc"
  ],
  "counts": {
   "cameras": 6,
   "judged": 5,
   "verdicts": {
    "fail": 2,
    "review": 1,
    "unknown": 1,
    "pass": 2,
    "not_applicable": 0
   },
   "policy_verdicts": {
    "fail": 1
   }
  },
  "changes": {
   "resolved": 1,
   "worse": 1
  },
  "findings": {
   "count": 7,
   "verdicts": {
    "fail": 3,
    "pass": 2,
    "review": 1,
    "unknown": 1
   },
   "sha256": "f38190d705d4ba6286f2f20916afa4996ac50e4895d9ccbcef9c624218ee0916"
  },
  "chains": [
   {
    "source": "made",
    "month": "2026-03",
    "length": 9,
    "head_sha256": "6432f03360cf68dea570b744326a8cbc1647223930189350f0e4894445eb49f0"
   }
  ]
 },
 "signature": {
  "algorithm": "Ed25519",
  "value": "XZogVu9t3QBwFRcxGrfdd5NCsz4UdL2sGA300ZBR38JYYaT7F1p+JY50WiZ8O9yKig3IbpufIZp0Zjqiz9/ZCA==",
  "public_key": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAfeOgiPEK0CC2sTcT902xVi/Jnu3DzUZbP5XU4YH3NQ=\n-----END PUBLIC KEY-----\n"
 }
}', '2026-11-27 15:18:18.475247+00'),
	('made/2026-03-04T00:00Z', 1, '{
 "manifest": {
  "format": "fairnotice-manifest/1",
  "audit_id": "made/2026-03-04T00:00Z",
  "scope": "made",
  "mode": "regular",
  "window_date": "2026-03-04",
  "packs": [
   {
    "pack_id": "cn.draft-2023",
    "version": "2",
    "sha256": "bf23ca7f81ca64cbb06cf7f67edbfbf5e0e07e61ee68b9e5e5e533afaf1687f2"
   },
   {
    "pack_id": "cn.frt-measures-2025",
    "version": "1",
    "sha256": "fa4ff22b1c481963913653056e4f8643614efe0a47cc33704345e6a3c2f365fb"
   },
   {
    "pack_id": "cn.order-799",
    "version": "2",
    "sha256": "7b659eb112393f7230e14c7c165e00402bbe0fd4318fabeb83d383056ac90f0b"
   },
   {
    "pack_id": "cn.pipl",
    "version": "2",
    "sha256": "9f324a3251a3240048679627fcadfd8f170186e8c7f5640ab61a9f9541e2e20d"
   },
   {
    "pack_id": "eu.ai-act",
    "version": "2",
    "sha256": "c8d123fb0a90dd3377b04c80db399767e2f59f66b821204a58b933db13237792"
   },
   {
    "pack_id": "eu.edpb-3-2019",
    "version": "1",
    "sha256": "a7d5e913f8dbc8509a432b5ac83185551af565e8ef3d7aa417139524b3e8b551"
   },
   {
    "pack_id": "eu.gdpr",
    "version": "3",
    "sha256": "a4349cc2174ed4ea72e07a71dbdda112696fdf77e09aa6f25a667b53234a2be1"
   },
   {
    "pack_id": "uk.ico-guidance",
    "version": "1",
    "sha256": "85841e3325a8bd398678bd9f8c358ab133c6ec69f91f234a8a72b92ab5b90b54"
   },
   {
    "pack_id": "uk.surveillance-camera-code",
    "version": "1",
    "sha256": "d5f26086d1e0e46539f93b42b2ec7a7c8e8df0565f1fff72090c749fef5b609c"
   },
   {
    "pack_id": "uk.uk-gdpr",
    "version": "1",
    "sha256": "6ac661695379970266fef53fc6168643b2382d4f992dfc85f78d032a9d1e1142"
   }
  ],
  "models": [
   "abc"
  ],
  "counts": {
   "cameras": 6,
   "judged": 5,
   "verdicts": {
    "fail": 2,
    "review": 0,
    "unknown": 1,
    "pass": 3,
    "not_applicable": 0
   },
   "policy_verdicts": {
    "fail": 1
   }
  },
  "changes": {
   "resolved": 1
  },
  "findings": {
   "count": 7,
   "verdicts": {
    "fail": 3,
    "pass": 3,
    "unknown": 1
   },
   "sha256": "91d335b1a71edf4f5759d1692b3f1285141fba9ac7f66b8ab1a197602dcaf251"
  },
  "chains": [
   {
    "source": "made",
    "month": "2026-03",
    "length": 10,
    "head_sha256": "aadfc0e1570d23fa621da149d2eee7324b5ba3ccece095a0388294dfdd138999"
   }
  ]
 },
 "signature": {
  "algorithm": "Ed25519",
  "value": "FohIOQuN6A5OmJjryjUSETcl7zuVxInl2cmhT+ncurCHrHwWuNnMKV55CHycdtAQ3eHQvSwipaEPFxkfLKCZAA==",
  "public_key": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAfeOgiPEK0CC2sTcT902xVi/Jnu3DzUZbP5XU4YH3NQ=\n-----END PUBLIC KEY-----\n"
 }
}', '2026-11-27 15:18:18.51386+00');
INSERT INTO fairnotice.camera_health (camera_id, asked_at, last_ok_at, failing_since, fault, detail, failures_in_a_row, seconds) VALUES
	('made:004', '2026-03-02 12:00:00+00', NULL, '2026-03-02 12:00:00+00', 'timeout', 'no answer', 2, 9.5);
INSERT INTO fairnotice.evidence (sha256, kind, media_type, size, stored_at) VALUES
	('4d5a898966495e022076cccc35ae6ff1d2edbff9d8a64db76175c68f479c1778', 'redacted_frame', 'image/jpeg', 18, '2026-11-27 15:18:17.327402+00');
INSERT INTO fairnotice.exemption_claim (camera_id, exemption, claimed_by, claimed_on, until) VALUES
	('made:004', 'public_security', 'Mirefield Buses', '2026-03-02', NULL);
INSERT INTO fairnotice.finding (camera_id, rule_id, pack_id, pack_version, title, verdict, force, severity, confidence, proof, reasons, citation, evidence, remedy, since, judged_on, audit_id, affirmed_on, models, was_resolved, pending, overrule, by_program) VALUES
	('made:001', 'eu.gdpr.notice', 'eu', '1', 'A notice announces the camera', 'pass', 'law', 'medium', 0.95, 'inspector', '[{"code": "overruled", "text": "On 2026-03-05 an inspector decided otherwise than the program, which says ''fail''; this stands until 2026-12-31 unless the facts change.", "facts": [], "by_text": false, "settles": "", "more_facts": 0}, {"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{"address": "", "article": "Article 13", "verified": "full_copy", "instrument": "Regulation (EU) 2016/679"}', '{}', '', '2026-03-05', '2026-03-04', 'made/2026-03-04T00:00Z', '2026-03-04', '{}', false, NULL, '{"of": {"proof": "site_visit", "verdict": "fail", "visited_on": null, "pack_version": "1"}, "until": "2026-12-31", "reason": "I stood before the sign", "verdict": "pass", "evidence": [], "inspector": "I. Spector", "decided_on": "2026-03-05"}', '{"since": "2026-03-02", "finding": {"force": "law", "proof": "site_visit", "title": "A notice announces the camera", "remedy": "Put the notice up again.", "pack_id": "eu", "reasons": [{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}], "rule_id": "eu.gdpr.notice", "verdict": "fail", "citation": {"address": "", "article": "Article 13", "verified": "full_copy", "instrument": "Regulation (EU) 2016/679"}, "evidence": [], "severity": "medium", "camera_id": "made:001", "confidence": 0.95, "pack_version": "1"}}'),
	('made:002', 'eu.gdpr.notice', 'eu', '1', 'A notice announces the camera', 'pass', 'law', 'medium', 0.95, 'site_visit', '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{"address": "", "article": "Article 13", "verified": "full_copy", "instrument": "Regulation (EU) 2016/679"}', '{}', 'Put the notice up again.', '2026-03-02', '2026-03-04', 'made/2026-03-04T00:00Z', '2026-03-04', '{}', false, NULL, NULL, NULL),
	('made:003', 'eu.gdpr.notice', 'eu', '1', 'A notice announces the camera', 'pass', 'law', 'medium', 0.95, 'site_visit', '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{"address": "", "article": "Article 13", "verified": "full_copy", "instrument": "Regulation (EU) 2016/679"}', '{}', 'Put the notice up again.', '2026-03-04', '2026-03-04', 'made/2026-03-04T00:00Z', '2026-03-04', '{}', true, NULL, NULL, NULL),
	('made:004', 'eu.gdpr.notice', 'eu', '1', 'A notice announces the camera', 'pass', 'law', 'medium', 0.95, 'site_visit', '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{"address": "", "article": "Article 13", "verified": "full_copy", "instrument": "Regulation (EU) 2016/679"}', '{}', 'Put the notice up again.', '2026-03-03', '2026-03-04', 'made/2026-03-04T00:00Z', '2026-03-04', '{}', true, NULL, NULL, NULL),
	('made:005', 'eu.gdpr.notice', 'eu', '1', 'A notice announces the camera', 'unknown', 'law', 'medium', 0.95, NULL, '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{"address": "", "article": "Article 13", "verified": "full_copy", "instrument": "Regulation (EU) 2016/679"}', '{}', 'Put the notice up again.', '2026-03-02', '2026-03-04', 'made/2026-03-04T00:00Z', '2026-03-04', '{}', false, NULL, NULL, NULL),
	('made:004', 'cn.draft-2023.notice', 'eu', '1', 'A notice announces the camera', 'fail', 'policy', 'medium', 0.95, 'site_visit', '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{"address": "", "article": "Article 13", "verified": "full_copy", "instrument": "Regulation (EU) 2016/679"}', '{}', 'Put the notice up again.', '2026-03-02', '2026-03-04', 'made/2026-03-04T00:00Z', '2026-03-04', '{}', false, NULL, NULL, NULL),
	('made:006', 'eu.gdpr.notice', 'eu', '1', 'A notice announces the camera', 'fail', 'law', 'medium', 0.95, 'site_visit', '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{"address": "", "article": "Article 13", "verified": "full_copy", "instrument": "Regulation (EU) 2016/679"}', '{}', 'Put the notice up again.', '2026-03-03', '2026-03-04', 'made/2026-03-04T00:00Z', '2026-03-04', '{}', false, NULL, NULL, NULL);
INSERT INTO fairnotice.finding_chain (source, month, length, head_sha256) VALUES
	('made', '2026-03-01', 12, '799a2891acf3a59b8003f68b04bde52f0ec715a551b6506c64c4aadaab3a7b05');
INSERT INTO fairnotice.finding_event (window_date, audit_id, camera_id, rule_id, change, verdict_before, verdict, pack_version, confidence, reasons, evidence, recorded_at, event_id, cause, force, pack_id, models, proof, inspector, note, until, source, sequence, salts, text_sha256, content_sha256, previous_sha256, chain_sha256, erased_at) VALUES
	('2026-03-02', 'made/2026-03-02T00:00Z', 'made:001', 'eu.gdpr.notice', 'new', NULL, 'fail', '1', 0.95, '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{}', '2026-11-27 15:18:17.356686+00', 1, 'first_judged', 'law', 'eu', '{}', 'site_visit', NULL, NULL, NULL, 'made', 1, '{"reasons": "cdbc528837872ba4228e8ec112cada7d"}', '{"reasons": "a6f0653b47ceffadb2720f98165894603233a26dfc7584349b50071e30ad626d"}', '7d5e6a0a6f882e8e280896c6e5acee40042c922816264b1d3c16f62fc50aac80', 'cd9897a09a344fcfe2f08f654b4c3e3108fad4cabe411790db60fa4d52c803f4', '2dd75ab7cb3a81676988510d6b81dbaa654830aecc2b7d13b2dae70dde1426ea', NULL),
	('2026-03-02', 'made/2026-03-02T00:00Z', 'made:002', 'eu.gdpr.notice', 'new', NULL, 'pass', '1', 0.95, '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{}', '2026-11-27 15:18:17.356686+00', 2, 'first_judged', 'law', 'eu', '{}', 'site_visit', NULL, NULL, NULL, 'made', 2, '{"reasons": "be3b1ea7ab8a2359b068d4561ece3e74"}', '{"reasons": "1156eeecb1a0c8b5359a2b643098a124fda51295c26b3b29b229ce7e255f86b9"}', 'a2cafb59a84a1be20e21d40b414c8618f8df104b56bed235b31bf48bcea197bf', '2dd75ab7cb3a81676988510d6b81dbaa654830aecc2b7d13b2dae70dde1426ea', '1d1549ab9c56093e3045713bfb6f085ecae7643fa0cbb3a889995788033a3689', NULL),
	('2026-03-02', 'made/2026-03-02T00:00Z', 'made:003', 'eu.gdpr.notice', 'new', NULL, 'review', '1', 0.95, '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{}', '2026-11-27 15:18:17.356686+00', 3, 'first_judged', 'law', 'eu', '{}', NULL, NULL, NULL, NULL, 'made', 3, '{"reasons": "efd38f2acdf78841ae3b87a618565f51"}', '{"reasons": "67fc507a1f5c6993ca3cdaefa4979fc6b0d127d39711b18455117dbf1a1b68a5"}', '13fce9b9f8a0c849d97a35c8818584c6e73516e152367cbd7b8c011280857368', '1d1549ab9c56093e3045713bfb6f085ecae7643fa0cbb3a889995788033a3689', '881fa288386b58aec19fe6f7b82e88a2bdd990d52cba79df9f7a8fe0e8fee53e', NULL),
	('2026-03-02', 'made/2026-03-02T00:00Z', 'made:004', 'eu.gdpr.notice', 'new', NULL, 'fail', '1', 0.95, '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{}', '2026-11-27 15:18:17.356686+00', 4, 'first_judged', 'law', 'eu', '{}', 'site_visit', NULL, NULL, NULL, 'made', 4, '{"reasons": "02e98af3cf84a82d9279f74d53568f98"}', '{"reasons": "870366af03d96c0859a4a248fb0aa6519273a5d16761e19cc26d5012c7339529"}', '7720cac253f43a8da74bddad9214b2b2167b19b22872bf0c2a8e19a01e27585c', '881fa288386b58aec19fe6f7b82e88a2bdd990d52cba79df9f7a8fe0e8fee53e', '12a0f799975a323ed5a8666c4aee0dbba638408aa72068c3d6d03703b639926b', NULL),
	('2026-03-02', 'made/2026-03-02T00:00Z', 'made:005', 'eu.gdpr.notice', 'new', NULL, 'unknown', '1', 0.95, '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{}', '2026-11-27 15:18:17.356686+00', 5, 'first_judged', 'law', 'eu', '{}', NULL, NULL, NULL, NULL, 'made', 5, '{"reasons": "6c12939a8437e56822566160d7b9e107"}', '{"reasons": "d4a0f04694ffd1af1ce412d864186ab7f142a104347d408c5bb74de5458f8c45"}', '079df320e3e6717094ca6774cf7d05c4598089bce1be2db57f13de232a782f77', '12a0f799975a323ed5a8666c4aee0dbba638408aa72068c3d6d03703b639926b', '09beee26c8de2d94de37a44c1506b541f7522b0800ad5a1b5ec186370f139a0b', NULL),
	('2026-03-02', 'made/2026-03-02T00:00Z', 'made:006', 'eu.gdpr.notice', 'new', NULL, 'pass', '1', 0.95, '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{}', '2026-11-27 15:18:17.356686+00', 6, 'first_judged', 'law', 'eu', '{}', 'site_visit', NULL, NULL, NULL, 'made', 6, '{"reasons": "feeea5b383bfec224606c2a588f4459f"}', '{"reasons": "c5e32148ad8b8de78b1d45aaafb245b7d213f7ab1e298bd46d7d475e03ad54ee"}', '2f971ca446b432f376025041332a0ed4a1f382555eab5f0d74613982b5b22ba4', '09beee26c8de2d94de37a44c1506b541f7522b0800ad5a1b5ec186370f139a0b', '36aa2898415fa3263ae923eee3856364b679cfed8d66fcb35db7b782af9272b6', NULL),
	('2026-03-02', 'made/2026-03-02T00:00Z', 'made:004', 'cn.draft-2023.notice', 'new', NULL, 'fail', '1', 0.95, '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{}', '2026-11-27 15:18:17.356686+00', 7, 'first_judged', 'policy', 'eu', '{}', 'site_visit', NULL, NULL, NULL, 'made', 7, '{"reasons": "f77104ba8878ec9d47c9fd5b7b92fe9d"}', '{"reasons": "753cea40b6fa6bad2e042babd9888fdbc429c3e5cbf98903dc658eef51793215"}', '442ad1ed093b80fb8e334e3930ce0acaf0054726167fb9a7b9a770ca4f0f73b5', '36aa2898415fa3263ae923eee3856364b679cfed8d66fcb35db7b782af9272b6', 'd18b132fc5ff3579f8eb7d289577b4b14d643cafab33c291447e08208715aa1e', NULL),
	('2026-03-03', 'made/2026-03-03T00:00Z', 'made:004', 'eu.gdpr.notice', 'resolved', 'fail', 'pass', '1', 0.95, '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{}', '2026-11-27 15:18:18.447598+00', 8, 'facts', 'law', 'eu', '{}', 'site_visit', NULL, NULL, NULL, 'made', 8, '{"reasons": "c6b3198bea4c24d370e649f5dd159973"}', '{"reasons": "4466696080917553be4147b1ff59347d559ce919aa2e2e8ef87eeacd64d7ebd2"}', 'e83f63846f076581e401db47d07222c563a4da5459cfe4c4c88a0732abf7ee94', 'd18b132fc5ff3579f8eb7d289577b4b14d643cafab33c291447e08208715aa1e', '6fa1f8f1308e8452064afc46b3c1399d47ba17bab839c5f0fb273465cd3ef74c', NULL),
	('2026-03-03', 'made/2026-03-03T00:00Z', 'made:006', 'eu.gdpr.notice', 'worse', 'pass', 'fail', '1', 0.95, '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{}', '2026-11-27 15:18:18.447598+00', 9, 'facts', 'law', 'eu', '{}', 'site_visit', NULL, NULL, NULL, 'made', 9, '{"reasons": "79ddb223b262afbf7cde162808352820"}', '{"reasons": "25b1e3a1568eaf02ca1a6bf2353945934b2005ee2990bdfa8d81dc8c3b981ecd"}', '2b53d4e4ef3c226c5ea593ac02fc305ec7bf5e435561ee2fe9ba434a473072c6', '6fa1f8f1308e8452064afc46b3c1399d47ba17bab839c5f0fb273465cd3ef74c', '6432f03360cf68dea570b744326a8cbc1647223930189350f0e4894445eb49f0', NULL),
	('2026-03-04', 'made/2026-03-04T00:00Z', 'made:003', 'eu.gdpr.notice', 'resolved', 'review', 'pass', '1', 0.95, '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{}', '2026-11-27 15:18:18.492676+00', 10, 'facts', 'law', 'eu', '{}', 'site_visit', NULL, NULL, NULL, 'made', 10, '{"reasons": "d84e98b081f8dd7ee35a9517d7ee92dc"}', '{"reasons": "4c184b61f18f670ffd63ce99483e3934948d42e356ce72d3deca910f162204f0"}', 'ee0faf18bf5b1fafdd3241fda98d95d18f5479238497c0cda1575fa11ee2fb66', '6432f03360cf68dea570b744326a8cbc1647223930189350f0e4894445eb49f0', 'aadfc0e1570d23fa621da149d2eee7324b5ba3ccece095a0388294dfdd138999', NULL),
	('2026-03-05', 'made/2026-03-04T00:00Z', 'made:001', 'eu.gdpr.notice', 'overruled', 'fail', 'pass', '1', 0.95, '[{"code": "overruled", "text": "On 2026-03-05 an inspector decided otherwise than the program, which says ''fail''; this stands until 2026-12-31 unless the facts change.", "facts": [], "by_text": false, "settles": "", "more_facts": 0}, {"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{}', '2026-11-27 15:18:18.550716+00', 11, 'inspector', 'law', 'eu', '{}', 'inspector', 'I. Spector', 'I stood before the sign', '2026-12-31', 'made', 11, '{"note": "645bdc8d82d542e153ac773724f09093", "reasons": "1dc6e4957f08a6f116f1b506d00108d8", "inspector": "60e3bb7b65e72f064792554cdc5bbe1a"}', '{"note": "f5fdca3cd4d49a00d6a6dd42ff124d62fd056920bc0f20612aa47a093ae71c55", "reasons": "1d0154224d2d2ba801ee1214d6950b3cce6cde30dbbce825e0164b7afe3b97dc", "inspector": "83efb4d2f2185a6079c3e5fcec481a529e84bf3205d175494e3254097d09a44b"}', '26c207ded757fed0d639a10d86e2a880cee77ffd9fb8a65248b9b09a4890536a', 'aadfc0e1570d23fa621da149d2eee7324b5ba3ccece095a0388294dfdd138999', 'dd422bf129cd6131f36e3ab8582e6037e7c146ac29da38a20017e9ccb43b4618', NULL),
	('2026-03-05', 'made/2026-03-04T00:00Z', 'made:006', 'eu.gdpr.notice', 'confirmed', 'fail', 'fail', '1', 0.95, '[{"code": "notice_gone", "text": "The notice that stood here is no longer seen.", "facts": [], "by_text": false, "settles": "A photo of it.", "more_facts": 0}]', '{}', '2026-11-27 15:18:18.570117+00', 12, 'inspector', 'law', 'eu', '{}', 'site_visit', 'I. Spector', 'none there', NULL, 'made', 12, '{"note": "5136f25336dde282a20d26ef6a60ce7b", "reasons": "d73908aa7fbfe027520a82149dffe3fb", "inspector": "538f3db5e13a95b9af33a107aecd983d"}', '{"note": "9545d8b5554dac08e16d99ed55a0f8bfdc9a22471e105daa9c7e30464358b443", "reasons": "0ee7c140d6b890b228e65140a96a9fa0bd17bdfe7c01eec5623b6f1a97e77964", "inspector": "d83f79c7812c00e5ccb5f823f0a2f9b155ad05e35686074db88acb7daba3207c"}', '0ba39e1b3c2ef110f2f373f8cdf49f6a3b11aeeab2e2efcb0af5edbfe0b3d805', 'dd422bf129cd6131f36e3ab8582e6037e7c146ac29da38a20017e9ccb43b4618', '799a2891acf3a59b8003f68b04bde52f0ec715a551b6506c64c4aadaab3a7b05', NULL);
INSERT INTO fairnotice.maintenance (maintenance_id, subject, subject_id, starts, ends, weekly, timezone, said_by, reason, set_at, lifted_at) OVERRIDING SYSTEM VALUE VALUES
	(1, 'camera', 'made:006', '2026-03-02 12:00:00+00', '2026-03-04 12:00:00+00', NULL, NULL, 'an engineer', 'new lens', '2026-03-02 12:00:00+00', NULL);
INSERT INTO fairnotice.observation (window_date, camera_id, sample_number, observed_at, fault, fault_detail, usable, quality, notices, width, height, model_version, evidence_sha256, recorded_at) VALUES
	('2026-03-02', 'made:001', 0, '2026-03-02 12:00:00+00', NULL, NULL, true, '{"view": null, "light": "day", "usable": true, "reasons": [], "measures": {"dark_share": 0.01}}', '[{"qr": null, "box": [10.0, 20.0, 110.0, 220.0], "text": "CCTV", "score": 0.9, "reason": "says that cameras record", "status": "confirmed", "elements": {}, "language": null, "decided_by": null, "probability": null}]', 1280, 720, 'abc', NULL, '2026-11-27 15:18:17.327402+00'),
	('2026-03-02', 'made:002', 0, '2026-03-02 12:00:00+00', NULL, NULL, true, '{"view": null, "light": "day", "usable": true, "reasons": [], "measures": {"dark_share": 0.01}}', '[{"qr": null, "box": [10.0, 20.0, 110.0, 220.0], "text": "CCTV", "score": 0.9, "reason": "says that cameras record", "status": "confirmed", "elements": {}, "language": null, "decided_by": null, "probability": null}]', 1280, 720, 'abc', NULL, '2026-11-27 15:18:17.327402+00'),
	('2026-03-02', 'made:004', 0, '2026-03-02 12:00:00+00', NULL, NULL, true, '{"view": null, "light": "day", "usable": true, "reasons": [], "measures": {"dark_share": 0.01}}', '[{"qr": null, "box": [10.0, 20.0, 110.0, 220.0], "text": "CCTV", "score": 0.9, "reason": "says that cameras record", "status": "confirmed", "elements": {}, "language": null, "decided_by": null, "probability": null}]', 1280, 720, 'abc', NULL, '2026-11-27 15:18:17.327402+00'),
	('2026-03-02', 'made:003', 0, '2026-03-02 12:00:00+00', NULL, NULL, true, '{"view": null, "light": "day", "usable": true, "reasons": [], "measures": {"dark_share": 0.01}}', '[{"qr": null, "box": [10.0, 20.0, 110.0, 220.0], "text": "CCTV", "score": 0.9, "reason": "says that cameras record", "status": "confirmed", "elements": {}, "language": null, "decided_by": null, "probability": null}]', 1280, 720, 'abc', NULL, '2026-11-27 15:18:17.327402+00'),
	('2026-03-03', 'made:001', 0, '2026-03-03 12:00:00+00', NULL, NULL, true, '{"view": null, "light": "day", "usable": true, "reasons": [], "measures": {"dark_share": 0.01}}', '[{"qr": null, "box": [10.0, 20.0, 110.0, 220.0], "text": "CCTV", "score": 0.9, "reason": "says that cameras record", "status": "confirmed", "elements": {}, "language": null, "decided_by": null, "probability": null}]', 1280, 720, 'abc', NULL, '2026-11-27 15:18:18.436129+00'),
	('2026-03-03', 'made:002', 0, '2026-03-03 12:00:00+00', NULL, NULL, true, '{"view": null, "light": "day", "usable": true, "reasons": [], "measures": {"dark_share": 0.01}}', '[{"qr": null, "box": [10.0, 20.0, 110.0, 220.0], "text": "CCTV", "score": 0.9, "reason": "says that cameras record", "status": "confirmed", "elements": {}, "language": null, "decided_by": null, "probability": null}]', 1280, 720, 'abc', NULL, '2026-11-27 15:18:18.436129+00'),
	('2026-03-03', 'made:004', 0, '2026-03-03 12:00:00+00', NULL, NULL, true, '{"view": null, "light": "day", "usable": true, "reasons": [], "measures": {"dark_share": 0.01}}', '[{"qr": null, "box": [10.0, 20.0, 110.0, 220.0], "text": "CCTV", "score": 0.9, "reason": "says that cameras record", "status": "confirmed", "elements": {}, "language": null, "decided_by": null, "probability": null}]', 1280, 720, 'abc', NULL, '2026-11-27 15:18:18.436129+00'),
	('2026-03-04', 'made:001', 0, '2026-03-04 12:00:00+00', NULL, NULL, true, '{"view": null, "light": "day", "usable": true, "reasons": [], "measures": {"dark_share": 0.01}}', '[{"qr": null, "box": [10.0, 20.0, 110.0, 220.0], "text": "CCTV", "score": 0.9, "reason": "says that cameras record", "status": "confirmed", "elements": {}, "language": null, "decided_by": null, "probability": null}]', 1280, 720, 'abc', NULL, '2026-11-27 15:18:18.480706+00'),
	('2026-03-04', 'made:002', 0, '2026-03-04 12:00:00+00', NULL, NULL, true, '{"view": null, "light": "day", "usable": true, "reasons": [], "measures": {"dark_share": 0.01}}', '[{"qr": null, "box": [10.0, 20.0, 110.0, 220.0], "text": "CCTV", "score": 0.9, "reason": "says that cameras record", "status": "confirmed", "elements": {}, "language": null, "decided_by": null, "probability": null}]', 1280, 720, 'abc', NULL, '2026-11-27 15:18:18.480706+00'),
	('2026-03-04', 'made:004', 0, '2026-03-04 12:00:00+00', NULL, NULL, true, '{"view": null, "light": "day", "usable": true, "reasons": [], "measures": {"dark_share": 0.01}}', '[{"qr": null, "box": [10.0, 20.0, 110.0, 220.0], "text": "CCTV", "score": 0.9, "reason": "says that cameras record", "status": "confirmed", "elements": {}, "language": null, "decided_by": null, "probability": null}]', 1280, 720, 'abc', NULL, '2026-11-27 15:18:18.480706+00');
INSERT INTO fairnotice.purge_run (purge_id, as_of, periods, kept, started_at, finished_at) OVERRIDING SYSTEM VALUE VALUES
	(1, '2026-03-05 09:00:00+00', '{"alert": 730, "gone_view": 30, "event_text": 730, "mover_name": 400, "site_visit": 1830, "stray_file": 90, "gone_camera": 730, "gone_health": 30, "maintenance": 400, "observation": 400, "review_text": 730, "message_file": 180, "rejected_row": 90, "visitor_name": 400, "analytics_scan": 400, "coarse_picture": 90, "exemption_claim": 730, "unused_operator": 90, "analytics_reading": 400, "configuration_excerpt": 90}', '{}', '2026-11-27 15:18:18.61355+00', '2026-11-27 15:18:18.752299+00');
INSERT INTO fairnotice.review (review_id, camera_id, rule_id, decision, reason, inspector, decided_at, until, verdict, evidence) OVERRIDING SYSTEM VALUE VALUES
	(1, 'made:001', 'eu.gdpr.notice', 'overrule', 'I stood before the sign', 'I. Spector', '2026-03-05 09:00:00+00', '2026-12-31', 'pass', '{}'),
	(2, 'made:006', 'eu.gdpr.notice', 'confirm', 'none there', 'I. Spector', '2026-03-05 09:00:00+00', NULL, 'fail', '{}');
INSERT INTO fairnotice.site_visit (site_id, visited_on, visited_by, notice_found, elements, recorded_at) VALUES
	('made:quay', '2026-03-02', 'I. Spector', true, '{}', '2026-11-27 15:18:18.516664+00');
INSERT INTO fairnotice.analytics_reading (window_date, device_id, source, content_sha256) VALUES
	('2026-03-02', 'made:004', 'registry', 'abababababababababababababababababababababababababababababababab');
SELECT pg_catalog.setval('fairnotice.finding_event_id', 12, true);
SELECT pg_catalog.setval('fairnotice.maintenance_maintenance_id_seq', 1, true);
SELECT pg_catalog.setval('fairnotice.purge_run_purge_id_seq', 1, true);
SELECT pg_catalog.setval('fairnotice.registry_import_import_id_seq', 1, false);
SELECT pg_catalog.setval('fairnotice.review_review_id_seq', 2, true);
SELECT pg_catalog.setval('fairnotice.tombstone_tombstone_id_seq', 1, false);
