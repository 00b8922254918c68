"""The published marts in a PostgreSQL database, for tools that want a server."""
