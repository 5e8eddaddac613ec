"""Well-behaved customers, as `hostile` lets them talk: each asks, waits for the answer, thinks, and asks again."""
import asyncio, itertools, random, time

HOST = "127.0.0.1"
TIMEOUT = 10


class Customer(asyncio.Protocol):
    def __init__(self, number, questions):
        self.nick = b"cu%d" % number
        self.order = itertools.cycle(random.Random(number).sample(questions, len(questions)))
        self.buffer, self.expected, self.answered = b"", None, None
        self.is_ready = asyncio.get_running_loop().create_future()
        self.is_leaving = self.is_gone = False
        self.told = None
        # (asked at, seconds or None where it was lost)
        self.answers = []

    def connection_made(self, transport):
        self.transport = transport
        transport.write(b"NICK %s\r\nUSER %s 0 * :customer\r\n" % (self.nick, self.nick))

    def connection_lost(self, error):
        self.is_gone = True
        self.wake(ConnectionError("closed"))

    def wake(self, error=None):
        for future in (self.is_ready, self.answered):
            if future and not future.done():
                future.set_exception(error)

    def data_received(self, data):
        *lines, self.buffer = (self.buffer + data).split(b"\n")
        for line in lines:
            if line.startswith(b"PING"):
                self.transport.write(line.replace(b"PING", b"PONG", 1) + b"\n")
            elif line.startswith(b"ERROR"):
                self.told = line.rstrip().decode(errors="replace")
            elif b" 001 " in line and not self.is_ready.done():
                self.is_ready.set_result(True)
            elif self.expected and self.expected in line and b" PRIVMSG " in line and not self.answered.done():
                self.answered.set_result(True)

    async def ask(self):
        question, self.expected = next(self.order)
        self.answered = asyncio.get_running_loop().create_future()
        began = time.monotonic()
        self.transport.write(b"PRIVMSG support :" + question + b"\r\n")
        try:
            await asyncio.wait_for(self.answered, TIMEOUT)
            self.answers.append((began, time.monotonic() - began))
        except (asyncio.TimeoutError, ConnectionError):
            if not self.is_leaving:
                self.answers.append((began, None))

    async def talk(self, think):
        """One question each `think` seconds, for as long as the connection stands."""
        await asyncio.sleep(random.uniform(0, think))
        while not self.is_gone and not self.is_leaving:
            began = time.monotonic()
            await self.ask()
            await asyncio.sleep(max(0.2, began + think * random.uniform(0.9, 1.1) - time.monotonic()))

    def leave(self):
        self.is_leaving = True
        if not self.is_gone:
            self.transport.write(b"QUIT\r\n")


async def connect(number, port, questions, address):
    _, customer = await asyncio.get_running_loop().create_connection(
        lambda: Customer(number, questions), HOST, port, local_addr=(address, 0))
    await asyncio.wait_for(customer.is_ready, 30)
    return customer


async def newcomer(port, address, first, timeout=TIMEOUT):
    """Seconds until somebody new is welcome; and where they are not, what they were told."""
    began = time.monotonic()
    writer = None
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(HOST, port, local_addr=(address, 0)), timeout)
        writer.write(first + b"NICK new%d\r\nUSER new 0 * :new\r\n" % random.randrange(10**6))
        while line := await asyncio.wait_for(reader.readline(), max(0.1, began + timeout - time.monotonic())):
            if b" 001 " in line:
                return time.monotonic() - began, None
            if line.startswith(b"ERROR"):
                return None, line.decode(errors="replace").strip()
        return None, "closed"
    except (OSError, asyncio.TimeoutError):
        return None, f"not within {timeout} s"
    finally:
        if writer:
            writer.close()
