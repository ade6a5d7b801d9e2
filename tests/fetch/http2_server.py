"""An HTTP/2 server on loopback, spoken with the h2 library, that answers each path with what a test says."""

import asyncio
import socket
import ssl
import threading

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived
from h2.exceptions import ProtocolError


class Http2Server:
    def __init__(self, tls: ssl.SSLContext, routes):
        self._tls = tls
        self.routes = routes  # path: (status, body), "endless" or "goaway"
        self.asked = []

    def url(self, path="/"):
        return f"https://paper.localhost:{self.port}{path}"

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        self._server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, sock=listener, ssl=self._tls)
        )
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _stop(self):
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader, writer):
        connection = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        connection.initiate_connection()
        endless = None
        try:
            writer.write(connection.data_to_send())
            while data := await reader.read(65536):
                for event in connection.receive_data(data):
                    if isinstance(event, RequestReceived):
                        path = dict(event.headers)[":path"]
                        self.asked.append(path)
                        if self._answer(connection, event.stream_id, self.routes.get(path, (404, b""))):
                            endless = event.stream_id
                while endless is not None and connection.local_flow_control_window(endless) >= 15_000:
                    connection.send_data(endless, b"more " * 3000)
                writer.write(connection.data_to_send())
                await writer.drain()
        except (OSError, asyncio.CancelledError, ProtocolError):
            pass
        finally:
            writer.close()

    @staticmethod
    def _answer(connection, stream, answer):
        """Answers; True if the body is to go on for ever."""
        if answer == "goaway":
            connection.close_connection(error_code=2)
        elif answer == "endless":
            connection.send_headers(stream, [(":status", "200"), ("content-type", "text/html")])
            return True
        else:
            status, body = answer
            connection.send_headers(stream, [(":status", str(status)), ("content-length", str(len(body)))])
            connection.send_data(stream, body, end_stream=True)
        return False
