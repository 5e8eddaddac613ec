"""How long many who ask at once wait for a desk that the network lets speak slowly."""
import asyncio, statistics, time

from ircnetwork import HOST


class Customer:
    """Asks once, and notes when each line came."""

    def __init__(self, nick, question, answer):
        self.nick, self.question, self.answer = nick, question, answer
        self.heard, self.answered, self.closed = [], None, False

    async def connect(self, port):
        self.reader, self.writer = await asyncio.open_connection(HOST, port)
        self.writer.write(f"NICK {self.nick}\r\nUSER {self.nick} 0 * :{self.nick}\r\n".encode())
        while b" 001 " not in (line := await asyncio.wait_for(self.reader.readline(), 20)):
            self.pong(line)

    def pong(self, line):
        if line.startswith(b"PING"):
            self.writer.write(line.replace(b"PING", b"PONG", 1))

    async def ask(self, desk):
        self.writer.write(f"PRIVMSG {desk} :{self.question}\r\n".encode())
        self.asked = time.monotonic()
        while line := await self.reader.readline():
            self.pong(line)
            words = line.decode(errors="replace").split(" ", 3)
            if len(words) == 4 and words[1] in ("PRIVMSG", "NOTICE") and words[0].lower().startswith(f":{desk}!"):
                self.heard.append(time.monotonic() - self.asked)
                if self.answer in words[3]:
                    self.answered = self.heard[-1]
        self.closed = True


async def ask_at_once(port, desk, questions, count, flood):
    customers = [Customer(f"asks{i}", *questions[i % len(questions)]) for i in range(count)]
    await asyncio.gather(*[customer.connect(port) for customer in customers])
    await asyncio.sleep(1)
    began = time.monotonic()
    tasks = [asyncio.create_task(customer.ask(desk)) for customer in customers]
    # Six lines each would be many; over when all have their answer and nobody heard anything for a while.
    longest, quiet = count * 6 * flood.pause + 60, max(4 * flood.pause, 10)
    while (passed := time.monotonic() - began) < longest:
        await asyncio.sleep(0.2)
        last = max((customer.heard[-1] for customer in customers if customer.heard), default=passed)
        if all(customer.answered for customer in customers) and passed - last > quiet:
            break
    for task in tasks:
        task.cancel()
    for customer in customers:
        customer.writer.close()
    return customers


async def flooding(port, lines):
    """What a client hears that says so many lines at once: the limit is there."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(b"NICK floods\r\nUSER floods 0 * :floods\r\n")
    while b" 001 " not in await asyncio.wait_for(reader.readline(), 20):
        pass
    writer.write(b"PRIVMSG floods :a line\r\n" * lines)
    try:
        while line := await asyncio.wait_for(reader.readline(), 5):
            if line.startswith(b"ERROR"):
                return line.decode().rstrip().rpartition("[")[2].rstrip("]")
        return "closed"
    except asyncio.TimeoutError:
        return None
    except ConnectionError:
        return "reset"
    finally:
        writer.close()


def waits(customers):
    """Seconds from the question, over the customers: median and longest."""
    def row(what, values):
        return {"what": what, "median": statistics.median(values) if values else None,
                "longest": max(values, default=None), "customers": len(values)}

    heard = [customer for customer in customers if customer.heard]
    return [row("first line", [customer.heard[0] for customer in heard]),
            row("the answer", [customer.answered for customer in customers if customer.answered]),
            row("last line", [customer.heard[-1] for customer in heard])]
