CREATE TABLE restriction (
  member text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  since bigint NOT NULL,
  by_whom text COLLATE "C" NOT NULL,
  PRIMARY KEY (member, kind)
)
