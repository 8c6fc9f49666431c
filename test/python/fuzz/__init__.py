"""Random graphs of native operators: made, checked, minimised and kept."""
