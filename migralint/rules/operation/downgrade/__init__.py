"""Reversibility: what downgrade() does and leaves behind."""
