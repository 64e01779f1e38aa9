-- The key that signs the contestants' tokens, and the one that signs receipts, may be replaced on purpose. The fingerprint of
-- the identity key may not: with another one nobody would be recognised.
SET lock_timeout = '5s';
GRANT UPDATE (fingerprint) ON key_fingerprints TO hoithi_keeper;
CREATE FUNCTION refuse_another_identity_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the identity key of a database is never another one' USING ERRCODE = '23000';
END $$;
CREATE TRIGGER identity_key_stays BEFORE UPDATE ON key_fingerprints FOR EACH ROW
  WHEN (OLD.purpose = 'identity') EXECUTE FUNCTION refuse_another_identity_key();
