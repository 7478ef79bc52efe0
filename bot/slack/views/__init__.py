"""What Dizaine looks like in Slack: pure functions from data to Block Kit, with a translator passed in."""
