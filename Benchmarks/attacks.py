#!/usr/bin/env python3
"""What hostile clients do to a desk, one attack a call; `hostile` starts it. Loopback only.

  attacks.py PORT ATTACK SECONDS

Prints a JSON object: how many connections were opened, how many the desk closed or refused, and what each was told first
that was no welcome.
"""
import asyncio, base64, collections, json, os, re, resource, socket, struct, sys, time

HOST = "127.0.0.1"
# So that an attack of one process is not also one on the processor that the desk has to share with it.
NICENESS = 10
LONGEST_TOLD = 100


def address(number):
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


class Enemy(asyncio.Protocol):
    """One connection. Keeps the first word against it."""

    def __init__(self, attack, first):
        self.attack, self.first = attack, first
        self.told, self.buffer, self.seen = None, b"", collections.Counter()
        self.has_left = False
        self.is_lost = asyncio.Event()
        self.is_welcome = asyncio.Event()
        self.can_write = asyncio.Event()
        self.can_write.set()

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.first)

    def data_received(self, data):
        *lines, self.buffer = (self.buffer + data).split(b"\n")
        for line in lines:
            self.line(line.rstrip(b"\r"))

    def line(self, line):
        if line.startswith(b"@"):
            line = line.partition(b" ")[2]
        words = line.split(b" ")
        command = words[1] if words[0].startswith(b":") and len(words) > 1 else words[0]
        self.seen[command.decode(errors="replace")] += 1
        if command == b"PING":
            self.write(line.replace(b"PING", b"PONG", 1) + b"\r\n")
        elif command == b"001":
            self.is_welcome.set()
        elif command in (b"ERROR", b"FAIL") or command[:1] in b"459" and command.isdigit():
            if self.told is None or command == b"ERROR":
                self.told = line.split(b" ", 1)[1] if line.startswith(b":") else line

    def pause_writing(self):
        self.can_write.clear()

    def resume_writing(self):
        self.can_write.set()

    def connection_lost(self, error):
        self.is_lost.set()
        self.is_welcome.set()
        self.can_write.set()

    def write(self, data):
        if not self.is_lost.is_set():
            self.transport.write(data)

    async def flood(self, *chunks):
        """As much as the desk takes, until the time is over or the connection is."""
        while not self.attack.is_over and not self.is_lost.is_set():
            for chunk in chunks:
                self.write(chunk() if callable(chunk) else chunk)
            await self.attack.rest(self.can_write.wait())
            await asyncio.sleep(0)

    async def stay(self):
        await self.attack.rest(self.is_lost.wait())

    def leave(self):
        self.has_left = True
        self.transport.abort()

    def reset(self):
        """Ends with a RST in the middle of whatever there was."""
        if not self.is_lost.is_set():
            linger = struct.pack("ii", 1, 0)
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.leave()


class Attack:
    def __init__(self, port, seconds):
        self.port, self.end = port, time.monotonic() + seconds
        self.enemies, self.failed, self.count = [], 0, 0

    @property
    def is_over(self):
        return time.monotonic() >= self.end

    async def rest(self, waiting):
        """Until the time is over, or what is waited for has come."""
        try:
            await asyncio.wait_for(waiting, max(0, self.end - time.monotonic()))
        except asyncio.TimeoutError:
            pass

    async def connect(self, number, first=b"", receive_buffer=None):
        """From the address of that number; None where that is not possible."""
        connection = socket.socket()
        connection.setblocking(False)
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        loop = asyncio.get_running_loop()
        try:
            connection.bind((address(number), 0))
            await asyncio.wait_for(loop.sock_connect(connection, (HOST, self.port)), 10)
            _, enemy = await loop.create_connection(lambda: Enemy(self, first), sock=connection)
        except (OSError, asyncio.TimeoutError):
            connection.close()
            self.failed += 1
            return None
        self.enemies.append(enemy)
        return enemy

    def names(self, extra=b""):
        """A nick that no other attack has: the desk may not know yet that those have gone."""
        self.count += 1
        nick = b"f%dx%d" % (os.getpid(), self.count)
        return extra + b"NICK %s\r\nUSER foe 0 * :foe\r\n" % nick + (b"CAP END\r\n" if extra else b"")

    async def registered(self, number, extra=b"", **options):
        enemy = await self.connect(number, self.names(extra), **options)
        if enemy:
            await self.rest(enemy.is_welcome.wait())
        return None if enemy is None or enemy.is_lost.is_set() else enemy

    async def many(self, count, addresses, body, at_once=100):
        """`body` for so many connections, spread over so many addresses."""
        gate = asyncio.Semaphore(at_once)

        async def one(number):
            async with gate:
                if self.is_over:
                    return
                running = asyncio.ensure_future(body(number % addresses))
                # The next one comes as soon as this one stands, not when it ends.
                await asyncio.wait([running], timeout=0.02)
            await running

        await asyncio.gather(*[one(number) for number in range(count)])

    async def flooding(self, *chunks, count=100, addresses=10, extra=b""):
        async def body(number):
            if enemy := await self.registered(number, extra):
                await enemy.flood(*chunks)
        await self.many(count, addresses, body)

    def report(self):
        # The same but for a nick is the same.
        texts = (re.sub(r"\bf\d+x\d+", "NICK", enemy.told.decode(errors="replace"))
                 for enemy in self.enemies if enemy.told)
        told = collections.Counter(text[:LONGEST_TOLD] for text in texts)
        seen = sum((enemy.seen for enemy in self.enemies), collections.Counter())
        closed = sum(enemy.is_lost.is_set() and not enemy.has_left for enemy in self.enemies)
        return {"opened": len(self.enemies), "failed": self.failed, "closed": closed, "told": told.most_common(5),
                "seen": seen.most_common(12), "attacker_cpu_s": round(time.process_time(), 2)}


async def slow_readers(attack):
    """Asks for its own long history again and again, and reads nothing of it."""
    async def body(number):
        extra = b"CAP REQ :batch draft/chathistory draft/multiline message-tags\r\n"
        if enemy := await attack.registered(number, extra, receive_buffer=4096):
            long = b"".join(b"@batch=b PRIVMSG support :%s\r\n" % (b"word " * 80) for _ in range(9))
            for _ in range(6):
                enemy.write(b"BATCH +b draft/multiline support\r\n" + long + b"BATCH -b\r\n")
            await asyncio.sleep(2)
            enemy.transport.pause_reading()
            await enemy.flood(b"CHATHISTORY LATEST support * 100\r\n", b"MOTD\r\n")
            if not enemy.is_lost.is_set():
                enemy.transport.resume_reading()
    await attack.many(40, 4, body)
    attack.end = time.monotonic() + 3
    await attack.rest(asyncio.sleep(3))


async def half_open(attack):
    async def body(number):
        if enemy := await attack.connect(number, b"NICK half"):
            await enemy.stay()
    await attack.many(800, 4, body)


async def one_address(attack):
    async def body(number):
        if enemy := await attack.connect(number, attack.names()):
            await enemy.stay()
    await attack.many(3000, 1, body)


async def thousand_addresses(attack):
    async def body(number):
        if enemy := await attack.connect(number, b"NICK many\r\n"):
            await enemy.stay()
    await attack.many(3000, 1000, body)


async def crowd(attack):
    async def body(number):
        if enemy := await attack.registered(number):
            enemy.write(b"JOIN #support\r\n")
            await enemy.stay()
    await attack.many(1000, 1000, body)


async def endless_line(attack):
    async def body(number):
        if enemy := await attack.connect(number, attack.names()):
            await enemy.flood(b"x" * 16384)
    await attack.many(30, 3, body)


async def lines(attack):
    await attack.flooding(b"XYZZY 1 2 3\r\n" * 100)


async def questions(attack):
    def question():
        attack.count += 1
        return b"PRIVMSG support :what does item %d of order %x cost today\r\n" % (attack.count, hash(attack.count * 7.3))
    await attack.flooding(question, count=100, addresses=10)


async def blank_lines(attack):
    await attack.flooding(b"\r\n" * 8192, count=50)


async def floods_and_leaves(attack):
    """What waits in the sockets is not heard for long after whoever sent it has gone; then they come back."""
    async def body(number):
        names = attack.names()
        enemy = await attack.connect(number, names)
        if enemy is None:
            return
        await attack.rest(enemy.is_welcome.wait())
        flooding = asyncio.ensure_future(enemy.flood(b"\r\n" * 8192))
        await asyncio.sleep(max(0, attack.end - time.monotonic()) / 2)
        flooding.cancel()
        enemy.leave()
        await asyncio.sleep(1)
        if again := await attack.connect(number, names):
            await again.stay()
    await attack.many(50, 10, body)


async def never_registers(attack):
    async def body(number):
        if enemy := await attack.connect(number, b"CAP LS 302\r\n"):
            await enemy.flood(b"PING :still here\r\n" * 10)
    await attack.many(300, 10, body)


async def guess(attack, count, addresses, lines):
    async def body(number):
        while not attack.is_over:
            if enemy := await attack.connect(number, lines()):
                await enemy.stay()
            else:
                await asyncio.sleep(0.1)
    await attack.many(count, addresses, body)


async def guess_pass(attack):
    def lines():
        return b"PASS anna:wrong%d\r\n" % attack.count + attack.names()
    await guess(attack, 200, 20, lines)


async def guess_pass_one_address(attack):
    def lines():
        return b"PASS anna%d:wrong%d\r\n" % (attack.count, attack.count) + attack.names()
    await guess(attack, 150, 1, lines)


async def guess_sasl(attack):
    def lines():
        attack.count += 1
        tries = [base64.b64encode(b"\0anna\0wrong%d-%d" % (attack.count, n)) for n in range(3)]
        return b"CAP REQ :sasl\r\n" + b"".join(b"AUTHENTICATE PLAIN\r\nAUTHENTICATE %s\r\n" % one for one in tries)
    await guess(attack, 200, 20, lines)


async def huge_tags(attack):
    fits = b"@+a=%s TAGMSG support\r\n" % (b"x" * 4000)
    many = b"@%s PRIVMSG support :hi\r\n" % b";".join(b"+%d=%d" % (n, n) for n in range(350))
    long = b"@+a=%s PRIVMSG support :hi\r\n" % (b"x" * 8000)
    await attack.flooding(fits, many, long, count=50, extra=b"CAP REQ :message-tags echo-message\r\n")


async def invalid_utf8(attack):
    await attack.flooding(b"PRIVMSG support :\xff\xfe\xc0\x80\r\n" * 50, count=50)


async def quits_mid_line(attack):
    async def body(number):
        while not attack.is_over:
            if enemy := await attack.registered(number):
                enemy.write(b"PRIVMSG support :password reset\r\nPRIVMSG support :and then I")
                await asyncio.sleep(0.05)
                enemy.reset()
            await asyncio.sleep(0.05)
    await attack.many(30, 10, body)


async def open_batch(attack):
    begin = b"BATCH +b draft/multiline support\r\n"
    line = b"@batch=b PRIVMSG support :" + b"word " * 10 + b"\r\n"
    extra = b"CAP REQ :batch draft/multiline message-tags\r\n"
    await attack.flooding(begin, line * 60, count=50, extra=extra)


async def join_part(attack):
    await attack.flooding(b"JOIN #support\r\nPART #support\r\n" * 20, count=50)


async def ctcp(attack):
    line = b"PRIVMSG support :\x01PING 1\x01\r\nPRIVMSG support :\x01VERSION\x01\r\nNOTICE support :\x01DCC SEND x\x01\r\n"
    await attack.flooding(line * 20, count=50)


# Those whose work the desk still has when they are over come last.
ATTACKS = {
    "half-open": half_open, "one address": one_address, "a thousand addresses": thousand_addresses,
    "a thousand join": crowd, "endless line": endless_line, "lines": lines, "blank lines": blank_lines,
    "floods and leaves": floods_and_leaves, "never registers": never_registers, "huge tags": huge_tags,
    "invalid UTF-8": invalid_utf8, "quits mid-line": quits_mid_line, "batch never closed": open_batch,
    "JOIN and PART": join_part, "CTCP": ctcp, "slow readers": slow_readers, "new questions": questions,
    "guessing, PASS": guess_pass, "guessing, one address": guess_pass_one_address, "guessing, SASL": guess_sasl,
}


async def main():
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    port, name, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    attack = Attack(port, seconds)
    try:
        await asyncio.wait_for(ATTACKS[name](attack), seconds + 10)
    except asyncio.TimeoutError:
        pass
    # What was said last still comes in.
    await asyncio.sleep(0.2)
    print(json.dumps(attack.report()))
    for enemy in attack.enemies:
        if not enemy.is_lost.is_set():
            enemy.transport.abort()


if __name__ == "__main__":
    asyncio.run(main())
