"""pytest fixtures that run Python Workers."""
