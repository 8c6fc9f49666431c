"""Networks that the demo, the benchmarks and the tests share, with random weights."""
