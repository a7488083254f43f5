"""A town whose truth is known, looked at and judged as an audit would, to count how often the judgement is wrong.

    PYTHONPATH=plugins:. python -m bench.known_truth --cameras 10000 --nights 60 --seed 1

No pixel is drawn and no database is used: what the detector would have said is drawn by chance at the rates that it was
measured at, and the judgement is the product's own `rules.judge`. docs/simulation.md says what came of it.
"""
