"""How the tables came to be, step by step: Alembic's revisions, packaged, with no alembic.ini to keep."""
