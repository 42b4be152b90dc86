"""Text: normalization, private values (detect, mask), keys and fingerprints."""
