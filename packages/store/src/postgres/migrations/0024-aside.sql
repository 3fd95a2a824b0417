CREATE TABLE aside (
  no bigint NOT NULL PRIMARY KEY,
  first_seq bigint NOT NULL,
  received_at bigint NOT NULL,
  late bigint NOT NULL,
  body text COLLATE "C" NOT NULL
)
