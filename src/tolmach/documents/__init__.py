"""Documents: how does a file come back translated, with its layout kept?"""
