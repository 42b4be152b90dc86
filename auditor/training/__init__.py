"""What a trainer will really train on: its configuration read, and its data preparation done again without training."""
