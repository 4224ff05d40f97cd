"""입고: announced goods, their arrival, counting and differences."""
