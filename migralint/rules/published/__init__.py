"""Rules about what is out in the world already: published revisions and pruned ones."""
