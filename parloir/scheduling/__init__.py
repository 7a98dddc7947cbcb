"""Time and its rules, in pure Python: no Django, no database, no clock."""
