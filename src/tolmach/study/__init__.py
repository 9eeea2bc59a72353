"""`tolmach study`: every architecture on one corpus, on equal terms, with the evidence."""
