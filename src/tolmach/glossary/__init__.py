"""Translation that obeys a glossary."""
