"""A homeserver of its own on this machine, and the bots on it: Synapse, the desk and maubot, each a process."""
import json, os, shutil, signal, subprocess, sys, time, urllib.request
from pathlib import Path

from desk import HERE, ROOT, VisitingDesk
from ircnetwork import HOST, PEERS, Process, free_port

SUPPORT = ROOT / "Tests/Support/matrix"
sys.path.insert(0, str(SUPPORT))
from environments import installed, programs
from mxload import read_items, usage, write_content

QUESTIONS = SUPPORT / "questions.jsonl"
PASSWORD = "open-sesame"


class Synapse:
    """Its data in memory where that is possible: what is measured is not its disk."""
    name = "synapse"

    def __init__(self, folder, registrations=()):
        self.folder, self.port = folder, free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.tool("up", "--port", str(self.port), *[word for file in registrations for word in ("--app-service", str(file))])

    def tool(self, command, *arguments):
        return subprocess.run([sys.executable, SUPPORT / "synapse", command, self.folder, *arguments], check=True,
                              stdout=subprocess.PIPE, text=True, timeout=180).stdout

    @property
    def pid(self):
        return int((self.folder / "pid").read_text())

    def account(self, name):
        self.tool("users", name)
        return f"@{name}:localhost"

    def token(self, name):
        body = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": name}, "password": PASSWORD}
        request = urllib.request.Request(self.url + "/_matrix/client/v3/login", json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["access_token"]

    def await_user(self, user, bot, seconds=60):
        """Until somebody syncs, which makes them present."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and bot.process.poll() is None:
            line = f" {{{user}}} "
            log = (self.folder / "access.log").read_text(errors="replace")
            if any(line in entry and "/sync" in entry for entry in log.splitlines()):
                return
            time.sleep(0.2)
        sys.exit(f"{user} did not come to the server:\n{bot.complaints()[-3000:]}")

    def stop(self):
        self.tool("down")
        return 0


class MatrixDesk(VisitingDesk):
    name = "desk"

    def __init__(self, binary, folder, server, questions, conversation=None):
        folder.mkdir()
        self.user = server.account("support")
        write_content(folder / "content", read_items(questions))
        shutil.copytree(ROOT / "intents", folder / "content/intents")
        # Everybody comes at once here.
        gateway = {"kind": "matrix", "homeserver": server.url, "user": self.user, "password": PASSWORD,
                   "invitations": {"per_sender": 10000, "in_all": 10000}}
        top = {"content": "./content", "data": "./data", "log": {"level": "warning"}, "gateways": [gateway]}
        # JSON is YAML.
        (folder / "rapport.yaml").write_text(json.dumps(top | (conversation or {}), indent=1))
        super().__init__(binary, folder, ["--config", folder / "rapport.yaml"])
        self.checked()


class ServiceDesk(VisitingDesk):
    """As an application service: the server knows its file before it starts."""
    name = "appservice"

    @staticmethod
    def registration(binary, folder):
        folder.mkdir()
        file, port = folder / "registration.yaml", free_port()
        subprocess.run([binary, "matrix", "registration", "--url", f"http://{HOST}:{port}", "--sender", "service", "-o", file],
                       check=True, stdout=subprocess.DEVNULL)
        return file, port

    def __init__(self, binary, folder, server, questions, registered, conversation=None):
        self.user = "@service:localhost"
        file, port = registered
        write_content(folder / "content", read_items(questions))
        shutil.copytree(ROOT / "intents", folder / "content/intents")
        gateway = {"kind": "matrix-appservice", "homeserver": server.url, "registration": str(file), "listen": f"{HOST}:{port}",
                   "invitations": {"per_sender": 10000, "in_all": 10000}}
        top = {"content": "./content", "data": "./data", "log": {"level": "warning"}, "gateways": [gateway]}
        (folder / "rapport.yaml").write_text(json.dumps(top | (conversation or {}), indent=1))
        super().__init__(binary, folder, ["--config", folder / "rapport.yaml"])
        self.checked()


class Maubot(Process):
    """By itself with one plugin, as a client that syncs."""
    name = "maubot"

    def __init__(self, place, folder, server, questions, is_reply):
        folder.mkdir()
        self.user = server.account("maubot")
        account = {"USER_CREDENTIALS_ID": self.user, "USER_CREDENTIALS_HOMESERVER": server.url,
                   "USER_CREDENTIALS_ACCESS_TOKEN": server.token("maubot")}
        given = {"FAQ_QUESTIONS": str(questions), "FAQ_REPLY": str(int(is_reply)), "PYTHONDONTWRITEBYTECODE": "1"}
        # It writes into its configuration.
        shutil.copy(PEERS / "maubot/config.yaml", folder / "config.yaml")
        python = installed(place, PEERS / "maubot/requirements.txt") / "python"
        super().__init__(self.name, [python, "-m", "maubot.standalone", "-c", "config.yaml",
                                     "-m", PEERS / "maubot/maubot.yaml"], folder,
                         os.environ | {"MAUBOT_" + key: value for key, value in account.items()} | given)
        server.await_user(self.user, self)
