"""What a page of the site reads: a name, and a value that JSON can hold."""

Payload = tuple[str, object]
