"""The second factor: asked after the password, set up before anything else, and looked after."""
