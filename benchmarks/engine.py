"""How fast one client is answered: 40 rules, 4 facts, one core, one client at a time; beside a bare loop and other engines.

Three tasks. Needlecare gives its whole answer: best and worst outcome, limit and slack of every rule that is spoken of,
what is open, and the question. The others give the best and the worst outcome of every rule, or only yes or no. They
take each client as a flat dict made beforehand, with the session's limits in it, for they have no calendar. Before
anything is timed, all answers are compared.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice, starmap
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import needlecare
from needlecare.engine.compiled import Compiled, SaidState, SaidUse, compile_rules
from needlecare.engine.screening import findings_of, screen
from needlecare.engine.tables import Pair, plain_condition, plain_wait
from needlecare.engine.timing import broken, exclusion
from needlecare.protocol.model import Guard, Outcome
from needlecare.protocol.rulebook import Rulebook, combine
from needlecare.protocol.time import BEGINNING, END, Zone, before, zone

ROOT = Path(__file__).resolve().parent.parent
RULES, FACTS, SEED = 40, 4, 20261122
YEAR = 2026
WHOLE_ANSWER, EVERY_RULE = "whole answer", "best and worst outcome of every rule, no more"
YES_OR_NO, NOTHING = "yes or no, no more", "nothing"

Client = tuple[Pair, tuple[SaidUse, ...], tuple[SaidState, ...]]
Row = dict[str, Any]


# --- the task --------------------------------------------------------------------------------------------------------


def forty_rules() -> Rulebook:
    """Return the first 40 rules of the shipped protocols that are a wait before the session or one contraindication.

    In the order of the book, microneedling before safety; rules with guards are left out, since four facts say nothing
    of age, area or plan.
    """
    book = needlecare.load("microneedling", "safety")
    plain = (rule.id for rule in book.rules if plain_wait(book, rule) or plain_condition(rule))
    chosen = set(islice(plain, RULES))
    layers = (
        replace(layer, rules=tuple(r for r in layer.rules if r.id in chosen), series=None)
        for layer in book.layers
    )
    return combine(*layers)


def invented_clients(compiled: Compiled, count: int) -> list[Client]:
    """Return clients with four facts each, one to three of them uses; sessions on the half-hour over a year."""
    random, book, where, tables = Random(SEED), compiled.book, compiled.zone, compiled.tables
    classes = sorted({name for rule in book.rules for name in rule.subjects})
    conditions = sorted({name for rule in book.rules if (name := plain_condition(rule))})
    clients = []
    for _ in range(count):
        day = date(YEAR, 1, 1) + timedelta(days=random.randrange(365))
        start = where.first_reaching(
            datetime(day.year, day.month, day.day, random.randrange(9, 18), random.choice((0, 30)))
        )
        whole = where.day(day)
        session = (whole.lo, whole.hi) if random.random() < 0.2 else (start, start)
        many = random.choice((1, 2, 2, 3))
        uses = [
            (tables.classes[name], *last_use(random, start, where)) for name in random.sample(classes, many)
        ]
        states = [
            (tables.conditions[name], random.random() < 0.2)
            for name in random.sample(conditions, FACTS - many)
        ]
        clients.append((session, tuple(uses), tuple(states)))
    return clients


def last_use(random: Random, session: int, where: Zone) -> Pair:
    """Return a last use as it is said: a moment, a day, a month or never."""
    days = random.choice((1, 2, 3, 4, 5, 6, 7, 8, 10, 14, 21, 30, 60, 100, 170, 190, 380))
    at = session - 86_400 * days + random.randrange(-40_000, 40_000)
    day = where.day(where.day_of(at))
    month = where.day_of(at).replace(day=1)
    first, last = where.day(month).lo, where.day((month + timedelta(days=31)).replace(day=1)).lo - 1
    said = random.choices(("moment", "day", "month", "never"), (3, 4, 1, 2))[0]
    return {
        "moment": (at, at),
        "day": (day.lo, day.hi),
        "month": (first, last),
        "never": (BEGINNING, BEGINNING),
    }[said]


# --- the bare loop, and what is below it -----------------------------------------------------------------------------


class Bare:
    """Two values and nothing else: is every rule kept by the latest use that the words allow, and no state forbidden?"""

    def __init__(self, compiled: Compiled, sessions: Iterable[Pair]) -> None:
        book, tables = compiled.book, compiled.tables
        self.spans = list(dict.fromkeys(span for rule in book.rules if (span := plain_wait(book, rule))))
        self.waits: list[tuple[int, ...]] = [() for _ in tables.classes]
        for rule in book.rules:
            if span := plain_wait(book, rule):
                for name in book.narrower[rule.subjects[0]]:
                    self.waits[tables.classes[name]] += (self.spans.index(span),)
        forbidding = {plain_condition(rule) for rule in book.rules}
        self.forbids = [name in forbidding for name in tables.conditions]
        self.limits = {
            s: [before(s[0], span.advised, compiled.zone) for span in self.spans] for s in set(sessions)
        }

    def answer(self, session: Pair, uses: Sequence[SaidUse], states: Sequence[SaidState]) -> bool:
        limits, waits, forbids = self.limits[session], self.waits, self.forbids
        kept = True
        for name, _, latest in uses:
            for wait in waits[name]:
                if latest > limits[wait]:
                    kept = False
        for name, truth in states:
            if truth and forbids[name]:
                kept = False
        return kept


def touch(clients: Sequence[Client]) -> None:
    """Read every fact and do nothing: no answer in Python can be sooner."""
    for _, uses, states in clients:
        for _ in uses:
            pass
        for _ in states:
            pass


# --- rivals: each rule in their own language ----------------------------------------------------------------------------


class Flat:
    """Clients and rules as other engines take them: names, plain comparisons, and one dict for each client."""

    def __init__(self, compiled: Compiled, bare: Bare) -> None:
        self.compiled, self.book = compiled, compiled.book
        self.classes = [
            name for name in compiled.tables.classes if any(name in rule.subjects for rule in self.book.rules)
        ]
        self.names = tuple(compiled.tables.classes), tuple(compiled.tables.conditions)
        self.spans = bare.spans
        self.zone = compiled.zone
        self.keys = [  # of each class, the names under which a use of it counts
            tuple(f"two_{ident(name)}" for name in self.classes if inner in self.book.narrower[name])
            for inner in self.names[0]
        ]
        self.states = tuple(map(ident, self.names[1]))
        self.known_limits = {session: self.limits(session, YES_OR_NO) for session in bare.limits}

    def limits(self, session: Pair, task: str) -> Row:
        """Return the last allowed uses that a task looks at: for yes or no, the advised value before the first instant."""
        first, last = session
        row = {f"lo_adv_{n}": before(first, span.advised, self.zone) for n, span in enumerate(self.spans)}
        if task == EVERY_RULE:
            row |= {f"hi_adv_{n}": before(last, span.advised, self.zone) for n, span in enumerate(self.spans)}
            for number, span in enumerate(self.spans):
                if span.is_range:
                    row[f"lo_flo_{number}"] = before(first, span.floor, self.zone)
                    row[f"hi_flo_{number}"] = before(last, span.floor, self.zone)
        return row

    def rules(self) -> list[tuple[str, str, int, int, int]]:
        """Return each rule as its kind, name, span, and outcomes past the advised value and past the floor."""
        found = []
        for rule in self.book.rules:
            if span := plain_wait(self.book, rule):
                fail = broken(rule, rule.when[0])
                mild = min(fail, Outcome.CAUTION) if span.is_range else fail
                found.append(
                    ("wait", ident(rule.subjects[0]), self.spans.index(span), mild.value, fail.value)
                )
            else:
                assert isinstance(rule.exclude, Guard)
                found.append(("state", ident(rule.exclude.names[0]), 0, 0, exclusion(rule).value))
        return found

    def client(self, client: Client, task: str) -> Row:
        """Return one client as a dict of what was said that a task looks at; a class has what all words together say."""
        session, uses, states = client
        row = self.limits(session, task)
        said = {self.names[0][number]: (lo, hi) for number, lo, hi in uses}
        for name in self.classes:
            lo, hi = known(self.book, said, name)
            # Yes or no reads silence as never.
            latest = max((said[n][1] for n in self.book.narrower[name] if n in said), default=BEGINNING)
            if task == EVERY_RULE and (lo, hi) != (BEGINNING, END):
                row |= {f"lo_{ident(name)}": lo, f"hi_{ident(name)}": hi}
            elif task == YES_OR_NO and latest > BEGINNING:
                row[f"two_{ident(name)}"] = latest
        return row | {
            ident(self.names[1][number]): int(truth) for number, truth in states if truth is not None
        }

    def made_now(self, session: Pair, uses: Sequence[SaidUse], states: Sequence[SaidState]) -> Row:
        """Return the dict for yes or no as a program would make it for each client, from limits kept by session."""
        row = dict(self.known_limits[session])
        for number, _, latest in uses:
            for key in self.keys[number]:
                if latest > row.get(key, BEGINNING):
                    row[key] = latest
        for number, truth in states:
            row[self.states[number]] = int(truth or 0)
        return row


def known(book: Rulebook, said: dict[str, Pair], name: str) -> Pair:
    """Return the ends of the last use of a class, from words on it, inside it and around it."""
    inside = [said[inner] for inner in book.narrower[name] if inner in said]
    lo = max((lo for lo, _ in inside), default=BEGINNING)
    hi = max((hi for _, hi in inside), default=BEGINNING)
    if name not in said:
        around = [
            max(said[n][1] for n in book.narrower[wide] if n in said)
            for wide in book.wider[name]
            if wide in said
        ]
        hi = max(hi, min(around, default=END))
    return min(lo, hi), hi


def ident(name: str) -> str:
    return name.replace("-", "_")


# Each language: how it writes "is this rule kept?" and "what is the outcome at this end?".


def json_logic(rule: tuple[str, str, int, int, int], task: str) -> Any:
    kind, name, span, mild, fail = rule
    if task == "two":
        if kind == "state":
            return {"!=": [{"var": [name, 2]}, 1]}
        return {"<=": [{"var": [f"two_{name}", BEGINNING]}, {"var": f"lo_adv_{span}"}]}
    if kind == "state":
        truth = {"var": [name, 2]}
        return {
            "if": [
                {"==": [truth, 1] if task == "best" else [truth, 0]},
                *((fail, 0) if task == "best" else (0, fail)),
            ]
        }
    use = {"var": [f"lo_{name}", BEGINNING] if task == "best" else [f"hi_{name}", END]}
    end = "hi" if task == "best" else "lo"
    late = {"if": [{"<=": [use, {"var": f"{end}_flo_{span}"}]}, mild, fail]} if mild != fail else fail
    return {"if": [{"<=": [use, {"var": f"{end}_adv_{span}"}]}, 0, late]}


def infix(rule: tuple[str, str, int, int, int], task: str, *, default: str) -> str:
    """Return a rule in the common ground of CEL and zen's language; `default` says what a missing name is."""
    kind, name, span, mild, fail = rule

    def var(name: str, missing: int) -> str:
        return default.format(name, missing)

    if task == "two":
        return (
            f"{var(name, 2)} != 1" if kind == "state" else f"{var('two_' + name, BEGINNING)} <= lo_adv_{span}"
        )
    if kind == "state":
        return (
            f"({var(name, 2)} == 1 ? {fail} : 0)" if task == "best" else f"({var(name, 2)} == 0 ? 0 : {fail})"
        )
    use, end = (var(f"lo_{name}", BEGINNING), "hi") if task == "best" else (var(f"hi_{name}", END), "lo")
    late = f"({use} <= {end}_flo_{span} ? {mild} : {fail})" if mild != fail else str(fail)
    return f"({use} <= {end}_adv_{span} ? 0 : {late})"


@dataclass
class Contestant:
    """What is timed: a function over prepared inputs, and how many clients they are."""

    name: str
    task: str
    inputs: Sequence[Any]
    one: Callable[..., Any]
    is_spread: bool = False  # an input is a tuple of arguments
    rates: list[float] = field(default_factory=list)  # of each round, time for one client [µs]

    def run(self) -> None:
        deque((starmap if self.is_spread else map)(self.one, self.inputs), maxlen=0)


def rivals(flat: Flat, clients: Sequence[Client]) -> list[Contestant]:
    """Return the other engines on both tasks, each with the inputs and the form that were found fastest for it."""
    import cel
    import datalogic_py
    import zen
    from cel_expr_python import cel as cel_cpp

    found = []
    for task, ends in ((YES_OR_NO, ["two"]), (EVERY_RULE, ["best", "worst"])):
        parts = [(rule, end) for end in ends for rule in flat.rules()]
        sparse = [flat.client(client, task) for client in clients]
        limits = flat.limits(clients[0][0], task)
        # CEL has no default for a missing name, but can ask whether a map has it.
        in_map = [
            {**{k: row[k] for k in limits}, "u": {k: row[k] for k in row if k not in limits}}
            for row in sparse
        ]

        def text(default: str, operator: str, parts: Any = parts, task: str = task) -> str:
            written = [infix(rule, end, default=default) for rule, end in parts]
            return f" {operator} ".join(written) if task == YES_OR_NO else f"[{', '.join(written)}]"

        tree = [json_logic(rule, end) for rule, end in parts]
        logic = datalogic_py.Engine().compile({"and": tree} if task == YES_OR_NO else tree)
        found.append(Contestant("datalogic-py", task, sparse, logic.evaluate))
        found.append(
            Contestant(
                "zen-engine", task, sparse, zen.compile_expression(text("({0} ?? {1})", "and")).evaluate
            )
        )
        integer, by_name = cel_cpp.Type.INT, cel_cpp.Type.Map(cel_cpp.Type.STRING, cel_cpp.Type.INT)
        cel_text = text("(has(u.{0}) ? u.{0} : {1})", "&&")
        rust = cel.compile(cel_text)
        google = cel_cpp.NewEnv(variables={**dict.fromkeys(limits, integer), "u": by_name}).compile(cel_text)
        found.append(Contestant("CEL, common-expression-language", task, in_map, rust.execute))
        found.append(
            Contestant(
                "CEL, cel-expr-python", task, in_map, lambda row, g=google: g.eval(data=row).plain_value()
            )
        )
    logic_of_two = found[0].one
    made = Contestant(
        "datalogic-py, its dict made in time",
        YES_OR_NO,
        clients,
        lambda *client: logic_of_two(flat.made_now(*client)),
        is_spread=True,
    )
    return [*found, made]


# --- first the answers, then the time -----------------------------------------------------------------------------------


def ends_of_every_rule(compiled: Compiled, client: Client) -> list[int]:
    """Return the best and then the worst outcome of each rule, by its number."""
    quick, tables = compiled.answer(*client), compiled.tables
    count = len(compiled.book.rules)
    worst = {number: fail for fail, number, _ in tables.silent.values()}
    ends = {number: (0, worst[number]) for number in range(count)}
    for rules, low, high, *_ in quick.reasons:
        ends |= dict.fromkeys(rules, (low.value, high.value))
    return [ends[number][end] for end in (0, 1) for number in range(count)]


def compare_answers(
    compiled: Compiled, bare: Bare, clients: Sequence[Client], others: Sequence[Contestant]
) -> None:
    """Stop unless all agree: the tables with the engine, the bare loop with the engine, the rivals with both."""
    for client in clients[:400]:
        quick = compiled.answer(*client)
        found = list(findings_of(compiled.book, quick.facts))
        ends = {f.rule_id: (f.best.value, f.worst.value) for f in found}
        mine = ends_of_every_rule(compiled, client)
        rules = compiled.tables.rules[: len(mine) // 2]
        agree(
            "the engine",
            ends,
            dict(zip(rules, zip(mine[: len(rules)], mine[len(rules) :], strict=True), strict=True)),
        )
        agree("the engine", quick.outcome, max(f.outcome for f in found))
        agree("the bare loop", bare.answer(*client), says_yes(compiled, client))
    for other in others:
        for client, row in zip(clients, other.inputs, strict=False):
            wanted = bare.answer(*client) if other.task == YES_OR_NO else ends_of_every_rule(compiled, client)
            agree(other.name, other.one(*row) if other.is_spread else other.one(row), wanted)


def says_yes(compiled: Compiled, client: Client) -> bool:
    """Return whether the engine calls a session ready whose client used each thing as late as the words allow, and no other."""
    (start, _), uses, states = client
    said = {compiled.tables.classes[name]: BEGINNING for name in compiled.book.subjects}
    for number, _, latest in uses:
        said[number] = max(said[number], latest)
    truths = dict.fromkeys(compiled.tables.conditions.values(), False) | dict(states)
    complete = [(number, latest, latest) for number, latest in said.items()]
    return (
        screen(compiled.book, compiled.facts((start, start), complete, truths.items())).outcome
        is Outcome.READY
    )


def agree(who: str, one: object, other: object) -> None:
    if one != other:
        sys.exit(f"{who} does not agree, so nothing was timed:\n{one}\n{other}")


def race(contestants: Sequence[Contestant], rounds: int) -> None:
    """Time everybody in turn, round after round, in processor time of this process; the order moves on each round."""
    for number in range(rounds):
        turn = number % len(contestants)
        for contestant in (*contestants[turn:], *contestants[:turn]):
            gc.collect()
            start = time.process_time()
            contestant.run()
            contestant.rates.append((time.process_time() - start) / len(contestant.inputs) * 1e6)


# --- start-up ------------------------------------------------------------------------------------------------------------


def start_up(rounds: int) -> None:
    """Print how long it takes to import the engine, and to run `needlecare screen` from beginning to end."""
    inside = "import time; t = time.perf_counter(); import needlecare.engine.screening; print(time.perf_counter() - t)"
    command = Path(sys.executable).with_name("needlecare")
    with tempfile.TemporaryDirectory() as cache:
        variables = {**os.environ, "NEEDLECARE_CACHE": cache}
        screen_it = [str(command), "screen", str(ROOT / "examples" / "ana.yaml"), "--json"]
        imports, screens, nothing = [], [], []
        for _ in range(rounds + 1):
            imports.append(float(printed([sys.executable, "-c", inside], variables)))
            screens.append(timed(screen_it, variables))
            nothing.append(timed([sys.executable, "-c", "pass"], variables))
    say("")
    say(f"{'start-up, wall time, everything in the cache':46}{'best':>8}{'median':>9}{'aim':>8}")
    rows = (
        ("import needlecare.engine.screening", imports, "60"),
        ("needlecare screen examples/ana.yaml --json", screens, "150"),
    )
    for name, taken, aim in (*rows, ("python -c pass, for comparison", nothing, "")):
        kept = [1000 * second for second in taken[1:]]  # the first fills the cache
        say(f"{name:46}{min(kept):6.0f} ms{median(kept):6.0f} ms{aim:>5}{' ms' if aim else ''}")


def printed(command: Sequence[str], variables: dict[str, str]) -> str:
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=True).stdout


def timed(command: Sequence[str], variables: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=variables, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


# --- the page ------------------------------------------------------------------------------------------------------------


def machine() -> str:
    """Return the processor, the number of cores and the Python."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {platform.system()}; {python}"


def report(contestants: Sequence[Contestant], bare: Contestant) -> None:
    say("")
    say(f"{'':36}{'clients/s':>11}{'each':>10}   times the bare loop, median (least to most of the rounds)")
    task = ""
    for one in contestants:
        if one.task != task:
            task = one.task
            say(f"{task}:")
        ratios = [mine / other for mine, other in zip(one.rates, bare.rates, strict=True)]
        each = median(one.rates)
        say(
            f"  {one.name:34}{1e6 / each:11,.0f}{each:7.2f} µs{median(ratios):9.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        )


def noise(bare: Contestant) -> str:
    spread = max(bare.rates) / min(bare.rates)
    load = f"; load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return f"noise: the bare loop's slowest round took {spread:.2f} times its fastest{load}"


def say(text: str) -> None:
    print(text, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench engine", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--clients", type=int, default=20_000, help="invented clients (default 20000)")
    parser.add_argument(
        "--rivals", type=int, default=2_000, help="of these, how many the other engines answer (default 2000)"
    )
    parser.add_argument("--rounds", type=int, default=25, help="rounds, everybody in each (default 25)")
    options = parser.parse_args(arguments)

    book, where = forty_rules(), zone("Europe/London")
    compiled = compile_rules(book, where)
    clients = invented_clients(compiled, options.clients)
    bare = Bare(compiled, (session for session, *_ in clients))
    say(machine())
    say(
        f"{len(book.rules)} rules, {FACTS} facts, {len(clients)} clients, {len(bare.limits)} different sessions"
    )

    others = rivals(Flat(compiled, bare), clients[: options.rivals])
    compare_answers(compiled, bare, clients, others)
    say("all answers agree")

    fresh = compile_rules(book, where)
    first = Contestant("first time, no session known", WHOLE_ANSWER, clients, fresh.answer, True)
    race([first], 1)
    loop = Contestant("a bare Python loop", YES_OR_NO, clients, bare.answer, True)
    bottom = Contestant("reading the facts, no answer", NOTHING, [clients], touch)
    mine = Contestant("needlecare", WHOLE_ANSWER, clients, compiled.answer, True)
    contestants = [mine, loop, *others, bottom]
    mine.run()  # the limits of the sessions are found once
    race(contestants, options.rounds)
    bottom.rates[:] = [rate / len(clients) for rate in bottom.rates]
    rest = [
        *(one for one in others if one.task == EVERY_RULE),
        *(one for one in others if one.task == YES_OR_NO),
    ]
    report([mine, *rest, loop, bottom], loop)
    say(
        f"needlecare the first time, with the limits of all these sessions to find: {first.rates[0]:.1f} µs a client"
    )
    say(noise(loop))
    start_up(options.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
