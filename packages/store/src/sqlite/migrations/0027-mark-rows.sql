INSERT INTO mark (name, value) VALUES
  ('accepted', 0), ('conflict', 0), ('duplicate', 0), ('folded', 0), ('position', 0),
  ('received', 0), ('seed', 0)
