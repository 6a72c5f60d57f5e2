#!/usr/bin/env python3
"""Set Needlecare up, run it, check it and test it, with nothing but Python 3.11 or later.

Everything is installed into `.venv` from the pinned and hashed files in `requirements/`. A stamp is written
there last of all, so a setup that was stopped half-way is seen as such and made again.
"""

import ast
import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

OLDEST_PYTHON = (3, 11)
if sys.version_info < OLDEST_PYTHON:
    known = [name for name in ("python3.14", "python3.13", "python3.12", "python3.11") if shutil.which(name)]
    newer = [name for name in known if subprocess.call([name, "-c", ""], stderr=subprocess.DEVNULL) == 0]
    advice = f"Run it with `{newer[0]}` instead." if newer else "Install a later one and run it with that."
    sys.exit(f"Needlecare needs Python 3.11 or later; this is Python {platform.python_version()}. {advice}")

ROOT = Path(__file__).resolve().parent

# What `dev.py example` shows: one client, her verdict and her days.
EXAMPLE = "examples/ana.yaml"

# Where `dev.py run` keeps the demo clinic's database; it can be deleted at any time.
DEMO = ROOT / ".demo"
DEMO_PORT = 8000


@dataclass(frozen=True)
class Lock:
    """How `requirements/NAME.txt` is made from pyproject.toml and the `requirements/*.in` it stands on."""

    extras: tuple[str, ...] = ()  # of pyproject.toml
    on: tuple[str, ...] = ()  # the locks that this one contains, in the same versions
    has_project: bool = True


# In the order in which they are made.
# To have an extra in development, name it under "dev" and run `python3 dev.py lock`.
LOCKS = {
    "use": Lock(),
    "dev": Lock(extras=("calendar", "cohort", "pdf", "web"), on=("use",)),
    "bench": Lock(on=("use", "dev")),
    "mutate": Lock(on=("use", "dev")),
    "spark": Lock(extras=("spark",), on=("use", "dev")),
    "tools": Lock(has_project=False),
}


@dataclass(frozen=True)
class Environment:
    """A virtual environment, and the lock that fills it."""

    folder: str
    lock: str

    @property
    def path(self) -> Path:
        return ROOT / self.folder

    @property
    def stamp(self) -> Path:
        return self.path / "needlecare-setup.json"

    @property
    def python(self) -> Path:
        return self.tool("python")

    def tool(self, name: str) -> Path:
        return (
            self.path
            / ("Scripts" if os.name == "nt" else "bin")
            / (name + (".exe" if os.name == "nt" else ""))
        )


DEV = Environment(".venv", "dev")
BENCH = Environment(".venv-bench", "bench")
MUTATE = Environment(".venv-mutate", "mutate")
SPARK = Environment(".venv-spark", "spark")
JAVA_OF_SPARK = 17

# The benchmarks that need more than the development environment.
BENCH_ENVIRONMENTS = {"engine": BENCH}

CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("format", ("ruff", "format", "--check", ".")),
    ("lint", ("ruff", "check", ".")),
    ("types", ("mypy",)),
    ("imports", ("lint-imports",)),
    ("spelling", ("codespell",)),
    ("dependencies", ("deptry", "src")),
)


Command = Sequence[str | Path]


class Stop(Exception):
    """Something a person has to do first; the message says what."""


# The commands


def run_site(arguments: Sequence[str]) -> int:
    """Set up, and open a demo clinic's site on a local port; `run --port N` chooses it."""
    port = port_of(arguments)
    make_ready(DEV)
    code = prepare_demo()
    if code:
        return code
    say("")
    for what, path in (("English", "en/"), ("Español", "es/"), ("Owner's desk", "desk/")):
        say(f"{what:14}http://localhost:{port}/{path}")
    say("\nCtrl-C stops it.")
    command: Command = [DEV.tool("needlecare"), "serve", "--port", str(port)]
    return call(command, environment=DEV, variables=demo_variables())


def shots(arguments: Sequence[str]) -> int:
    """Photograph every page of the demo site at three widths in both themes; `shots FOLDER` says where to."""
    make_ready(DEV)
    code = prepare_demo()
    folder = Path(arguments[0]) if arguments else ROOT / "shots"
    script = ROOT / "tests" / "clinic" / "journeys" / "shots.py"
    return code or call([DEV.python, script, folder.resolve()], environment=DEV, variables=demo_variables())


def run_example(_: Sequence[str]) -> int:
    """Set up, and plan the treatment of an example client."""
    make_ready(DEV)
    say(f"$ needlecare plan {EXAMPLE}")
    return call([DEV.tool("needlecare"), "plan", EXAMPLE], environment=DEV)


def test(arguments: Sequence[str]) -> int:
    """Run every check and test, but for samples of slow tests; `test quick` runs these and leaves the slow ones out.

    Further arguments go to pytest, which then runs alone: `test quick -k wait`, `test tests/test_project.py`.
    """
    is_quick = arguments[:1] == ["quick"]
    selection = ["-m", "not slow" if is_quick else "not sample"]
    chosen = arguments[is_quick:]
    if chosen:
        make_ready(DEV)
        return call([DEV.python, "-m", "pytest", *(selection if is_quick else []), *chosen], environment=DEV)
    workers = min(cores() + 1, 8)  # one more than can work: journeys wait for a browser and a server
    parallel = ["-n", str(workers), "--dist", "loadgroup"] if workers > 1 else []
    with contextlib.nullcontext() if is_quick else tested_by_spark() as spark_tested:
        make_ready(DEV)
        failed = failed_checks()
        code = call([DEV.python, "-m", "pytest", *parallel, *selection], environment=DEV)
        code = (spark_tested() if spark_tested else 0) or code
    if failed:
        say(f"\nNot in order: {', '.join(failed)}" + (" and the tests" if code else ""))
    return code or int(bool(failed))


@contextlib.contextmanager
def tested_by_spark() -> Iterator[Callable[[], int]]:
    """Run Spark's tests beside the others where Java is found, and say so where it is not."""
    if java_version() >= JAVA_OF_SPARK:
        with beside(sys.executable, __file__, "spark") as waited_for:
            yield waited_for
        return

    def told() -> int:
        say(f"\nNot run, for want of Java {JAVA_OF_SPARK} or later: the tests on Apache Spark")
        return 0

    yield told


def setup(_: Sequence[str]) -> int:
    """Make the environment in .venv, so that .venv/bin/needlecare works."""
    make_ready(DEV)
    say(f"Ready: {DEV.tool('needlecare').relative_to(ROOT)}")
    return 0


def check(_: Sequence[str]) -> int:
    """Check format, lint, types, import layers, spelling and dependencies."""
    make_ready(DEV)
    failed = failed_checks()
    return int(bool(failed))


def bench(arguments: Sequence[str]) -> int:
    """Run a benchmark: `bench NAME [its arguments]`. Without a name, list them."""
    known = sorted(path.stem.replace("_", "-") for path in (ROOT / "benchmarks").glob("[!_]*.py"))
    if not arguments or arguments[0] not in known:
        listed = ", ".join(known) or "none yet"
        raise Stop(f"usage: dev.py bench NAME [arguments]; NAME is one of: {listed}")
    name, *rest = arguments
    environment = BENCH_ENVIRONMENTS.get(name, DEV)
    with contextlib.redirect_stdout(sys.stderr):  # standard output is the benchmark's alone
        make_ready(environment)
        compile_source(environment)
    script = ROOT / "benchmarks" / (name.replace("-", "_") + ".py")
    return call([environment.python, script, *rest], environment=environment, folder=Path.cwd())


def lock(arguments: Sequence[str]) -> int:
    """Make the requirements files again; `lock --upgrade` takes newer versions, `-P NAME` one of them."""
    if not DEV.tool("uv").exists():
        make_environment(DEV)
        install_tools(DEV)
    for name, recipe in LOCKS.items():
        say(f"requirements/{name}.txt")
        code = call_quietly(
            [
                *(DEV.tool("uv"), "pip", "compile", "--quiet", "--python", DEV.python),
                *("--universal", "--python-version", "{}.{}".format(*OLDEST_PYTHON), "--generate-hashes"),
                *("--no-header", "--no-emit-index-url", "--no-emit-find-links"),
                *(["pyproject.toml"] if recipe.has_project else []),
                *(f"requirements/{part}.in" for part in (*recipe.on, name)),
                *(f"--extra={extra}" for part in (*recipe.on, name) for extra in LOCKS[part].extras),
                *(f"--constraint=requirements/{part}.txt" for part in recipe.on),
                *("--output-file", f"requirements/{name}.txt"),
                *arguments,
            ],
            environment=DEV,
            variables=uv_variables(DEV, for_lock=True),
        )
        if code:
            raise Stop(f"requirements/{name}.txt could not be made; uv says why above")
    return 0


def mutate(arguments: Sequence[str]) -> int:
    """Change the engine and the law of time in small ways and count what no test notices; `--sample N` tries some."""
    make_ready(MUTATE)
    variables = {"CI": "1", "HYPOTHESIS_PROFILE": "mutate"}
    script = ROOT / "tools" / "mutate.py"
    return call([MUTATE.python, script, *arguments], environment=MUTATE, variables=variables)


def spark(arguments: Sequence[str]) -> int:
    """Run the tests that need Apache Spark, which is half a gigabyte, in an environment of their own."""
    if java_version() < JAVA_OF_SPARK:
        raise Stop(
            f"Spark needs Java {JAVA_OF_SPARK} or later. Install it, then try again:\n"
            "  sudo apt-get install default-jre-headless"
        )
    make_ready(SPARK)
    return call(
        [SPARK.python, "-m", "pytest", "tests/exports/test_cohort_spark.py", *arguments], environment=SPARK
    )


def java_version() -> int:
    """Return the number of the Java that Spark would take, or 0 where there is none."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None:
        return 0
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', told)
    return int(found.group(1)) if found else 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run_site,
    "example": run_example,
    "shots": shots,
    "test": test,
    "setup": setup,
    "check": check,
    "bench": bench,
    "lock": lock,
    "mutate": mutate,
    "spark": spark,
}


# The demo site


def port_of(arguments: Sequence[str]) -> int:
    """Return the port that was asked for; refuse anything else."""
    number = arguments[1] if len(arguments) == 2 and arguments[0] == "--port" else ""
    if arguments and not (number.isdecimal() and 0 < int(number) < 65_536):
        raise Stop("usage: dev.py run [--port N]; N is a number from 1 to 65535")
    port = int(number or DEMO_PORT)
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise Stop(f"Something answers on port {port} already. Try: python3 dev.py run --port {port + 1}")
    return port


def prepare_demo() -> int:
    """Make the demo clinic's database and first content, where they are missing."""
    DEMO.mkdir(exist_ok=True)
    for step in (("migrate", "--verbosity", "0"), ("seed", "--demo")):
        command: Command = [DEV.tool("needlecare"), "site", *step]
        code = call(command, environment=DEV, variables=demo_variables())
        if code:
            return code
    return 0


def demo_variables() -> dict[str, str]:
    return {"NEEDLECARE_SETTINGS": "local", "NEEDLECARE_DATA": str(DEMO)}


# Checking


def failed_checks() -> list[str]:
    """Run every check, print its result and its time, and return the names of those that failed."""
    failed = []
    for name, (tool, *arguments) in CHECKS:
        start = time.perf_counter()
        result = subprocess.run(
            [str(DEV.tool(tool)), *arguments],
            cwd=ROOT,
            env=variables_of(DEV),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        took = time.perf_counter() - start
        say(f"{name:14}{'ok' if result.returncode == 0 else 'FAILED':8}{took:5.1f} s")
        if result.returncode:
            failed.append(name)
            say(result.stdout.rstrip() + "\n")
    say(
        f"{len(CHECKS) - len(failed)} of {len(CHECKS)} checks in order"
        + (f"; not: {', '.join(failed)}" if failed else "")
    )
    return failed


# Setting up


def make_ready(environment: Environment) -> None:
    """Install what is locked, unless the stamp says that it is there."""
    wanted = {"home": home_of(environment), "content": content_of(environment)}
    found = read_stamp(environment)
    if found == wanted:
        return
    start = time.perf_counter()
    say(
        f"Setting up {environment.folder} with Python {platform.python_version()}; this takes less than a minute"
    )
    environment.stamp.unlink(missing_ok=True)
    if found.get("home") != wanted["home"]:
        make_environment(environment)
    has_uv = install_tools(environment)
    if not (has_uv and install_with_uv(environment)):
        install_with_pip(environment)
    compile_source(environment)
    environment.stamp.write_text(json.dumps(wanted, indent=2) + "\n", encoding="utf-8")
    say(f"Set up in {time.perf_counter() - start:.0f} s\n")


def home_of(environment: Environment) -> list[str]:
    """Return what an environment cannot outlive: its place and its Python."""
    return [str(environment.path), sys.implementation.name, platform.python_version(), sys.base_prefix]


def content_of(environment: Environment) -> str:
    files = ("pyproject.toml", "dev.py", "requirements/tools.txt", f"requirements/{environment.lock}.txt")
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in files)).hexdigest()


def read_stamp(environment: Environment) -> dict[str, object]:
    if not environment.python.exists():
        return {}
    try:
        stamp = json.loads(environment.stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def make_environment(environment: Environment) -> None:
    ensure_venv_can_be_made()
    # From inside an environment the Python below it is asked, so that it can be replaced.
    base = getattr(sys, "_base_executable", None) or sys.executable
    if call_quietly([base, "-m", "venv", "--clear", environment.path]):
        raise Stop(f"{environment.folder} could not be made; Python's venv says why above")


def ensure_venv_can_be_made() -> None:
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    package = "python{}.{}-venv".format(*sys.version_info)
    install = ["apt-get", "install", "--yes", "--no-install-recommends", package]
    if not shutil.which("apt-get"):
        raise Stop("This Python lacks venv or ensurepip: install the package of your system that holds them.")
    if sys.platform != "win32" and os.geteuid() == 0:
        say(f"This Python has no ensurepip; installing {package}")
        if call_quietly(install) == 0 or (
            call_quietly(["apt-get", "update"]) == 0 and call_quietly(install) == 0
        ):
            return
    raise Stop(f"This Python has no ensurepip. Install it, then try again:\n  sudo apt-get install {package}")


def install_tools(environment: Environment) -> bool:
    """Install the pinned uv and pip; return False where there is no uv for this machine."""
    code = call_quietly(
        [
            *(environment.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", "requirements/tools.txt"),
        ],
        environment=environment,
    )
    return code == 0


def install_with_uv(environment: Environment) -> bool:
    uv: Command = [environment.tool("uv"), "pip"]
    python: Command = ["--python", environment.python]
    variables = uv_variables(environment)
    locks = ["requirements/tools.txt", f"requirements/{environment.lock}.txt"]
    steps: list[Command] = [
        [*uv, "sync", *python, "--require-hashes", "--compile-bytecode", "--quiet", *locks],
        [
            *uv,
            "install",
            *python,
            "--no-deps",
            "--no-build-isolation",
            "--offline",
            "--quiet",
            "--editable",
            ".",
        ],
    ]
    return all(call_quietly(step, environment=environment, variables=variables) == 0 for step in steps)


def install_with_pip(environment: Environment) -> None:
    say("uv cannot be used here; installing with pip, which takes longer")
    pip: Command = [
        environment.python,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--quiet",
    ]
    steps: list[Command] = [
        [*pip, "--require-hashes", "-r", f"requirements/{environment.lock}.txt"],
        [*pip, "--no-deps", "--no-build-isolation", "--no-index", "--editable", "."],
    ]
    for step in steps:
        if call_quietly(step, environment=environment):
            raise Stop("The setup failed; pip says why above. The same command tries again.")


def uv_variables(environment: Environment, *, for_lock: bool = False) -> dict[str, str]:
    """Return what tells uv to look where pip is told to look: uv does not read pip's settings.

    A lock is made from the main index alone: a side index may hold only some of a version's files, and the
    lock would then refuse the others.
    """
    pip = pip_settings(environment)
    variables = {
        "UV_DEFAULT_INDEX": pip.get("index-url", ""),
        "UV_HTTP_TIMEOUT": pip.get("timeout", pip.get("default-timeout", "")),
        "UV_INSECURE_HOST": pip.get("trusted-host", ""),
        "SSL_CERT_FILE": pip.get("cert", ""),
        "ALL_PROXY": pip.get("proxy", ""),
    }
    if not for_lock:
        variables["UV_INDEX"] = pip.get("extra-index-url", "")
        variables["UV_FIND_LINKS"] = ",".join(pip.get("find-links", "").split())
        variables["UV_NO_INDEX"] = pip.get("no-index", "")
        variables["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip does; the hashes guard it
    given = {name: value for name, value in variables.items() if value and name not in os.environ}
    return {**given, "UV_PYTHON_DOWNLOADS": "never"}


def pip_settings(environment: Environment) -> dict[str, str]:
    """Return pip's settings for installing, from its files and from the environment, which wins."""
    listed = subprocess.run(
        [str(environment.python), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    ranks = ("global", "install", ":env:")
    settings: dict[tuple[int, str], str] = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        section, _, key = name.rpartition(".")
        if section in ranks:
            settings[ranks.index(section), key] = str(ast.literal_eval(value))
    return {key: value for (_, key), value in sorted(settings.items())}


def compile_source(environment: Environment) -> None:
    """Compile our own modules even where Python is told to keep nothing compiled: starting is faster."""
    call_quietly([environment.python, "-m", "compileall", "-q", "src"], environment=environment)


# Calling


def call(
    command: Command,
    *,
    environment: Environment | None = None,
    variables: dict[str, str] | None = None,
    folder: Path = ROOT,
) -> int:
    """Run a command in the foreground and return its exit code; on Ctrl-C, let it finish its own stopping."""
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env={**variables_of(environment), **(variables or {})},
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        end(process)
        raise


def call_quietly(
    command: Command, *, environment: Environment | None = None, variables: dict[str, str] | None = None
) -> int:
    """Run a step of the setup, show what it printed only if it failed, and return its exit code.

    It is a session of its own, so that Ctrl-C ends it with everything that it started: what goes on in
    the background would stand in the way of the next try.
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env={**variables_of(environment), **(variables or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        printed, _ = process.communicate()
    except KeyboardInterrupt:
        kill_with_all_it_started(process)
        raise
    if process.returncode:
        say(printed.decode(errors="replace").rstrip())
    return int(process.returncode)


@contextlib.contextmanager
def beside(*command: str) -> Iterator[Callable[[], int]]:
    """Run a command while something else is done; yield what waits for it, shows what it printed and returns its exit code."""
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

        def waited_for() -> int:
            code = process.wait()
            printed.seek(0)
            say("\n" + printed.read().decode(errors="replace").rstrip())
            return code

        try:
            yield waited_for
        finally:
            if process.poll() is None:
                kill_with_all_it_started(process)


def kill_with_all_it_started(process: subprocess.Popen[bytes]) -> None:
    """End a process that is a session of its own, at once."""
    if sys.platform != "win32":
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=2)  # a terminal has sent Ctrl-C to the command too
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.terminate()
        try:
            process.wait(timeout=2)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            process.kill()
            process.wait()


def variables_of(environment: Environment | None) -> dict[str, str]:
    if environment is None:
        return dict(os.environ)
    scripts = str(environment.python.parent)
    path = os.pathsep.join([scripts, os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(environment.path)}


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def say(text: str) -> None:
    print(text, flush=True)


def help_text() -> str:
    lines = [
        "usage: python3 dev.py COMMAND [arguments]",
        "",
        *(f"  {name:8}{(command.__doc__ or '').splitlines()[0]}" for name, command in COMMANDS.items()),
        "",
        "Each command first sets up what it needs. Ctrl-C is safe: the same command goes on.",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        say(help_text())
        return 0
    name, *rest = arguments
    if name not in COMMANDS:
        print(f"dev.py: there is no command '{name}'\n\n{help_text()}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stop as on Ctrl-C
    try:
        return COMMANDS[name](rest)
    except Stop as reason:
        print(reason, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
