"""Turn a normalized text into mentions of experience points."""
