CREATE TABLE event_name (
  hash bigint NOT NULL,
  seq bigint NOT NULL,
  member text COLLATE "C" NOT NULL,
  PRIMARY KEY (hash, seq)
)
