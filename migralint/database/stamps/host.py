"""The host of a URL, without a driver: for the limit per host."""

from __future__ import annotations

import re
from urllib.parse import unquote

_HOST_PARAMETER = re.compile(r"[?&](?:host|unix_socket)=([^&]*)")


def server_of(url: str) -> str:
    """Return host and port in lower case, as in the URL; empty for a file."""
    scheme, _, rest = url.partition("://")
    if scheme.partition("+")[0] == "sqlite":
        return ""
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    if not authority and (named := _HOST_PARAMETER.search(url)):
        authority = unquote(named[1])
    return authority.lower() or "localhost"


def host_of(url: str) -> str:
    """Return only the host; empty for a file."""
    server = server_of(url)
    if server.startswith("/"):
        return server
    host, colon, port = server.rpartition(":")
    return host if colon and port.isdigit() else server
