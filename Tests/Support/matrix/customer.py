#!/usr/bin/env python3
"""A customer on Matrix, played with a client library that is not ours (matrix-nio). Takes one JSON object a line:

  {"id": 1, "do": "login", "homeserver": URL, "user": "@max:localhost", "password": "...", "store": DIR}
  {"id": 2, "do": "create", "invite": [...], "encrypted": false, "direct": true}       answers with the room
  {"id": 3, "do": "say", "room": "!x", "text": "...", "kind": "m.text"}                answers with the event
  also: `encrypt`, `invite`, `kick`, `join` and `leave` a room; `edit`, `redact` and `react` to an event; `discuss` in the
  thread of an event; `send` a file; `logout`

and prints one a line: {"id": 1, "done": {...}} or {"id": 1, "failed": "..."} for each, and {"heard": {...}} for each event of a
room that it is in or is invited to, its own and those before it came, too. With a store it knows encryption. Ends with its
standard input."""
import asyncio, io, json, logging, sys

sys.dont_write_bytecode = True
from nio import AsyncClient, AsyncClientConfig, Event, InviteEvent, MegolmEvent, SyncError
from nio.responses import ErrorResponse

SYNC_MS = 20_000


def told(room, event):
    """What of an event the tests look at."""
    source = event.source
    content = source.get("content", {})
    relation = content.get("m.relates_to", {})
    return {"heard": {
        "room": room.room_id, "event": source.get("event_id", ""), "sender": source.get("sender", ""),
        "type": source.get("type", ""), "about": source.get("state_key"), "membership": content.get("membership"),
        "kind": content.get("msgtype"), "text": content.get("body") or "", "html": content.get("formatted_body"),
        "repliesTo": relation.get("m.in_reply_to", {}).get("event_id"), "relation": relation.get("rel_type"),
        "relatesTo": relation.get("event_id"), "key": relation.get("key"), "redacts": source.get("redacts")
        or content.get("redacts"), "newText": content.get("m.new_content", {}).get("body"), "name": content.get("name"),
        "file": content.get("url"), "mentions": content.get("m.mentions", {}).get("user_ids"),
        "hasMentions": "m.mentions" in content, "isEncrypted": bool(getattr(event, "decrypted", False)),
        "isUnreadable": isinstance(event, MegolmEvent), "isDirect": content.get("is_direct", False),
        "isInvitation": isinstance(event, InviteEvent)}}


def report(line):
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


class Customer:
    client = listening = None

    def sure(self, answer):
        if isinstance(answer, ErrorResponse):
            raise RuntimeError(str(answer))
        return answer

    async def login(self, homeserver, user, password, store=None):
        settings = AsyncClientConfig(store_sync_tokens=False, encryption_enabled=store is not None,
                                     backoff_factor=0.1, max_timeout_retry_wait_time=1)
        self.client = AsyncClient(homeserver, user, store_path=store, config=settings)
        answer = self.sure(await self.client.login(password))
        self.client.add_event_callback(self.hear, Event)
        self.client.add_event_callback(self.hear, InviteEvent)
        self.listening = asyncio.create_task(self.listen())
        return {"user": answer.user_id, "device": answer.device_id}

    async def hear(self, room, event):
        report(told(room, event))

    async def listen(self):
        """More than the server's ten events a room, so that no gap has to be filled here."""
        wanted = {"room": {"timeline": {"limit": 200}}, "presence": {"not_types": ["*"]}}
        while True:
            answer = await self.client.sync(SYNC_MS, wanted)
            if isinstance(answer, SyncError):
                report({"trouble": str(answer)})
                await asyncio.sleep(0.5)
                continue
            if self.client.should_upload_keys:
                await self.client.keys_upload()
            if self.client.should_query_keys:
                await self.client.keys_query()

    async def create(self, invite, encrypted=False, direct=True):
        state = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
        answer = self.sure(await self.client.room_create(
            is_direct=direct, invite=invite, initial_state=state if encrypted else ()))
        return {"room": answer.room_id}

    async def say(self, room, text, kind="m.text", **more):
        # The library knows a room, and that it is encrypted, once it has synced it.
        while room not in self.client.rooms:
            await asyncio.sleep(0.05)
        content = {"msgtype": kind, "body": text} | more
        answer = self.sure(await self.client.room_send(room, "m.room.message", content, ignore_unverified_devices=True))
        return {"event": answer.event_id}

    async def edit(self, room, event, text):
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": event}
        return await self.say(room, "* " + text, **{"m.new_content": new, "m.relates_to": relation})

    async def redact(self, room, event):
        self.sure(await self.client.room_redact(room, event))

    async def react(self, room, event, key):
        relation = {"rel_type": "m.annotation", "event_id": event, "key": key}
        answer = self.sure(await self.client.room_send(room, "m.reaction", {"m.relates_to": relation}))
        return {"event": answer.event_id}

    async def discuss(self, room, event, text):
        relation = {"rel_type": "m.thread", "event_id": event, "is_falling_back": True,
                    "m.in_reply_to": {"event_id": event}}
        return await self.say(room, text, **{"m.relates_to": relation})

    async def send(self, room, text, file):
        """`file` is what it is called, `text` what is in it."""
        data = text.encode()
        answer, _ = await self.client.upload(io.BytesIO(data), "text/plain", file, filesize=len(data))
        url = self.sure(answer).content_uri
        return await self.say(room, file, "m.file", url=url, info={"mimetype": "text/plain", "size": len(data)})

    async def encrypt(self, room):
        self.sure(await self.client.room_put_state(room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}))

    async def invite(self, room, user):
        self.sure(await self.client.room_invite(room, user))

    async def kick(self, room, user):
        self.sure(await self.client.room_kick(room, user))

    async def join(self, room):
        self.sure(await self.client.join(room))

    async def leave(self, room):
        self.sure(await self.client.room_leave(room))

    async def logout(self):
        self.sure(await self.client.logout())

    async def obey(self, order):
        number = order.pop("id")
        try:
            done = await getattr(self, order.pop("do"))(**order)
            report({"id": number, "done": done or {}})
        except Exception as error:
            report({"id": number, "failed": f"{type(error).__name__}: {error}"})

    async def run(self):
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            await self.obey(json.loads(line))
        if self.listening:
            self.listening.cancel()
        if self.client:
            await self.client.close()


logging.basicConfig(level=logging.ERROR)
asyncio.run(Customer().run())
