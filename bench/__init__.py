"""What `bin/bench` measures. Goals are said beside the figures; they are not tests."""
