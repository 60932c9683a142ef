"""Turn cases into messages for other systems; builders only build, and only an enabled sender opens a socket."""
