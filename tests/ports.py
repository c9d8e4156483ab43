"""Free ports for programs under test."""
import socket


def free_port():
    """Returns a port of 127.0.0.1 that the kernel gives to nobody else for a minute: a closed
    connection keeps it in TIME_WAIT, and a program can still listen on it.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        held.listen(1)
        with socket.create_connection(held.getsockname()) as other:
            held.accept()[0].close()  # closed here first, so that this end stays in TIME_WAIT
            other.recv(1)
        return held.getsockname()[1]
