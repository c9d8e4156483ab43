"""Returns a port of 127.0.0.1 that stays free until the program it is meant for listens on it."""
import socket


def free_port():
    """The kernel gives it to nobody else for a minute: a connection that has just ended there keeps
    it, and whoever listens may take it all the same.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        held.listen(1)
        with socket.create_connection(held.getsockname()) as other:
            held.accept()[0].close()  # closed here first, so that this end stays in TIME_WAIT
            other.recv(1)
        return held.getsockname()[1]
