CREATE TABLE conversation (
  member INTEGER NOT NULL,
  name TEXT NOT NULL,
  seqs BLOB NOT NULL,
  turns BLOB NOT NULL,
  PRIMARY KEY (member, name)
) WITHOUT ROWID
