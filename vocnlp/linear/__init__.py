"""Turn texts into hashed n-grams and n-grams into scores, with numpy alone; what fits the weights is `learn`."""
