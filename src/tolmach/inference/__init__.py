"""From piece ids to hypotheses: public are the `engine` protocol and `torch_engine`."""
