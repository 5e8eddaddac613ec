"""Which share of a process's CPU is SQLite's, from samples of its call stacks."""
import re, shutil, subprocess

HOW = """Samples of the desk's stacks (perf, cpu-clock, 499 a second of CPU) while 50 customers ask. SQLite's are those with a frame of
libsqlite3 anywhere, so what it has libc and the kernel do counts with it, and those in a system call for files, which the desk
makes for nothing else while it answers. The Swift code that binds and reads SQLite's values is the desk's. Beyond is the rest
of the samples times the CPU of an answer in a run without perf."""
FILE_CALLS = re.compile(r"\b__(?:x64|arm64)_sys_(?:pread64|pwrite64|fdatasync|fsync|fcntl|ftruncate|fallocate|unlink|openat)\b")
FREQUENCY = 499


def is_possible():
    return shutil.which("perf") is not None


def record(pid, path, seconds):
    """Starts to sample; ends by itself."""
    return subprocess.Popen(
        ["perf", "record", "--quiet", "-e", "cpu-clock", "-F", str(FREQUENCY), "--call-graph", "dwarf,8192", "-p", str(pid),
         "-o", path, "--", "sleep", str(seconds)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def shares(path):
    """Samples in all, and the shares of SQLite's library, of files in the kernel, of the rest of the kernel, of the desk."""
    text = subprocess.run(["perf", "script", "-i", path, "--no-inline", "-F", "comm,ip,sym,dso"], timeout=300, check=True,
                          capture_output=True, text=True, errors="replace").stdout
    counts = {"library": 0, "files": 0, "kernel": 0, "desk": 0}
    samples = [sample for sample in text.split("\n\n") if "\n" in sample.strip("\n")]
    for sample in samples:
        counts[owner(sample.strip("\n").split("\n")[1:])] += 1
    total = len(samples)
    return total, {key: value / total if total else 0 for key, value in counts.items()}


def owner(frames):
    if any("libsqlite3" in frame for frame in frames):
        return "library"
    in_kernel = [frame for frame in frames if frame.split()[0].startswith("ffff")]
    if any(FILE_CALLS.search(frame) for frame in in_kernel):
        return "files"
    return "kernel" if frames and frames[0] in in_kernel else "desk"
