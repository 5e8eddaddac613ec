"""What the drivers in this folder share: content, a configuration, and the desk under test as a process of its own."""
import json, math, os, re, shutil, signal, subprocess, sys, threading, time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def make_content(questions, folder):
    """An article a question, whose title is the question and whose text is the answer."""
    articles = folder / "faqs" / "handbook"
    articles.mkdir(parents=True)
    for question, answer in read_questions(questions):
        name = re.sub(r"[^a-z0-9]+", "-", question.lower()).strip("-")
        (articles / f"{name}.md").write_text(f"---\ntitle: {question}\n---\n{answer}\n", encoding="utf-8")
    shutil.copytree(ROOT / "intents", folder / "intents")


def read_questions(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t", 1)) for line in lines if line and not line.startswith("#")]


class Configuration:
    """A configuration file. Keys that a desk does not know are taken out again, each told."""

    def __init__(self, folder, limits, listener=None, top=None):
        self.path, self.top = folder / "rapport.yaml", top or {}
        self.listener = {"kind": "irc-listener", "name": "irc", "listen": "127.0.0.1:0"} | (listener or {})
        self.listener["limits"] = dict(limits)
        self.missing = []

    def write(self):
        # JSON is YAML.
        top = {"content": "./content", "data": "./data", "log": {"level": "warning"}, "gateways": [self.listener]}
        top |= self.top
        self.path.write_text(json.dumps(top, indent=1), encoding="utf-8")

    def leave_out_unknown(self, complaints):
        """Whether anything was left out."""
        unknown = re.findall(r"unknown key `([^`]+)`", complaints)
        for path in unknown:
            place, *inner = path.split(".")
            if inner and isinstance(self.listener.get(place), dict):
                self.listener[place].pop(inner[0], None)
            else:
                self.listener.pop(place, None)
        self.missing += unknown
        return bool(unknown)


class Desk:
    """The desk under test, as a process of its own."""

    def __init__(self, binary, folder, arguments):
        self.folder = folder
        self.log_path = folder / "log"
        self.log = open(self.log_path, "wb")
        # From the new folder, so that no configuration that lies about is read.
        self.process = subprocess.Popen(
            [binary, "serve", *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.tls_port = None
        self.port = self.await_port()
        # Whatever else it prints must not fill the pipe.
        threading.Thread(target=self.listen, daemon=True).start()

    @classmethod
    def configured(cls, binary, folder, configuration):
        """With a configuration; once more without what the desk did not know of it."""
        configuration.write()
        desk = cls(binary, folder, ["--config", configuration.path])
        if desk.port is None and configuration.leave_out_unknown(desk.complaints()):
            configuration.write()
            desk = cls(binary, folder, ["--config", configuration.path])
        return desk.checked()

    def checked(self):
        if self.port is None:
            sys.exit(f"the desk did not start:\n{self.complaints()}")
        return self

    def await_port(self):
        for line in self.process.stdout:
            if match := re.search(r"127\.0\.0\.1:(\d+)", line):
                return int(match.group(1))
        self.process.wait()
        return None

    def listen(self):
        for line in self.process.stdout:
            if match := re.search(r"127\.0\.0\.1:(\d+) TLS", line):
                self.tls_port = int(match.group(1))

    def complaints(self):
        return self.log_path.read_text(errors="replace").strip()

    def rss_kb(self):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1])
        return 0

    def cpu_seconds(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        """Asks it to end; says so where it does not within 20 seconds, or ends badly."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = f"{self.process.wait()}, killed 20 s after SIGTERM"
        self.log.close()
        return code


class VisitingDesk(Desk):
    """The desk as a user of somebody else's server."""

    def await_port(self):
        # The first line comes when it is there, or never.
        late = threading.Timer(90, self.process.kill)
        late.start()
        try:
            return super().await_port()
        finally:
            late.cancel()


def ends_cleanly():
    """Whoever ends a driver early has the desk ended and the folder removed, too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended early"))


def add_login(binary, folder, kind, name, password):
    """Makes a login in the database of a desk that does not run yet, or runs."""
    subprocess.run([binary, kind, "add", name, "--password-stdin", "--data", folder / "data"], cwd=folder, text=True,
                   input=password + "\n", check=True, stdout=subprocess.DEVNULL)


def percentile(values, share):
    """In milliseconds; None of nothing."""
    ordered = sorted(values)
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else None


def slope(points):
    """Least squares: how much y grows with x, and its standard error; Nones of too few."""
    if len(points) < 4:
        return None, None
    count = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    rest = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in points)
    return slope, math.sqrt(rest / (count - 2) / spread)


def table(columns, rows):
    """Columns as (head, key, digits); digits None for text, which stands left."""
    def cell(row, key, digits):
        value = row.get(key)
        return "-" if value is None else str(value) if digits is None else f"{value:,.{digits}f}"

    lines = [[head for head, _, _ in columns]] + [[cell(row, key, digits) for _, key, digits in columns] for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    texts = [digits is None for _, _, digits in columns]
    return "\n".join(
        "  ".join(text.ljust(width) if is_text else text.rjust(width)
                  for text, width, is_text in zip(line, widths, texts)).rstrip() for line in lines)
