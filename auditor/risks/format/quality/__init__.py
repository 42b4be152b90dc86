"""Rules of data quality: what makes a record worse than none, found without a model."""
