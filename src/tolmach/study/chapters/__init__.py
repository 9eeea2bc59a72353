"""What does a study's report say of each question?"""
