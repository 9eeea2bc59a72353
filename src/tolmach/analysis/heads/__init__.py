"""What does each attention head do, and how much does it matter?"""
