"""What `data check` asks of a folder beyond what every command that reads it notices."""
