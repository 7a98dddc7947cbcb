"""The administration under `/admin/`. The audit records every change."""
