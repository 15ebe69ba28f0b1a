"""Papers: letters and notices that Word and WPS open, made from templates the office edits.

`rendering` has a limited child process (`filling`) fill a template; what the template may say is
held by `tags` (where its tags stand) and `sandbox` (what they may do); `values` refuses what no
file can hold. What a template may show is declared in `engine/paper_fields.py`.
"""
