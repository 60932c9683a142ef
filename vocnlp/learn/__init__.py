"""Turn labelled utterances into measurements and models."""
