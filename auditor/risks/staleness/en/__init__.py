"""English: which questions ask for facts that change, and which do not."""
