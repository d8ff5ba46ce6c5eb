"""What each stage calls. It opens what it needs, hands frames or paths from layer to layer, and closes."""
