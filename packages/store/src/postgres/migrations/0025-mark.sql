CREATE TABLE mark (
  name text COLLATE "C" NOT NULL PRIMARY KEY,
  value bigint NOT NULL
)
