"""Works out what may be removed; pure."""
