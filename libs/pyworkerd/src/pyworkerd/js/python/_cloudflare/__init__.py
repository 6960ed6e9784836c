"""What packages such as `workers-runtime-sdk` expect of Cloudflare's own Python runtime."""
