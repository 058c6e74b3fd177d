"""Files that a person brings: taken, checked without storing anything, imported in slices, each safe to repeat."""
