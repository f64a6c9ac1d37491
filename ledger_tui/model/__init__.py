"""What the terminal thinks with: pure Python, without Textual."""
