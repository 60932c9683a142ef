"""Turn an analysis into decisions: who must act, how soon, and why; and prove the table that says so."""
