"""What each suite measures: every metric, its unit, its goal, and from where to where."""
