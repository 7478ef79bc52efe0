"""What happens when the clock acts: what is due, the jobs, the delivery of the outbox."""
