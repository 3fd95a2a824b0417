CREATE TABLE restriction (
  member TEXT NOT NULL,
  kind TEXT NOT NULL,
  since INTEGER NOT NULL,
  by_whom TEXT NOT NULL,
  PRIMARY KEY (member, kind)
) WITHOUT ROWID
