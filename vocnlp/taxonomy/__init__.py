"""Turn a pack's taxonomy files into one frozen Taxonomy: the tree of experience points and their expressions."""
