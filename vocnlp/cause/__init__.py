"""Turn connectives and joined clauses into the cause that a customer gives for an opinion."""
