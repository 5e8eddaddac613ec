"""Answers a question of the file FAQ_QUESTIONS with its line; says nothing to anything else."""
import json, os

from maubot import MessageEvent, Plugin
from maubot.handlers import event
from mautrix.types import EventType


class Faq(Plugin):
    async def start(self):
        with open(os.environ["FAQ_QUESTIONS"], encoding="utf-8") as file:
            items = [json.loads(line) for line in file if line.strip()]
        self.answers = {item["q"]: f"The answer is {item['expect']}." for item in items}
        self.is_reply = os.environ.get("FAQ_REPLY") == "1"

    @event.on(EventType.ROOM_MESSAGE)
    async def answer(self, message: MessageEvent):
        answer = self.answers.get(message.content.body)
        if not answer or message.sender == self.client.mxid:
            return
        if self.is_reply:
            await message.reply(answer)
        else:
            await message.respond(answer, markdown=False)
