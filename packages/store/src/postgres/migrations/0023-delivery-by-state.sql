CREATE INDEX delivery_by_state ON delivery (state, due_at, id)
