"""Answers a question of the file FAQ_QUESTIONS with its line; says nothing to anything else."""
import os

from errbot import BotPlugin


class Faq(BotPlugin):
    def activate(self):
        super().activate()
        with open(os.environ["FAQ_QUESTIONS"], encoding="utf-8") as file:
            lines = [line.rstrip("\n") for line in file]
        self.answers = dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))

    def callback_message(self, message):
        answer = self.answers.get(message.body)
        if answer and message.is_direct:
            self.send(message.frm, answer)
