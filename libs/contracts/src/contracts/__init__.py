"""Models of everything that crosses a service binding or the public API, one module a worker."""
