"""Reports as files: tables with their charts, on sheets, in a document, or in lines of text."""
