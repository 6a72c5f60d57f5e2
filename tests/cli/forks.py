"""Starts the command again and again in processes of their own, forked from one that has imported it already.

A process that has just been started spends most of its time on importing. Run as a program, this one answers requests, one
a line: the arguments, the folder, the environment, and the files to read and to write. It prints each exit code.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any

PRELOADED = (
    *("typer", "rich.console", "ruamel.yaml", "hashlib", "zoneinfo", "difflib", "jsonschema"),
    *(
        f"needlecare.cli.{name}"
        for name in ("application", "straight", "screen", "plan", "interview", "product")
    ),
    *("needlecare.engine.series", "needlecare.engine.interview", "needlecare.protocol.facts"),
)


def answer(request: dict[str, Any]) -> int:
    """Run the command in a child and return its exit code."""
    child = os.fork()
    if child == 0:
        try:
            run(request)
        finally:
            os._exit(99)  # never back into the loop
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(request: dict[str, Any]) -> None:
    """Become the command: with its own files, folder, environment and arguments."""
    code = 0
    try:
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            flags = os.O_RDONLY if number == 0 else os.O_WRONLY
            os.dup2(os.open(request[name], flags), number)
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(number, mode, encoding="utf-8", newline=newline, closefd=False)
            for number, mode, newline in ((0, "r", None), (1, "w", "\n"), (2, "w", "\n"))
        )
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        sys.argv = ["-c", *request["arguments"]]
        from needlecare.cli import main

        main(request["arguments"])
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
        if isinstance(left.code, str):
            print(left.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    for module in PRELOADED:
        __import__(module)
    print("ready", flush=True)
    for line in sys.stdin:
        print(answer(json.loads(line)), flush=True)
