CREATE TABLE label_state (
  member text COLLATE "C" NOT NULL,
  line text COLLATE "C" NOT NULL,
  held text COLLATE "C" NOT NULL,
  changed_at text COLLATE "C" NOT NULL,
  labels text COLLATE "C" NOT NULL,
  PRIMARY KEY (member, line)
)
