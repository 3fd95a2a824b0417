CREATE INDEX contest_id ON contest (id)
