"""A month of sales from every source, drawn from a seed; `benchmarks/month.py` and a test walk through it."""
