"""The paper an office signs: what stands in a letter, and what must stand in it.

A letter is the list of its paragraphs, as a Word file or a text gives them. `finding`
finds the elements in it, `checking` holds them against the case and the region's policy.
"""
