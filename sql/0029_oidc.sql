-- Sign-in by the authority's own OpenID Connect: which account somebody has whom its provider knows.
-- depends: 0018_accounts

ALTER TABLE fairnotice.account ADD COLUMN known_as text UNIQUE CHECK (
    known_as <> '' AND char_length(known_as) <= 255
);
COMMENT ON COLUMN fairnotice.account.known_as IS
'What the provider of OpenID Connect calls whoever has this account; none: signs in by the password alone.';
