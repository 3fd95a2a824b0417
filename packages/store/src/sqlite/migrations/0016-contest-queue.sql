CREATE INDEX contest_queue ON contest (due_at, id) WHERE state = 'open'
