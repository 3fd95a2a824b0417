CREATE TABLE published_label (
  member text COLLATE "C" NOT NULL,
  line text COLLATE "C" NOT NULL,
  labels text COLLATE "C" NOT NULL,
  PRIMARY KEY (member, line)
)
