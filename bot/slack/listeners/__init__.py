"""Listeners: acknowledge, parse, one call to a handler, render."""
