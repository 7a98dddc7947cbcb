"""What is written to logs: our own fixed messages, and of everything else only where it happened.

A name, a PIN or an address can stand in a path, in a query, or in the words of an exception.
"""
