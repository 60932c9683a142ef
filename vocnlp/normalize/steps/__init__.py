"""Repair one kind of damage a module; normalizer.py knows their order."""
