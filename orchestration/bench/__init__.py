"""What a night costs, and how near that is to what the machine allows."""
