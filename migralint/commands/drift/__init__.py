"""Compares live databases with what the migrations build up to their stamps."""
