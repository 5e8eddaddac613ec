#!/usr/bin/env python3
"""Closed-loop IRC load driver.

N customer connections ask a bot known questions; each connection has exactly one
question outstanding.  Reports answers/s, latency percentiles, lost/wrong/late answers,
and (with --pid) RSS and CPU time of the processes under test.  Loopback only.

  irc-load.py HOST PORT BOTNICK N SECONDS QUESTIONS.tsv private|channel [options]

QUESTIONS.tsv: question<TAB>substring expected in the answer (one per line, # = comment).
private : PRIVMSG BOTNICK :question         -> any PRIVMSG/NOTICE from BOTNICK to me
channel : PRIVMSG #chan  :BOTNICK: question -> PRIVMSG/NOTICE in #chan by BOTNICK that names
          my nick (every customer sees all lines: fan-out is N per answer)
Gateway : same as private; HOST PORT is the gateway itself, BOTNICK its support nick.
"""
import argparse, asyncio, json, os, random, resource, sys, time

ap = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
ap.add_argument("host"); ap.add_argument("port", type=int); ap.add_argument("bot")
ap.add_argument("n", type=int); ap.add_argument("seconds", type=float)
ap.add_argument("questions"); ap.add_argument("mode", choices=["private", "channel"])
ap.add_argument("--channel", default="#support")
ap.add_argument("--prefix", default="", help="text put before each question, e.g. 'whatis '")
ap.add_argument("--timeout", type=float, default=10.0, help="seconds until an unanswered question is lost")
ap.add_argument("--think", type=float, default=0.0, help="mean think time between questions (exponential)")
ap.add_argument("--ignore-mismatch", action="store_true",
                help="lines that do not hold the expected text are skipped (bots that greet or answer in several lines); "
                     "the default counts them as wrong and moves on")
ap.add_argument("--settle", type=float, default=1.0, help="wait after the last registration; lines got then are ignored")
ap.add_argument("--warmup", type=int, default=1, help="questions per connection before measuring (absorbs greetings)")
ap.add_argument("--connect-burst", type=int, default=50, help="connections being set up at once")
ap.add_argument("--nick", default="cu", help="nick prefix")
ap.add_argument("--pid", action="append", default=[], metavar="NAME=PID")
ap.add_argument("--json", help="append the result as one JSON line to this file")
ap.add_argument("--label", default="")
ap.add_argument("--debug", type=int, default=0, help="print the first K mismatching lines")
a = ap.parse_args()
if not (a.host.startswith("127.") or a.host in ("localhost", "::1")):
    sys.exit("loopback only")
try:
    import uvloop; uvloop.install(); LOOP = "uvloop"
except ImportError:
    LOOP = "asyncio"
try: resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
except Exception: pass

QS = []
for line in open(a.questions, encoding="utf-8"):
    line = line.rstrip("\n")
    if line and not line.startswith("#"):
        q, e = line.split("\t", 1)
        QS.append((q.encode(), e.encode()))
BOT = a.bot.encode().lower(); CH = a.channel.encode()
now = time.perf_counter

class S:
    measuring = False; stop = False
    sent = ok = lost = wrong = late = errors = closed = dbg = 0
    lat = []; registered = 0

class Cust(asyncio.Protocol):
    def __init__(self, i, ready):
        self.i = i; self.nick = f"{a.nick}{i}".encode(); self.ready = ready
        self.buf = b""; self.exp = None; self.t0 = 0.0; self.th = None; self.old = []
        self.order = random.Random(i).sample(range(len(QS)), len(QS)); self.k = 0
        self.warm = a.warmup; self.counted = False; self.warmed = None
    def connection_made(self, tr):
        self.tr = tr
        tr.write(b"NICK %s\r\nUSER u%d 0 * :customer %d\r\n" % (self.nick, self.i, self.i))
    def connection_lost(self, exc):
        if not S.stop: S.closed += 1
        if not self.ready.done(): self.ready.set_exception(ConnectionError("closed before registration"))
        if self.th: self.th.cancel()
        if self.warmed and not self.warmed.done(): self.warmed.set_result(False)
    def data_received(self, d):
        if self.buf: d = self.buf + d
        lines = d.split(b"\n"); self.buf = lines.pop()
        for l in lines: self.line(l.rstrip(b"\r"))
    def line(self, l):
        if l.startswith(b"@"): l = l.partition(b" ")[2]
        if l.startswith(b"PING"):
            self.tr.write(b"PONG" + l[4:] + b"\r\n"); return
        if not l.startswith(b":"):
            if l.startswith(b"ERROR"): S.errors += 1; S.dbg < 5 and print("!!", l[:200], file=sys.stderr); S.dbg += 1
            return
        p = l.split(b" ", 3)
        if len(p) < 3: return
        c = p[1]
        if c == b"PRIVMSG" or c == b"NOTICE":
            if p[0][1:].partition(b"!")[0].lower() != BOT or len(p) < 4: return
            t = p[3][1:] if p[3].startswith(b":") else p[3]
            if a.mode == "channel":
                if p[2].lower() != CH.lower() or not (t.startswith(self.nick + b":") or t.startswith(self.nick + b",")): return
            elif p[2].lower() != self.nick.lower(): return
            self.answer(t)
        elif c == b"001":
            if a.mode == "channel": self.tr.write(b"JOIN %s\r\n" % CH)
            elif not self.ready.done(): self.ready.set_result(True)
        elif c == b"366":
            if not self.ready.done(): self.ready.set_result(True)
        elif c == b"433":
            self.nick += b"_"; self.tr.write(b"NICK %s\r\n" % self.nick)
        elif c in (b"401", b"407", b"439", b"404", b"421"):
            S.errors += 1
            if S.dbg < 5: S.dbg += 1; print("!!", l[:200], file=sys.stderr)
    def ask(self):
        if S.stop and self.warm <= 0: return
        q, self.exp = QS[self.order[self.k % len(QS)]]; self.k += 1
        q = a.prefix.encode() + q
        self.counted = S.measuring
        if self.counted: S.sent += 1
        self.t0 = now()
        if a.mode == "channel": self.tr.write(b"PRIVMSG %s :%s: %s\r\n" % (CH, a.bot.encode(), q))
        else: self.tr.write(b"PRIVMSG %s :%s\r\n" % (a.bot.encode(), q))
        self.th = LP.call_later(a.timeout, self.expire)
    def expire(self):
        if self.exp is None: return
        if self.counted: S.lost += 1
        self.old.append(self.exp); self.exp = None; self.next()
    def answer(self, t):
        if self.exp is not None and self.exp in t:
            self.th.cancel()
            if self.counted:
                S.ok += 1; S.lat.append(now() - self.t0)
            self.exp = None; self.next(); return
        for i, o in enumerate(self.old):
            if o in t: del self.old[i]; S.late += 1; return
        if a.debug and S.dbg < a.debug: S.dbg += 1; print("??", self.exp, "<-", t, file=sys.stderr)
        if self.exp is None or a.ignore_mismatch: return
        self.th.cancel()
        if self.counted: S.wrong += 1
        self.exp = None; self.next()
    def next(self):
        if self.warm > 0:
            self.warm -= 1
            if self.warm <= 0:
                if self.warmed and not self.warmed.done(): self.warmed.set_result(True)
                return
        if S.stop: return
        if a.think: LP.call_later(random.expovariate(1 / a.think), self.ask)
        else: self.ask()

def proc(pid):
    try:
        tck = os.sysconf("SC_CLK_TCK")
        f = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
        rss = pss = 0
        for l in open(f"/proc/{pid}/status"):
            if l.startswith("VmRSS"): rss = int(l.split()[1])
        return dict(rss_kb=rss, cpu_s=(int(f[11]) + int(f[12])) / tck)
    except OSError: return dict(rss_kb=0, cpu_s=0.0)

async def main():
    global LP
    LP = asyncio.get_running_loop()
    pids = dict(x.split("=") for x in a.pid)
    sem = asyncio.Semaphore(a.connect_burst); cust = []
    p_idle = {k: proc(v) for k, v in pids.items()}
    async def one(i):
        async with sem:
            r = LP.create_future()
            _, c = await LP.create_connection(lambda: Cust(i, r), a.host, a.port)
            await asyncio.wait_for(r, 60); cust.append(c)
    t = now(); res = await asyncio.gather(*[one(i) for i in range(a.n)], return_exceptions=True)
    bad = [x for x in res if isinstance(x, Exception)]
    if bad: print(f"{len(bad)} connections failed, first: {bad[0]!r}", file=sys.stderr)
    conn_s = now() - t
    await asyncio.sleep(a.settle)
    p_conn = {k: proc(v) for k, v in pids.items()}
    if a.warmup:
        for c in cust: c.warmed = LP.create_future(); c.ask()
        await asyncio.wait([c.warmed for c in cust], timeout=max(60, a.timeout * (a.warmup + 1)))
        for c in cust:
            c.warm = 0
    p0 = {k: proc(v) for k, v in pids.items()}; me0 = time.process_time()
    S.measuring = True; t0 = now()
    for c in cust:
        c.ask() if not a.think else LP.call_later(random.uniform(0, a.think), c.ask)
    await asyncio.sleep(a.seconds)
    S.measuring = False; el = now() - t0; S.stop = True
    ok_in = S.ok; me = time.process_time() - me0
    p1 = {k: proc(v) for k, v in pids.items()}
    t = now()                                     # drain: what was asked may still be answered
    while any(c.exp is not None for c in cust) and now() - t < a.timeout: await asyncio.sleep(0.05)
    S.lat.sort(); L = S.lat
    pc = lambda q: round(1000 * L[min(len(L) - 1, int(q * len(L)))], 2) if L else None
    out = dict(label=a.label, mode=a.mode, n=a.n, connected=len(cust), connect_s=round(conn_s, 2), seconds=round(el, 2),
               answers_per_s=round(ok_in / el, 1), asked=S.sent, ok=S.ok, lost=S.lost, wrong=S.wrong, late=S.late,
               errors=S.errors, closed=S.closed, unanswered_at_end=sum(c.exp is not None for c in cust),
               p50_ms=pc(.5), p90_ms=pc(.9), p99_ms=pc(.99), max_ms=pc(1), driver_cpu=round(me / el, 2), loop=LOOP,
               procs={k: dict(rss_start_kb=p_idle[k]["rss_kb"], rss_connected_kb=p_conn[k]["rss_kb"], rss_end_kb=p1[k]["rss_kb"],
                              cpu=round((p1[k]["cpu_s"] - p0[k]["cpu_s"]) / el, 3),
                              cpu_us_per_answer=round(1e6 * (p1[k]["cpu_s"] - p0[k]["cpu_s"]) / max(1, ok_in), 1)) for k in pids})
    for c in cust:
        try: c.tr.write(b"QUIT\r\n"); c.tr.close()
        except Exception: pass
    await asyncio.sleep(0.3)
    print(json.dumps(out))
    if a.json: open(a.json, "a").write(json.dumps(out) + "\n")
asyncio.run(main())
