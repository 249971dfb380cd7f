"""What a corpus costs: ``python -m benchmarks.batch``.

Makes 200,000 light captures up, cleans them with ``scrub batch --jobs 2``, and tells records a second and the peak memory of the
whole process tree; the same for twice as many. Then it kills runs at random moments, goes on, and compares the bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from .made import make_pages

_PAGES = 2000
_PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Run the benchmark; 1 if bytes differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description=__doc__)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kills", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in (options.records, options.records * 2):
            size = _make(folder / f"{number}.jsonl.gz", number)
            seconds, peak, _ = _run(folder, f"{number}.jsonl.gz", f"{number}-clean.jsonl.gz", options.jobs)
            pace = f"{number / seconds:,.0f} a second, {size / seconds / 1e6:.1f} MB/s"
            what = f"{number:,} captures ({size / 1e6:,.0f} MB of text)"
            print(f"{what}: {seconds:.0f} s, {pace}, peak {peak / 1e6:.0f} MB", flush=True)
        whole = _digest(folder / f"{options.records}-clean.jsonl.gz")
        kills = _kill(folder, f"{options.records}.jsonl.gz", options.jobs, options.kills)
        same = _digest(folder / "killed.jsonl.gz") == whole
        print(f"killed {kills} times at random moments and resumed: {'the same bytes' if same else 'OTHER BYTES'}")
    return int(not same)


def _make(path: Path, number: int) -> int:
    pages = make_pages(_PAGES)
    size = 0
    with gzip.open(path, "wt", 1, encoding="utf-8") as file:
        for i in range(number):
            text = f"{pages[i % _PAGES].light}\n\nRecord {i} of the harbour's archive ends here."
            size += len(text)
            file.write(json.dumps({"id": i, "url": f"https://site{i % 97}.example/{i}", "text": text}) + "\n")
    return size


def _run(folder: Path, given: str, out: str, jobs: int, stop: Callable[[float], bool] | None = None) -> tuple[float, int, int]:
    command = [sys.executable, "-m", "scrubber", "batch", given, "--out", out, "--jobs", str(jobs), "--resume"]
    began, peak = time.monotonic(), 0
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": os.getcwd()})
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        if stop and stop(time.monotonic() - began):
            process.kill()
        time.sleep(0.05)
    return time.monotonic() - began, peak, process.returncode


def _memory(root: int) -> int:
    """Bytes in memory of a process and all below it; what they share counts for each."""
    parents: dict[int, list[int]] = {}
    sizes: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(said[1]), []).append(int(folder.name))
        sizes[int(folder.name)] = int(said[21]) * _PAGE
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        total += sizes.get(pid, 0)
        waiting += parents.get(pid, [])
    return total


def _kill(folder: Path, given: str, jobs: int, kills: int) -> int:
    chance = random.Random(5)
    for done in range(kills):
        moment = chance.uniform(2, 20)
        if _run(folder, given, "killed.jsonl.gz", jobs, lambda now, moment=moment: now > moment)[2] == 0:  # type: ignore[misc]
            return done
    _run(folder, given, "killed.jsonl.gz", jobs)
    return kills


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main())
