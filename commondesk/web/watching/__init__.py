"""For whoever keeps the desk running: is it well, is it ready, and figures in Prometheus' format."""
