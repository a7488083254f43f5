ALTER POLICY own_districts ON fairnotice.evidence USING (
    EXISTS (
        SELECT FROM fairnotice.finding AS rests
        WHERE rests.evidence @> ARRAY[evidence.sha256]
    )
    OR EXISTS (
        SELECT FROM fairnotice.observation AS seen
        WHERE seen.evidence_sha256 = evidence.sha256
    )
    OR EXISTS (
        SELECT FROM fairnotice.site_photo AS photo
        WHERE photo.evidence_sha256 = evidence.sha256
    )
);
ALTER POLICY own_cameras ON fairnotice.evidence USING (
    EXISTS (
        SELECT FROM fairnotice.finding AS rests
        WHERE rests.evidence @> ARRAY[evidence.sha256]
    )
    OR EXISTS (
        SELECT FROM fairnotice.observation AS seen
        WHERE seen.evidence_sha256 = evidence.sha256
    )
);
DROP FUNCTION fairnotice.is_evidence_of_own_districts;
DROP FUNCTION fairnotice.is_evidence_of_own_cameras;
