-- Whoever takes requests may see how far the database is: /readyz compares it with what the release expects.
SET lock_timeout = '5s';
GRANT SELECT ON migrations TO hoithi_web, hoithi_keeper;
