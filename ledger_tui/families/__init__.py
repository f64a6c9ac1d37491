"""The actions by family: one file for each part of the terminal."""
