"""Turn what the rules and the model each found into one list of opinions: where they meet, by a policy per point."""
