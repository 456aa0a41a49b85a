"""The result of `drift` in each format: pure, yields lines."""
