CREATE TABLE name_seal (
  run INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  pages INTEGER NOT NULL,
  filter BLOB NOT NULL
)
