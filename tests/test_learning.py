"""What a site repeats: all kinds of chrome are found, and no prose is."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import regex

from benchmarks.made_site import KINDS, SiteCapture, make_site
from scrubber import Pack, Scrubber, ScrubberError, learn, load_pack
from scrubber.batch import scrub_batch
from scrubber.fixtures import check_laws
from scrubber.learning.choose import Found
from scrubber.learning.rules import _pattern
from scrubber.learning.seen import blocks_of, site_of
from scrubber.rules.write import write_pack

URL = "https://www.ostervik.example/stories/{}"
HOST = "ostervik.example"


def captures(made: list[SiteCapture], host: str = "www.ostervik.example") -> list[tuple[str, str]]:
    return [(capture.text, f"https://{host}/stories/{i}") for i, capture in enumerate(made)]


def left(pack: Pack, made: list[SiteCapture]) -> tuple[dict[str, float], list[str]]:
    """For each kind of chrome how much of it stays, and the lines of prose that went."""
    scrubber = Scrubber(packs=[pack])
    stayed: Counter[str] = Counter()
    there: Counter[str] = Counter()
    lost = []
    for capture, url in zip(made, (url for _, url in captures(made)), strict=True):
        article = scrubber.scrub(capture.text, url=url)
        assert check_laws(article, scrubber, url) == []
        kept = set(article.text.split("\n\n"))
        for line, kind in capture.lines:
            there[kind] += 1
            stayed[kind] += bool(kind) and line in kept
            if not kind and line not in kept:
                lost.append(line)
    return {kind: stayed[kind] / there[kind] for kind in KINDS}, lost


# ---- what is found


@pytest.mark.parametrize("seed", [3, 4])
def test_two_hundred_captures_tell_all_kinds_and_no_prose(seed: int) -> None:
    made = make_site(200, seed)
    assert all(share == 1 for share in left(learn([]), made)[0].values())  # no rule knows them beforehand
    pack = learn(captures(made))
    for site in (made, make_site(60, seed + 50)):
        stayed, lost = left(pack, site)
        assert lost == []
        assert [kind for kind in KINDS if stayed[kind] > 0.05] == []  # the rest is what noise has changed



@pytest.mark.parametrize("seed", [3, 4, 5])
@pytest.mark.parametrize(("number", "least"), [(3, 3), (5, 6), (20, 9)])
def test_few_captures_tell_most_kinds_and_no_prose(number: int, least: int, seed: int) -> None:
    made = make_site(number, seed)
    pack = learn(captures(made))
    for site in (made, make_site(40, seed + 50)):
        stayed, lost = left(pack, site)
        assert lost == []
        assert sum(stayed[kind] <= 0.05 for kind in KINDS) >= least


def test_two_captures_and_one_make_no_rule() -> None:
    for number in (1, 2):
        assert learn(captures(make_site(number))).rules == ()


def test_a_story_that_was_captured_ten_times_is_one_story() -> None:
    made = make_site(1)[0]
    again = [(f"{made.text}\n\nCopy {i} of the story, taken by the machine number {i}.", URL.format(i)) for i in range(10)]
    assert learn(again).rules == ()
    site = site_of([blocks_of(Scrubber().scrub(text)) for text, _ in again])
    assert site.of == 1


def test_what_all_captures_of_one_story_share_is_the_story() -> None:
    made = make_site(1)[0]
    assert learn([(f"{made.text}\n\n{i}", URL.format(i)) for i in range(40)]).rules == ()


def test_what_stands_between_two_paragraphs_of_stories_stays() -> None:
    paragraph = "The crew of pier {0} handed out coffee at quay {0}, and {1} stayed until the evening bell had rung."
    words = "anchor barrel canvas dagger engine funnel galley hammer island jacket".split()
    stories = [
        (f"Pier {w}\n\n{paragraph.format(w, w)}\n\nAnalysis\n\n{paragraph.format(w + 's', 'nobody from ' + w)}", URL.format(w))
        for w in words
    ]
    assert learn(stories).rules == ()


@pytest.mark.parametrize("heading", ["{0}: Further considerations", "Nutrition per serving for four", "Analysis"])
@pytest.mark.parametrize("number", [3, 12])
def test_headings_of_every_story_stay(heading: str, number: int) -> None:
    words = "anchor barrel canvas dagger engine funnel galley hammer island jacket kettle ladder".split()
    paragraph = "The crew of the {0} handed out coffee at the quay of {0}, and nobody left before the {0} bell had rung for {0}."
    stories = [
        (f"All about {w}\n\n{paragraph.format(w)}\n\n{heading.format(w.title())}\n\n{paragraph.format(w + 's')}", URL.format(w))
        for w in words[:number]
    ]
    assert learn(stories).rules == ()


def test_rules_are_for_their_site_alone() -> None:
    pack = learn([*captures(make_site(30)), *captures(make_site(30, seed=9), "m.quay.example")])
    assert {rule.sites for rule in pack.rules} == {(HOST,), ("m.quay.example",)}
    capture = make_site(1, seed=60)[0].text
    assert "Tide Tables" in Scrubber(packs=[pack]).scrub(capture, url="https://other.example/").text
    assert "Tide Tables" not in Scrubber(packs=[pack]).scrub(capture, url=URL.format(1)).text
    everywhere = learn([text for text, _ in captures(make_site(30))], site="*")
    assert "Tide Tables" not in Scrubber(packs=[everywhere]).scrub(capture).text


def test_fit_is_learning_in_one_call() -> None:
    made = make_site(30)
    scrubber = Scrubber(ignore=["share"]).fit(captures(made))
    article = scrubber.scrub(made[0].text, url=URL.format(0))
    assert "Tide Tables" not in article.text
    assert "learned" in {r.pack for r in article.removed}
    assert article.fingerprint != Scrubber(ignore=["share"]).fingerprint


# ---- always the same


def test_order_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrubber.learning.spool._ROWS", 7)  # so that captures are thrown away on the way
    made = [*captures(make_site(60)), *captures(make_site(20, seed=8), "quay.example")]
    expected = write_pack(learn(made, most=25))
    assert max(e.of for e in learn(made, most=25).evidence) > 15
    for seed in range(3):
        random.Random(seed).shuffle(made)
        assert write_pack(learn(made, most=25)) == expected


def test_the_same_in_every_process(tmp_path: Path) -> None:
    code = (
        "from benchmarks.made_site import make_site\nfrom scrubber import learn\nfrom scrubber.rules.write import write_pack\n"
        "print(write_pack(learn([c.text for c in make_site(30)], site='a.example')))"
    )
    root = Path(__file__).parent.parent
    run = [
        subprocess.run([sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    ]
    assert run[0] == run[1]


# ---- the pack


def test_a_pack_is_read_back_as_it_was(tmp_path: Path) -> None:
    pack = learn(captures(make_site(60)))
    file = tmp_path / "learned.toml"
    file.write_text(write_pack(pack), "utf-8")
    assert load_pack(file) == pack
    first = pack.evidence[0]
    assert (first.documents <= first.of, 0 < first.confidence < first.documents / first.of) == (True, True)
    assert write_pack(load_pack(file)) == file.read_text("utf-8")


def test_a_pack_without_rules(tmp_path: Path) -> None:
    file = tmp_path / "none.toml"
    file.write_text(write_pack(learn([])), "utf-8")
    assert load_pack(file) == learn([])
    (tmp_path / "in.jsonl").write_text('{"text": "Pier opens", "url": "https://a.example/1"}\n')
    assert scrub_batch([tmp_path / "in.jsonl"], tmp_path / "out.jsonl", learn=True).written == 1


def test_a_menu_is_one_rule() -> None:
    pack = learn(captures(make_site(100)))
    (menu,) = [rule for rule in pack.rules if "Tide Tables" in rule.phrases]
    assert {"The Quay", "Ferries", "Ask the Harbour"} <= set(menu.phrases)
    assert menu.category == "navigation"


def test_names_dates_and_numbers_may_differ() -> None:
    pack = learn(captures(make_site(100)))
    scrubber = Scrubber(packs=[pack])
    story = "Pier opens\n\nThe crew of the pier handed out coffee at the quay, and nobody went home before the bell had rung."
    for line in ("Row along with Nadia Ferro-Lindqvist on Pondr", "Put up on 3 September 2031 at 4:07", "1,204 neighbours have spoken"):
        assert line not in scrubber.scrub(f"{story}\n\n{line}", url=URL.format(1)).text
    prose = "She rowed along with her sister on Pondr, the lake behind the mill, and put up on the wall what they had caught at dawn."
    assert prose in scrubber.scrub(f"{story}\n\n{prose}", url=URL.format(1)).body


@pytest.mark.parametrize("key", ["follow * on pondr", "put up on 0 * 0 at 0", "d a ma 0 b", "a 0"])
def test_patterns_are_quick_on_what_nearly_fits(key: str) -> None:
    pattern = regex.compile(_pattern(key))
    for near in ("1." * 5000, "follow " * 2000, "put up on " + "1 x " * 3000, "a " * 5000 + "0."):
        assert not pattern.fullmatch(near + "\n", timeout=2)


def test_what_a_long_line_says_becomes_a_pattern() -> None:
    long = "We keep a list of all that you read so that the harbour knows you, " * 5 + "and so do our 831 partners."
    stories = [(f"{text}\n\n{long}", url) for text, url in captures(make_site(12))]
    pack = learn(stories)
    made = Scrubber(packs=[pack]).scrub(f"{make_site(1, 70)[0].text}\n\n{long.replace('831', '17')}", url=URL.format(1))
    assert "partners" not in made.text
    assert Found("k", ("t",), "sure", "any", "", 5, 5).confidence == 0.566


# ---- a memory that ages


def test_what_vanished_is_marked_and_stays(tmp_path: Path) -> None:
    old = learn([*captures(make_site(40)), *captures(make_site(40, 8), "quay.example")])
    newer = [(text.replace("Tide Tables", "Moon Tables"), url) for text, url in captures(make_site(40, 21))]
    both = learn(newer, update=old)
    vanished = {e.rule for e in both.evidence if e.vanished}
    gone = [phrase for rule in both.rules if rule.id in vanished for phrase in rule.phrases]
    assert "Tide Tables" in gone
    assert not {"Ferries", "The Quay", "Pin it to the board"} & set(gone)
    assert any("Moon Tables" in rule.phrases for rule in both.rules if rule.id not in vanished)
    others = [rule for rule in both.rules if rule.sites == ("quay.example",)]
    assert others
    assert [r.phrases for r in others] == [r.phrases for r in old.rules if r.sites == ("quay.example",)]
    assert not vanished & {rule.id for rule in others}
    file = tmp_path / "both.toml"
    file.write_text(write_pack(both), "utf-8")
    assert load_pack(file) == both
    again = learn(newer, update=both)
    assert write_pack(again) == write_pack(both)


def test_an_update_with_the_same_captures_changes_nothing() -> None:
    pack = learn(captures(make_site(40)))
    assert learn(captures(make_site(40)), update=pack) == pack


# ---- mistakes


def test_mistakes() -> None:
    with pytest.raises(ScrubberError, match="a capture has no address; say its site"):
        learn(["Pier opens"])
    with pytest.raises(ScrubberError, match="no site is known of '/stories/1'"):
        learn([("Pier opens", "/stories/1")])
    with pytest.raises(TypeError, match="is str or bytes, not int"):
        learn([3])
    with pytest.raises(ScrubberError, match="name must be lower-case"):
        learn([], name="My Pack")
    with pytest.raises(ScrubberError, match="kind is"):
        learn([], kind="story")  # type: ignore[arg-type]
    odd = learn([("Pier \ud83d opens", URL.format(1)), (b"Pier opens", URL.format(2)), ("", URL.format(3))])
    assert odd.rules == ()


# ---- the command, and batches


def corpus(path: Path, number: int = 40) -> Path:
    rows = [{"id": i, "text": text, "url": url} for i, (text, url) in enumerate(captures(make_site(number)))]
    path.write_text("".join(json.dumps(row) + "\n" for row in [*rows, {"text": "Of no site."}]), "utf-8")
    return path


def scrub_learn(folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, "-m", "scrubber", "learn", *arguments], cwd=folder, capture_output=True, encoding="utf-8")
    return done.returncode, done.stdout, done.stderr


def test_the_command(tmp_path: Path) -> None:
    corpus(tmp_path / "in.jsonl")
    status, out, said = scrub_learn(tmp_path, "in.jsonl", "--out", "sites.toml")
    assert (status, said) == (0, "")
    assert "rules for 1 sites: sites.toml" in out
    assert "ostervik.example: 40 captures, " in out
    assert "words more removed of a capture, in 5 of them" in out
    assert "    - The Quay\n" in out
    assert load_pack(tmp_path / "sites.toml") == learn(captures(make_site(40)))
    assert scrub_learn(tmp_path, "in.jsonl", "--out", "sites.toml")[0] == 2
    assert scrub_learn(tmp_path, "in.jsonl", "--out", "sites.toml", "--update", "sites.toml")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["in.jsonl"], "the following arguments are required: --out (see scrub learn --help)"),
        (["none.jsonl", "--out", "p.toml"], "no record has an address, by which its site is known"),
        (["gone.jsonl", "--out", "p.toml"], "gone.jsonl: no such file"),
        (["in.jsonl", "--out", "p.toml", "--update", "gone.toml"], "gone.toml: No such file or directory"),
        (["in.jsonl", "--out", "no/p.toml"], "no: no such folder"),
        (["in.jsonl", "--out", "p.toml", "--name", "My Pack"], "name must be lower-case letters, digits and hyphens"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_mistakes_in_the_command(tmp_path: Path, arguments: list[str], said: str) -> None:
    corpus(tmp_path / "in.jsonl", 3)
    (tmp_path / "none.jsonl").write_text('{"text": "Pier opens"}\n')
    assert scrub_learn(tmp_path, *arguments) == (2, "", f"scrub: {said}\n")
    assert not (tmp_path / "p.toml").exists()


def test_a_batch_learns_first(tmp_path: Path) -> None:
    given = corpus(tmp_path / "in.jsonl")
    summary = scrub_batch([given], tmp_path / "out.jsonl", learn=True)
    assert summary.written == 41
    pack = load_pack(tmp_path / "out.jsonl.pack.toml")
    assert pack == learn(captures(make_site(40)))
    rows: list[dict[str, Any]] = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert {row["fingerprint"] for row in rows} == {Scrubber(packs=[pack]).fingerprint}
    assert "Tide Tables" not in rows[0]["body"]
    with pytest.raises(ScrubberError, match="standard input cannot be read twice"):
        scrub_batch(["-"], tmp_path / "two.jsonl", learn=True)


def test_a_batch_that_goes_on_does_not_learn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = corpus(tmp_path / "in.jsonl", 100)
    scrub_batch([given], tmp_path / "whole.jsonl", learn=True)

    def stop(_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scrub_batch([given], tmp_path / "out.jsonl", learn=True, progress=stop)
    monkeypatch.setattr("scrubber.batch.learn.learn_sources", stop)
    scrub_batch([given], tmp_path / "out.jsonl", learn=True, resume=True)
    for ending in ("", ".pack.toml"):
        assert (tmp_path / f"out.jsonl{ending}").read_bytes() == (tmp_path / f"whole.jsonl{ending}").read_bytes()
