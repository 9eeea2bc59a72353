"""What does a study measure of its models?"""
