"""How the ten are chosen: fetch, parse, canonical, dedupe, classify, rank, mix."""
