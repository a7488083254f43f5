"""Law as data, and judgement as a pure function of facts, a rule pack and a day."""
