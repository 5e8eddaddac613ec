"""errbot with nothing that slows it: no limits, no commands but its own, no storage on the disk, no log of what is said."""
import logging, os
from pathlib import Path

BACKEND = "IRC"
BOT_IDENTITY = {"nickname": os.environ["FAQ_NICK"], "server": "127.0.0.1", "port": int(os.environ["FAQ_PORT"])}
BOT_ADMINS = ("nobody!*@*",)
CHATROOM_PRESENCE = ()
IRC_PRIVATE_RATE = 0
IRC_CHANNEL_RATE = 0

CORE_PLUGINS = ()
STORAGE = "Memory"
BOT_DATA_DIR = os.environ["FAQ_FOLDER"]
BOT_EXTRA_PLUGIN_DIR = str(Path(__file__).resolve().parent)
BOT_LOG_FILE = None
BOT_LOG_LEVEL = logging.ERROR
