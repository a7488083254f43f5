"""What a frame shows: its quality, the notices in it, what they say, and a redacted picture of it.

Nothing here touches a network or writes a file, and no person is ever looked for or classified.
"""
