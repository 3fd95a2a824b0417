CREATE INDEX event_hash ON event (hash)
