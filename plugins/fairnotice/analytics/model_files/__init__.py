"""What model files say about themselves, read from bounded headers without loading them."""
