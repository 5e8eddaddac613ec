#!/usr/bin/env python3
"""Customers of a Matrix support bot, many at once: how fast it answers, and whether it loses or repeats anything.

  mxload.py ask --hs URL --bot @bot:localhost --synapse-dir DIR --users 20 --seconds 15 --questions FILE
  mxload.py gap --hs URL --bot ... --synapse-dir DIR --bot-pid PID --messages 60      # the bot is stopped (SIGSTOP) meanwhile
  mxload.py gap --hs URL --bot ... --synapse-dir DIR --restart COMMAND --messages 60  # COMMAND stops and starts it meanwhile
  mxload.py content DIR --questions FILE                                              # an article a question, for a FAQ bot

FILE has a JSON object a line: {"q": "where is my parcel?", "expect": "tracking"}, where `expect` is a part of the answer in any
case; "expect_re" is a regular expression instead, "any": true takes any answer. Without it the bot must repeat what it is told.
Every customer opens a private room with the bot, waits until it has joined and has said what it says to everybody, and asks one
question after the other. Prints one JSON object; ends with 1 if anything was lost, wrong or said twice. Needs aiohttp. Servers
on this machine only, and not for long."""
import argparse, asyncio, hashlib, hmac, json, os, random, re, signal, sys, time, uuid
from pathlib import Path
from urllib.parse import quote, urlparse

import aiohttp

CLIENT = "/_matrix/client/v3"


def percentile(values, share):
    """In milliseconds; None of nothing."""
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000, 1) if values else None


def usage(pid):
    """Seconds of CPU and kB of memory of a process so far; None where there is none."""
    try:
        fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
        memory = next(int(line.split()[1]) for line in open(f"/proc/{pid}/status") if line.startswith("VmRSS"))
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), memory
    except (OSError, StopIteration):
        return None


class User:
    """A customer with one room, in which the bot is the other."""

    def __init__(self, options, http, name):
        self.options, self.http, self.name = options, http, name
        self.token = self.id = self.room = self.since = self.task = None
        self.inbox, self.seen, self.joined = asyncio.Queue(), set(), asyncio.Event()
        self.count = {"typing": 0, "receipt": 0, "limited": 0}

    async def call(self, method, path, body=None, **query):
        headers = {"Authorization": "Bearer " + self.token} if self.token else {}
        for _ in range(50):
            async with self.http.request(method, self.options.hs + path, json=body, params=query or None, headers=headers,
                                         timeout=aiohttp.ClientTimeout(total=90)) as answer:
                content = await answer.json()
                if answer.status == 429:
                    await asyncio.sleep(content.get("retry_after_ms", 500) / 1000)
                    continue
                if answer.status >= 400:
                    raise RuntimeError(f"{method} {path} {answer.status} {content}")
                return content
        raise RuntimeError("limited for ever")

    def in_room(self, path):
        return f"{CLIENT}/rooms/{quote(self.room)}/{path}"

    async def login(self):
        identifier = {"type": "m.id.user", "user": self.name}
        answer = await self.call("POST", f"{CLIENT}/login", {
            "type": "m.login.password", "identifier": identifier, "password": self.options.password, "device_id": "MXLOAD"})
        self.token, self.id = answer["access_token"], answer["user_id"]

    async def open_room(self):
        """Seconds until the bot is in it."""
        began = time.monotonic()
        self.joined.clear()
        self.room = (await self.call("POST", f"{CLIENT}/createRoom", {
            "preset": "private_chat", "is_direct": True, "invite": [self.options.bot]}))["room_id"]
        none = {"not_types": ["*"]}
        wanted = {"room": {"rooms": [self.room], "timeline": {"limit": 50}}, "presence": none, "account_data": none}
        self.filter = (await self.call("POST", f"{CLIENT}/user/{quote(self.id)}/filter", wanted))["filter_id"]
        self.since, self.task = None, asyncio.create_task(self.listen())
        await asyncio.wait_for(self.joined.wait(), self.options.join_timeout)
        return time.monotonic() - began

    async def close_room(self):
        self.task.cancel()
        await self.call("POST", self.in_room("leave"), {})

    async def listen(self):
        while True:
            query = {"since": self.since, "timeout": "30000"} if self.since else {"timeout": "0"}
            try:
                answer = await self.call("GET", f"{CLIENT}/sync", filter=self.filter, **query)
            except Exception as error:
                print("sync", self.name, repr(error)[:200], file=sys.stderr)
                await asyncio.sleep(0.5)
                continue
            at, before, self.since = time.monotonic(), self.since, answer["next_batch"]
            if room := answer.get("rooms", {}).get("join", {}).get(self.room):
                await self.hear(room, before, at)

    async def hear(self, room, before, at):
        events = room.get("state", {}).get("events", [])
        if room["timeline"].get("limited") and before:
            self.count["limited"] += 1
            events = events + await self.between(before, room["timeline"]["prev_batch"])
        for event in events + room["timeline"]["events"]:
            if event["type"] == "m.room.member" and event.get("state_key") == self.options.bot:
                if event["content"].get("membership") == "join":
                    self.joined.set()
            elif event["type"] in ("m.room.message", "m.room.encrypted") and self.is_bot(event["sender"]):
                if event["event_id"] not in self.seen:
                    self.seen.add(event["event_id"])
                    self.inbox.put_nowait((at, event))
        for event in room.get("ephemeral", {}).get("events", []):
            content = event["content"]
            if event["type"] == "m.typing":
                self.count["typing"] += self.options.bot in content.get("user_ids", [])
            elif event["type"] == "m.receipt":
                self.count["receipt"] += any(self.options.bot in who for kinds in content.values() for who in kinds.values())

    async def between(self, before, frm):
        """What a sync has left out: the bot is not blamed for what was lost here."""
        missed = []
        while frm:
            page = await self.call("GET", self.in_room("messages"), **{"from": frm, "to": before, "dir": "b", "limit": "200"})
            missed = page["chunk"][::-1] + missed
            frm = page.get("end") if page["chunk"] else None
        return missed

    def is_bot(self, sender):
        return sender == self.options.bot or bool(self.options.also and re.fullmatch(self.options.also, sender))

    async def send(self, text):
        path = self.in_room(f"send/m.room.message/{uuid.uuid4().hex}")
        return (await self.call("PUT", path, {"msgtype": "m.text", "body": text}))["event_id"]

    def empty_inbox(self):
        count = self.inbox.qsize()
        while not self.inbox.empty():
            self.inbox.get_nowait()
        return count


def read_items(path):
    return [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]


def is_answer(item, question, event):
    body = event["content"].get("body", "")
    if item.get("any"):
        return True
    if "expect_re" in item:
        return re.search(item["expect_re"], body, re.S | re.I) is not None
    return item["expect"].replace("{q}", question).lower() in body.lower()


async def register(options, http, names):
    """By the secret that the server has in its folder; who is there already stays."""
    secret = Path(options.synapse_dir, "secret").read_bytes().strip()
    path = options.hs + "/_synapse/admin/v1/register"
    for name in names:
        async with http.get(path) as answer:
            nonce = (await answer.json())["nonce"]
        signed = "\0".join([nonce, name, options.password, "notadmin"]).encode()
        body = {"nonce": nonce, "username": name, "password": options.password, "admin": False, "inhibit_login": True,
                "mac": hmac.new(secret, signed, hashlib.sha1).hexdigest()}
        async with http.post(path, json=body) as answer:
            await answer.read()


async def gather_users(options, http):
    """Everybody with their room; with the seconds that joining took and how many lines greeted them."""
    users = [User(options, http, f"{options.user_prefix}{number}") for number in range(options.users)]
    if options.synapse_dir:
        await register(options, http, [user.name for user in users])
    few, joins = asyncio.Semaphore(4), []

    async def come(user):
        async with few:
            await user.login()
            joins.append(await user.open_room())

    await asyncio.gather(*map(come, users))
    await asyncio.sleep(options.settle)
    return users, joins, sum(user.empty_inbox() for user in users)


class Asking:
    """Everybody asks one question after the other."""

    def __init__(self, options):
        self.options = options
        self.items = read_items(options.questions) if options.questions else None
        names = ["sent", "right", "wrong", "missed", "extra", "replies", "notices", "html", "errors"]
        self.count = dict.fromkeys(names, 0)
        self.waits, self.first_waits, self.sends, self.examples = [], [], [], []

    async def run(self, http):
        options = self.options
        users, joins, greetings = await gather_users(options, http)
        pids = {"synapse": options.synapse_pid, "bot": options.bot_pid, "driver": os.getpid()}
        before = {name: usage(pid) for name, pid in pids.items() if pid}
        began = time.monotonic()
        await asyncio.gather(*(self.go_on(user, number, began + options.seconds) for number, user in enumerate(users)))
        seconds = time.monotonic() - began
        figures = {"users": options.users, "seconds": round(seconds, 1)} | self.count | {
            "answered_per_s": round(self.count["right"] / seconds, 1), "p50_ms": percentile(self.waits, .5),
            "p90_ms": percentile(self.waits, .9), "p99_ms": percentile(self.waits, .99), "max_ms": percentile(self.waits, 1),
            "first_p50_ms": percentile(self.first_waits, .5), "send_p50_ms": percentile(self.sends, .5),
            "join_p50_ms": percentile(joins, .5), "join_max_ms": percentile(joins, 1), "greetings": greetings}
        figures |= {name: sum(user.count[name] for user in users) for name in ["typing", "receipt", "limited"]}
        for name, (cpu, _) in ((name, used) for name, used in before.items() if used):
            if now := usage(pids[name]):
                used = now[0] - cpu
                figures |= {name + "_cpu_ms_per_answer": round(used * 1000 / max(1, self.count["right"]), 3),
                            name + "_cpu_share": round(used / seconds, 3), name + "_rss_mb": round(now[1] / 1024)}
        if self.examples:
            figures["wrong_examples"] = self.examples
        for user in users:
            user.task.cancel()
        if options.leave:
            for user in users:
                await user.close_room()
        return figures

    async def go_on(self, user, number, end):
        chance, turns = random.Random(self.options.seed + number), 0
        if self.options.pace:
            await asyncio.sleep(chance.random() * self.options.pace)
        while time.monotonic() < end:
            turns += 1
            echo = {"q": f"hello {number} {turns} {chance.random():.6f}", "expect": "{q}"}
            await self.ask(user, chance.choice(self.items) if self.items else echo)
            if self.options.pace:
                await asyncio.sleep(self.options.pace)

    async def ask(self, user, item):
        self.count["extra"] += user.empty_inbox()
        question, began = item["q"], time.monotonic()
        try:
            id = await user.send(question)
        except Exception as error:
            self.count["errors"] += 1
            print(repr(error)[:200], file=sys.stderr)
            return await asyncio.sleep(0.2)
        self.sends.append(time.monotonic() - began)
        self.count["sent"] += 1
        last = None
        while (left := began + self.options.answer_timeout - time.monotonic()) > 0:
            try:
                at, event = await asyncio.wait_for(user.inbox.get(), left)
            except asyncio.TimeoutError:
                break
            if last is None:
                self.first_waits.append(at - began)
            last = event
            if is_answer(item, question, event):
                return self.note(event["content"], at - began, id)
        self.count["wrong" if last else "missed"] += 1
        if len(self.examples) < 5:
            self.examples.append({"q": question, "got": last and last["content"].get("body", last["type"])[:200]})

    def note(self, content, wait, id):
        self.waits.append(wait)
        self.count["right"] += 1
        self.count["replies"] += content.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id") == id
        self.count["notices"] += content.get("msgtype") == "m.notice"
        self.count["html"] += "formatted_body" in content


class Gap:
    """Messages arrive while the bot is stopped or restarted. With questions every customer asks each at most once, and what is
    expected must come back once, in the order asked; else the bot must repeat the text."""

    def __init__(self, options):
        self.options = options
        self.items = read_items(options.questions) if options.questions else None
        if self.items and options.messages > len(self.items):
            sys.exit(f"the questions file has only {len(self.items)} questions")
        # By customer and what must come back: how often it came, and its place.
        self.came, self.place, self.order = {}, {}, {}

    async def run(self, http):
        options = self.options
        users, _, _ = await gather_users(options, http)
        self.order = {user.name: [] for user in users}
        is_stopped = options.bot_pid and not options.restart
        if is_stopped:
            os.kill(options.bot_pid, signal.SIGSTOP)
            await asyncio.sleep(options.stop_wait)
        try:
            restart = await asyncio.create_subprocess_shell(options.restart) if options.restart else None
            await asyncio.gather(*map(self.flood, users))
            if restart:
                await restart.wait()
        finally:
            if is_stopped:
                os.kill(options.bot_pid, signal.SIGCONT)
        seconds = await self.await_answers(users)
        for user in users:
            user.task.cancel()
        return {"users": options.users, "sent": len(self.came), "answered_once": self.how_many(1), "never": self.how_many(0),
                "more_than_once": len(self.came) - self.how_many(0) - self.how_many(1),
                "in_order": all(places == sorted(places) for places in self.order.values()), "seconds": round(seconds, 1)}

    def how_many(self, times):
        return sum(count == times for count in self.came.values())

    async def flood(self, user):
        echoes = ({"q": text, "expect": text} for text in
                  (f"gap {user.name} {number:04d} {uuid.uuid4().hex[:6]}" for number in range(self.options.messages)))
        own = random.Random(user.name).sample(self.items, self.options.messages) if self.items else echoes
        for place, item in enumerate(own):
            await user.send(item["q"])
            key = (user.name, item["expect"])
            self.came[key], self.place[key] = 0, place

    async def await_answers(self, users):
        """Until nothing more comes: a while after all are there, else after as long as an answer may take."""
        began = last = time.monotonic()
        while True:
            now = time.monotonic()
            patience = self.options.quiet if self.how_many(0) == 0 else self.options.answer_timeout
            if now - last > patience or now - began > 6 * self.options.answer_timeout:
                return last - began
            for user in users:
                while not user.inbox.empty():
                    last, event = user.inbox.get_nowait()
                    last, body = max(last, began), event["content"].get("body", "")
                    for key in [key for key in self.came if key[0] == user.name and key[1] in body]:
                        self.came[key] += 1
                        self.order[user.name].append(self.place[key])
            await asyncio.sleep(0.1)


def write_content(folder, items):
    articles = Path(folder, "faqs/load")
    articles.mkdir(parents=True, exist_ok=True)
    for number, item in enumerate(items):
        text = f"---\ntitle: {item['q']}\n---\nThe answer is {item['expect']}.\n"
        (articles / f"{number:03d}.md").write_text(text, encoding="utf-8")


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["ask", "gap", "content"])
    parser.add_argument("folder", nargs="?", help="with `content`: where it is written")
    parser.add_argument("--hs", default="http://127.0.0.1:1", help="the homeserver")
    parser.add_argument("--bot", default="", help="its user id")
    parser.add_argument("--also", help="whose messages count as answers, too: a regular expression for user ids")
    parser.add_argument("--questions", help="what is asked and what must come back")
    parser.add_argument("--users", type=int, default=1)
    parser.add_argument("--user-prefix", default="mxload")
    parser.add_argument("--password", default="mxload-pw", help="of every customer")
    parser.add_argument("--synapse-dir", help="the folder of the server; without it the accounts must be there")
    parser.add_argument("--synapse-pid", type=int)
    parser.add_argument("--bot-pid", type=int)
    parser.add_argument("--settle", type=float, default=1, help="seconds for greetings")
    parser.add_argument("--join-timeout", type=float, default=60)
    parser.add_argument("--answer-timeout", type=float, default=10)
    parser.add_argument("--leave", action="store_true", help="everybody leaves their room at the end")
    parser.add_argument("--seconds", type=float, default=10, help="with `ask`: how long")
    parser.add_argument("--pace", type=float, default=0, help="with `ask`: seconds between two questions")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--messages", type=int, default=60, help="with `gap`: of each customer")
    parser.add_argument("--restart", help="with `gap`: stops and starts the bot")
    parser.add_argument("--stop-wait", type=float, default=0.2, help="with `gap`: seconds until the stopped bot is written to")
    parser.add_argument("--quiet", type=float, default=3, help="with `gap`: seconds to listen for repeats after the last answer")
    chosen = parser.parse_args()
    chosen.hs = chosen.hs.rstrip("/")
    return chosen


def check_bounds(chosen):
    if urlparse(chosen.hs).hostname not in ("127.0.0.1", "localhost", "::1"):
        sys.exit("servers on this machine only")
    if chosen.users > 500 or chosen.seconds > 600 or chosen.messages > 5000:
        sys.exit("at most 500 customers, 600 seconds and 5000 messages")
    mark = Path(chosen.synapse_dir or "", "pid")
    if chosen.synapse_dir and not chosen.synapse_pid and mark.is_file():
        chosen.synapse_pid = int(mark.read_text())


async def drive(chosen):
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        return await (Asking if chosen.mode == "ask" else Gap)(chosen).run(http)


def main():
    chosen = options()
    if chosen.mode == "content":
        return write_content(chosen.folder, read_items(chosen.questions))
    check_bounds(chosen)
    figures = asyncio.run(drive(chosen))
    print(json.dumps(figures))
    is_bad = any(figures.get(name, 0) for name in ["missed", "wrong", "never", "more_than_once"])
    sys.exit(1 if is_bad or not figures.get("in_order", True) else 0)


if __name__ == "__main__":
    main()
