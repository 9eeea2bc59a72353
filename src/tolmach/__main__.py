"""`python -m tolmach`, as torchrun starts it."""

from tolmach.cli.main import main

main()
