"""Turn a NormalizedText into segments: sentences, clauses with links, speakers' turns, and tokens on demand."""
