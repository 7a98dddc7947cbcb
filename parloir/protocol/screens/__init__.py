"""The screens of the live surfaces, each with the intents that it allows."""
