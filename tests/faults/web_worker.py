"""One web worker on a listening socket that it is handed, as those of `uvicorn --workers` are: web_worker.py FD."""

from __future__ import annotations

import socket
import sys

import uvicorn

if __name__ == "__main__":
    config = uvicorn.Config("stackcred_issuer.web.asgi:application", factory=True, access_log=False)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])
