"""Turn ``python -m vocnlp`` into the command line."""

from vocnlp.cli.app import main

if __name__ == "__main__":
    main()
