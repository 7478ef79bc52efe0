"""A Slack workspace on this machine, in a browser. It knows Slack's public protocols, not the bot."""
