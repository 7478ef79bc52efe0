"""What is remembered: models, one module of queries an aggregate, migrations."""
