"""`mostek chaos`: the whole pipeline under crashes, freezes and faults, and a count of what came of it.

Real processes, a real database, real sockets; only the time runs faster. See docs/en/develop/chaos.md.
"""
