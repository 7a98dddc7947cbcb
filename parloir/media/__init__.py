"""Pictures and sound: the seam to the media server. Knows no Django and no settings."""
