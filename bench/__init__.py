"""The measurements of `bin/bench`. They have goals, but are not tests."""
