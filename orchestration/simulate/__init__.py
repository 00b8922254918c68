"""A simulated help desk: writes exports of any size, and beside them what really happened, for tests and benchmarks."""
