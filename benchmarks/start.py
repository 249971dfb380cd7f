"""What the start of a process costs: CPU time, of a fresh interpreter, for the import and the first capture.

    python benchmarks/start.py [--runs 15]

Each row is a process of its own, run several times in turn with the others; the table gives the median and the least
CPU time (user and system) in milliseconds. The rows for nothing and for the imports of lxml and regex are there to
compare with. It prints and never judges: what a machine is good for differs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent

GLYPHS = (
    "arrow down,bell,bookmark,calendar,camera,check,chevron down,chevron left,chevron right,chevron up,close,download,"
    "edit,expand,fb,file,filter,flag,gp,heart,home,link,mail,menu,moon,music,mute,next,ok,pause,pin,play,prev,print,"
    "search,share,sign in,star,tag,tg,trash,tw,user,vk,volume,yt"
)
HEADLINE = "Night ferry to Ostervik sails again after the long winter (VIDEOS)"
PARAGRAPH = (
    "Passengers queued along the quay from before dawn at pier {0}, and the crew handed out {0} hundred cups of coffee "
    "while the engineers went over the pumps once more. “We have waited for this since the ice came,” said Marit "
    "Oskarsen, who has cooked on the boat for {0} years and means to go on cooking on it."
)
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
CAPTURE = "\n\n".join(
    [
        "".join(f"icon {name}" for name in GLYPHS.split(",")) + "\n14 May, 2024 18:30",
        HEADLINE,
        HEADLINE,
        *map(PARAGRAPH.format, NUMBERS),
        "Think your friends would be interested? Share this story!",
    ]
)
"""An icon run, a date line, the headline twice, eight paragraphs, a share prompt."""


def main() -> None:
    """Run every row in turn, and print the table."""
    parser = argparse.ArgumentParser(description="CPU time of a fresh process up to its first clean capture.")
    parser.add_argument("--runs", type=int, default=15, metavar="N", help="processes a row (default: %(default)s)")
    runs = max(1, parser.parse_args().runs)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "story.txt")
        file.write_text(CAPTURE, encoding="utf-8")
        rows = commands(str(file))
        for command in rows.values():  # the first start after a change compiles modules and keeps the packs ready
            cpu(command)
        taken: dict[str, list[float]] = {name: [] for name in rows}
        for _ in range(runs):
            for name, command in rows.items():
                taken[name].append(cpu(command))
    print(f"Python {sys.version.split()[0]}, {runs} runs, CPU time in ms\n")
    print(f"{'process':<52} {'median':>8} {'least':>8}")
    for name, times in taken.items():
        print(f"{name:<52} {median(times):8.1f} {min(times):8.1f}")


def commands(file: str) -> dict[str, list[str]]:
    """What is run, by the name it has in the table."""
    first = f"import scrubber; scrubber.scrub(open({file!r}, encoding='utf-8').read())"
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        'python -c "import lxml.etree, regex"': [sys.executable, "-c", "import lxml.etree, regex"],
        'python -c "import scrubber"': [sys.executable, "-c", "import scrubber"],
        "import scrubber, first scrub": [sys.executable, "-c", first],
        "scrub FILE": [sys.executable, "-m", "scrubber", file],
    }


def cpu(command: list[str]) -> float:
    """CPU time of the process, user and system, in milliseconds. Raises CalledProcessError if it fails."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=env)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return (used.ru_utime + used.ru_stime) * 1000


if __name__ == "__main__":
    main()
