"""A connection to PostgreSQL that breaks when it is committed."""
import socket
import threading


class CutAtCommit:
    """Stands between the program and the server: the connection breaks at the n-th COMMIT, which never arrives. 0: at none."""

    def __init__(self, server, folder, nth):
        self.path, self.to, self.left, self.seen = folder, f"{server.top}/.s.PGSQL.5432", nth, 0
        folder.mkdir()
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(f"{folder}/.s.PGSQL.5432")
        self.door.listen()
        threading.Thread(target=self.let_in, daemon=True).start()

    def let_in(self):
        while True:
            try:
                one = self.door.accept()[0]
            except OSError:
                return
            other = socket.socket(socket.AF_UNIX)
            other.connect(self.to)
            for ends in (one, other), (other, one):
                threading.Thread(target=self.pump, args=(*ends, ends[0] is one), daemon=True).start()

    def pump(self, come, go, asks):
        try:
            while data := come.recv(65536):
                if asks and b"COMMIT\0" in data:
                    self.seen += 1
                    if self.seen == self.left:
                        break
                go.sendall(data)
        except OSError:
            pass
        for end in come, go:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.door.close()
