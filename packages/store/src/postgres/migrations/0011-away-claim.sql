CREATE TABLE away_claim (
  member text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  period text COLLATE "C" NOT NULL,
  ms bigint NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (member, id)
)
