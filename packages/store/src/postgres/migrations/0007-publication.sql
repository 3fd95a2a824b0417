CREATE TABLE publication (
  line text COLLATE "C" NOT NULL,
  epoch bigint NOT NULL,
  epoch_at bigint NOT NULL,
  policy text COLLATE "C" NOT NULL,
  published_at bigint NOT NULL,
  note text COLLATE "C" NOT NULL,
  PRIMARY KEY (line, epoch)
)
