"""The `fleet` command: runs, checks, measures and deploys the workers."""
