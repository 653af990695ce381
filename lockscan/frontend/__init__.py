"""Files to flags to libclang to `syntax`: the only layer that knows clang.

`discovery.discover` makes units of files, `parse.parse` makes syntax of a unit. Nothing is imported here: a scan that
finds all its results kept needs no parser.
"""
