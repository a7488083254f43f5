"""What names a classifier of persons, as data, and how a text is held against it."""
