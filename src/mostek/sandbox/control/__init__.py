"""Steering the sandbox: faults, the call log, reset and seed."""
