CREATE TABLE event (
  member text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  hash bigint NOT NULL,
  received_at bigint NOT NULL,
  late bigint NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (member, seq)
)
