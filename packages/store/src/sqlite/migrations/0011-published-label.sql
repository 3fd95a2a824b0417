CREATE TABLE published_label (
  member TEXT NOT NULL,
  line TEXT NOT NULL,
  labels TEXT NOT NULL,
  PRIMARY KEY (member, line)
) WITHOUT ROWID
