"""The initial setup of a client organization: six steps, each inspected from live data."""
