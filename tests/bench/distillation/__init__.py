"""What was measured of `risks/distillation`."""
