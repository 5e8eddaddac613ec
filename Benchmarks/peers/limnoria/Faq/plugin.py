"""Answers a question of the file FAQ_QUESTIONS with its line; says nothing to anything else."""
import os

import supybot.callbacks as callbacks


class Faq(callbacks.Plugin):
    """Answers the questions of a file, each with its line."""

    def __init__(self, irc):
        super().__init__(irc)
        with open(os.environ["FAQ_QUESTIONS"], encoding="utf-8") as file:
            lines = [line.rstrip("\n") for line in file]
        self.answers = dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))

    # A third cheaper than `invalidCommand`, which comes after every plugin was asked for such a command.
    def doPrivmsg(self, irc, msg):
        if answer := self.answers.get(msg.args[1]):
            irc.reply(answer)


Class = Faq
