"""The provincial platforms: what is exchanged, in which words, over HTTP or through folders."""
