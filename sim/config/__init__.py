"""The schema of everything a user can set: pydantic models, and loading through Hydra."""
