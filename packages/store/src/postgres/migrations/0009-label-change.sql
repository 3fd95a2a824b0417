CREATE TABLE label_change (
  member text COLLATE "C" NOT NULL,
  line text COLLATE "C" NOT NULL,
  epoch bigint NOT NULL,
  label text COLLATE "C" NOT NULL,
  held bigint NOT NULL,
  epoch_at bigint NOT NULL,
  policy text COLLATE "C" NOT NULL,
  PRIMARY KEY (member, line, epoch, label)
)
