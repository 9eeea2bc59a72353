"""What is in a parallel corpus: reading it, checking it, making more of it, aligning its words."""
