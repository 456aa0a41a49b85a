"""Rules about operations: what upgrade() and downgrade() do to the database."""
