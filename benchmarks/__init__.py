"""What is fast, measured: each benchmark is a ratio to something bare, taken in the same run."""
