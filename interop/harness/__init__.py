"""What the suites share: a running demo, a walker of forms, the simulator's levers."""
