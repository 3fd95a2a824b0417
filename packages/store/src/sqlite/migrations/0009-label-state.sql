CREATE TABLE label_state (
  member TEXT NOT NULL,
  line TEXT NOT NULL,
  held TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  labels TEXT NOT NULL,
  PRIMARY KEY (member, line)
) WITHOUT ROWID
