CREATE TABLE audit_subject (
  subject bigint NOT NULL PRIMARY KEY,
  member text COLLATE "C" UNIQUE
)
