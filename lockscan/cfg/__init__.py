"""Control flow: from the syntax of a function body to basic blocks."""
