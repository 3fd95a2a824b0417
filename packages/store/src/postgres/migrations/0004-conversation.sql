CREATE TABLE conversation (
  member text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  seqs bytea NOT NULL,
  turns bytea NOT NULL,
  PRIMARY KEY (member, name)
)
