"""A connection to PostgreSQL that breaks at COMMIT, or after a number of bytes."""
import socket
import threading


class Cut:
    """A proxy between the program and the server, on a socket in its own folder."""

    def __init__(self, server, folder):
        self.path, self.to = folder, f"{server.top}/.s.PGSQL.5432"
        folder.mkdir()
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(f"{folder}/.s.PGSQL.5432")
        self.door.listen()
        threading.Thread(target=self.let_in, daemon=True).start()

    def cuts(self, data, asks):
        """Returns whether the connection breaks before these bytes arrive. asks: they come from the
        program.
        """
        raise NotImplementedError

    def let_in(self):
        while True:
            try:
                one = self.door.accept()[0]
            except OSError:
                return
            other = socket.socket(socket.AF_UNIX)
            other.connect(self.to)
            for ends in (one, other), (other, one):
                threading.Thread(
                    target=self.pump, args=(*ends, ends[0] is one), daemon=True
                ).start()

    def pump(self, come, go, asks):
        try:
            while data := come.recv(65536):
                if self.cuts(data, asks):
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


class CutAtCommit(Cut):
    """Breaks at the n-th COMMIT, which does not arrive. 0: never."""

    def __init__(self, server, folder, nth):
        self.left, self.seen = nth, 0
        super().__init__(server, folder)

    def cuts(self, data, asks):
        if asks and b"COMMIT\0" in data:
            self.seen += 1
            return self.seen == self.left
        return False


class CutAfter(Cut):
    """Breaks after that many bytes, that many times. None: never."""

    def __init__(self, server, folder, after, times=1):
        self.after, self.times, self.seen = after, times, 0
        super().__init__(server, folder)

    def cuts(self, data, asks):
        self.seen += len(data)
        if self.after is None or self.seen < self.after or self.times == 0:
            return False
        self.times -= 1
        self.seen = 0
        return True
