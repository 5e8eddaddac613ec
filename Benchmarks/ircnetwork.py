"""A network of its own on this machine, and the bots on it: InspIRCd, the desk, errbot and Limnoria, each a process."""
import os, resource, shutil, signal, socket, subprocess, sys, time
from pathlib import Path

from desk import HERE, VisitingDesk

PEERS = HERE / "peers"
HOST = "127.0.0.1"
# What public networks offer; the bots ask for what they know of it.
MODULES = ["cap", "ircv3", "ircv3_accounttag", "ircv3_batch", "ircv3_capnotify", "ircv3_chghost", "ircv3_ctctags",
           "ircv3_invitenotify", "ircv3_msgid", "ircv3_servertime", "monitor", "namesx",
           "services_account", "setname", "uhnames"]
# Larger than InspIRCd's own: a bot's lines that fill its buffer twice in a row are left lying for up to a second.
BUFFER = 32768
# Offered only where asked for: the server says back what a bot that asked for these has said, and its socket then holds the
# next question until that is acknowledged (Nagle), which the bot's may put off for 40 ms. With one customer that is all that
# would be measured.
ON_DEMAND = {"echo-message": "ircv3_echomessage", "labeled-response": "ircv3_labeledresponse"}
UNLIMITED = 'commandrate="1000000000" threshold="1000000" recvq="10M"'


class Flood:
    """What a network lets one client say: some lines at once, then one each pause."""

    def __init__(self, burst, pause):
        self.burst, self.pause = burst, pause
        # The least that InspIRCd's documentation advises where it kills: some commands, such as WHOIS, count twice.
        self.killed_beyond = max(20, burst + 5)

    def server_limits(self):
        return f'commandrate="{1000 / self.pause:.0f}" threshold="{self.killed_beyond}" recvq="10K"'

    def configuration(self):
        return f"    flood: {{burst: {self.burst}, pause: {self.pause * 1000:.0f}ms}}\n"


class Process:
    """Something that was started here, and is ended by its process id."""

    def __init__(self, name, command, folder, environment=None):
        self.name = name
        folder.mkdir(exist_ok=True)
        self.log_path = folder / "log"
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=subprocess.STDOUT)

    def complaints(self):
        return self.log_path.read_text(errors="replace").strip()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return f"{self.process.wait()}, killed 10 s after SIGTERM"


class Server(Process):
    """InspIRCd on a free port."""

    def __init__(self, folder, flood=None, offered=()):
        program = shutil.which("inspircd") or shutil.which("inspircd", path="/usr/sbin:/usr/local/sbin")
        if not program:
            sys.exit("inspircd is not there: the network that the bots meet on")
        open_files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))
        folder.mkdir()
        self.port, self.events = free_port(), folder / "events"
        (folder / "inspircd.conf").write_text(self.configuration(flood, MODULES + [ON_DEMAND[name] for name in offered]))
        command = [program, "--config", folder / "inspircd.conf", "--nofork", "--nopid"]
        super().__init__("inspircd", command + ["--runasroot"] * (os.geteuid() == 0), folder)
        deadline = time.monotonic() + 20
        while not self.accepts():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                sys.exit(f"inspircd did not start:\n{self.complaints()}")
            time.sleep(0.1)

    def configuration(self, flood, modules):
        """A limit is kept by killing, not by reading more slowly (fakelag), so that who says too much is seen."""
        return f"""<server name="irc.bench.local" description="benchmark" network="Bench" id="1BN">
<admin name="nobody" nick="nobody" email="nobody@bench.local">
<bind address="{HOST}" port="{self.port}" type="clients">
<connect name="all" allow="*" fakelag="no" {flood.server_limits() if flood else UNLIMITED}
  timeout="60" pingfreq="120" softsendq="50M" hardsendq="100M" localmax="5000" globalmax="5000" limit="5000"
  maxconnwarn="no" resolvehostnames="no" useident="no" maxchans="20">
<performance softlimit="5000" somaxconn="1024" netbuffersize="{BUFFER}">
<dns timeout="1">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" flush="1" target="{self.events}">
""" + "".join(f'<module name="{name}">\n' for name in modules)

    def accepts(self):
        try:
            socket.create_connection((HOST, self.port), 1).close()
            return True
        except OSError:
            return False

    def departures(self, nick, wait=0):
        """Why it left, each time it did."""
        deadline = time.monotonic() + wait
        while True:
            lines = self.events.read_text(errors="replace").splitlines()
            reasons = [line.rpartition("[")[2].rstrip("]") for line in lines if f"Client exiting: {nick}!" in line]
            if reasons or time.monotonic() >= deadline:
                return reasons
            time.sleep(0.1)

    def await_nick(self, bot, nick, seconds=60):
        """Until the bot is on the network."""
        deadline = time.monotonic() + seconds
        with socket.create_connection((HOST, self.port), 5) as connection:
            connection.sendall(b"NICK watch\r\nUSER watch 0 * :watch\r\n")
            lines = connection.makefile("r", encoding="utf-8", errors="replace")
            while time.monotonic() < deadline and bot.process.poll() is None:
                for line in lines:
                    if line.startswith("PING"):
                        connection.sendall(line.replace("PING", "PONG", 1).encode())
                    elif line.split(" ")[1] in ("376", "422", "303"):
                        break
                if line.split(" ")[1] == "303" and nick in line.lower().rstrip().rpartition(":")[2].split():
                    connection.sendall(b"QUIT\r\n")
                    return
                time.sleep(0.2)
                connection.sendall(f"ISON {nick}\r\n".encode())
        sys.exit(f"{nick} did not come to the network:\n{bot.complaints()[-3000:]}")


class NetworkDesk(VisitingDesk):
    """The desk as one user of the network."""
    name = nick = "support"

    def __init__(self, binary, folder, port, flood=None):
        (folder / "rapport.yaml").write_text(f"""content: ./content
data: ./data
log: {{level: warning}}
gateways:
  - kind: irc
    name: net
    host: {HOST}
    port: {port}
    tls: off
    nick: {self.nick}
{flood.configuration() if flood else ""}""", encoding="utf-8")
        super().__init__(binary, folder, ["--config", folder / "rapport.yaml"] + ["--unlimited"] * (flood is None))


def environment(questions, folder, nick, port):
    settings = {"FAQ_QUESTIONS": questions, "FAQ_FOLDER": folder, "FAQ_NICK": nick, "FAQ_PORT": port}
    return os.environ | {key: str(value) for key, value in settings.items()} | {"PYTHONDONTWRITEBYTECODE": "1"}


class Errbot(Process):
    nick = "errbot"

    def __init__(self, programs, folder, server, questions):
        super().__init__(self.nick, [programs / "errbot", "-c", PEERS / "errbot/config.py"], folder,
                         environment(questions, folder, self.nick, server.port))


class Limnoria(Process):
    nick = "limnoria"

    def __init__(self, programs, folder, server, questions):
        folder.mkdir()
        text = (PEERS / "limnoria/limnoria.conf").read_text()
        text = text.replace("@PORT@", str(server.port)).replace("@PLUGINS@", str(PEERS / "limnoria"))
        (folder / "limnoria.conf").write_text(text)
        command = [programs / "limnoria", "limnoria.conf"] + ["--allow-root"] * (os.geteuid() == 0)
        super().__init__(self.nick, command, folder, environment(questions, folder, self.nick, server.port))


def installed_peers(place):
    """The folder with the programs of the other bots, installed once and again where other versions are asked for."""
    wanted = (PEERS / "requirements.txt").read_text()
    done = place / "requirements.txt"
    if not done.is_file() or done.read_text() != wanted:
        print(f"installing the other bots into {place}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True, timeout=120)
        subprocess.run([place / "bin/python", "-m", "pip", "install", "--quiet", "-r", PEERS / "requirements.txt"],
                       check=True, timeout=900)
        done.write_text(wanted)
    return place / "bin"


def free_port():
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return taken.getsockname()[1]
