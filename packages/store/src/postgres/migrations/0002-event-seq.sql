CREATE INDEX event_seq ON event (seq)
