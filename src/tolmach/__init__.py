"""Tolmach: train, run and look inside neural translation models."""
