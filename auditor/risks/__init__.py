"""One module or folder per risk; each ends with its `RISK`."""
