"""What administrators configure under `/admin/`: every change leaves an event in the audit."""
