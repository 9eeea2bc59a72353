"""How do piece ids become hypotheses: engines and batching."""
