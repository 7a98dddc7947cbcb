"""What may stand in text that one person types and another one reads, such as names."""
