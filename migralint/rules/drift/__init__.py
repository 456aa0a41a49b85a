"""Rules about differences between the models and the migrations: what each kind means, and what to do."""
