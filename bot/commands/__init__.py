"""The bodies of the `dizaine` commands: each says what it does in the terminal's language, and ends with a code."""
