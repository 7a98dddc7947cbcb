"""What proves that somebody owns an account: codes and links by mail, and passwords."""
