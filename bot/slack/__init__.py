"""Slack: listeners, Block Kit views, the client that delivers."""
