"""What the process answers over HTTP: health, metrics, and Slack's signed requests."""
