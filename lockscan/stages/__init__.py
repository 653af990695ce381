"""The stages of a scan, each a pure function of plain values that pickle, so that it can run anywhere and be kept."""
