INSERT INTO mark (name, value) VALUES ('layout', 0), ('rewrites', 0)
