"""Plans and applies a cut, with everything that guards it."""
