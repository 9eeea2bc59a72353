"""What does each predicted piece take from the source, and what from the target before it?"""
