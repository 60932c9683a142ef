"""Turn files of comments into analyses and files of results: readers, workers, writers, resumable runs."""
