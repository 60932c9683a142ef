"""Turn analyses into one self-contained HTML report: numbers, charts, and every comment with its reasons."""
