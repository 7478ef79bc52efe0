"""What happens when a person acts, in any chat."""
