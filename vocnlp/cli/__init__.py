"""Turn command lines into calls of the library: one command a module, imported when it is asked for."""
