"""Where the homeserver and the clients of the tests are installed: an environment each, with pinned versions, in a folder for
caches. pip asks whatever registry PIP_* of the environment names."""
import os, subprocess, sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rapport-tests/matrix"
NAMES = ["synapse", "clients"]


def programs(name):
    """The folder with the programs of one environment, installed once and again where other versions are asked for."""
    return installed(CACHE / name, HERE / f"requirements-{name}.txt")


def installed(place, requirements):
    wanted, done = requirements.read_text(), place / "requirements.txt"
    is_there = done.is_file() and (place / "bin/python").exists()
    if not is_there or done.read_text() != wanted:
        print(f"installing into {place}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True, timeout=120)
        # Wheels where there are any: Synapse would else be built with a compiler for Rust.
        subprocess.run([place / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                        "--prefer-binary", "-r", requirements], check=True, timeout=900)
        done.write_text(wanted)
    return place / "bin"
