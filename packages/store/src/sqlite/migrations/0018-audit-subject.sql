CREATE TABLE audit_subject (
  subject INTEGER NOT NULL PRIMARY KEY,
  member TEXT UNIQUE
)
