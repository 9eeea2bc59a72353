"""Packages that read a trained model and its output."""
