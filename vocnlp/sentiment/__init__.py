"""Turn mentions and the clauses they stand in into opinions, with visible arithmetic.

The way through: ``lexicon`` (YAML knowledge -> words with roles) -> ``clues`` (hits -> the words that count)
-> ``value`` (a word with its negation, degree and mood -> a number and its evidence) -> ``target`` (which
point it belongs to) -> ``score`` (opinions and the score of the whole utterance).
"""
