"""What the browser seals, PyNaCl opens."""

import json
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

ROOT = Path(__file__).parents[2]

SCRIPT = """
import { build } from "esbuild";
const [key, message] = process.argv.slice(1);
const options = { entryPoints: ["web/scripts/sealed_box.ts"], bundle: true, format: "esm", write: false };
const { outputFiles } = await build(options);
const { seal } = await import("data:text/javascript;base64," + Buffer.from(outputFiles[0].contents).toString("base64"));
const box = () => Buffer.from(seal(Buffer.from(message, "hex"), Buffer.from(key, "hex"))).toString("hex");
console.log(JSON.stringify([box(), box()]));
"""


@pytest.fixture
def boxes_sealed_in_javascript() -> tuple[PrivateKey, bytes, list[bytes]]:
    key = PrivateKey.generate()
    message = secrets.token_bytes(40)
    node = subprocess.run(
        [
            sys.executable,
            "web/node.py",
            "node",
            "--input-type=module",
            "-e",
            SCRIPT,
            key.public_key.encode().hex(),
            message.hex(),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return key, message, [bytes.fromhex(box) for box in json.loads(node.stdout)]


def test_a_ballot_sealed_by_the_page_is_opened_with_the_key_of_its_question(
    boxes_sealed_in_javascript: tuple[PrivateKey, bytes, list[bytes]],
) -> None:
    key, message, (first, second) = boxes_sealed_in_javascript

    assert SealedBox(key).decrypt(first) == message
    assert SealedBox(key).decrypt(second) == message
    assert first != second, "the same answer sealed twice must not look the same"


def test_nobody_else_opens_it(boxes_sealed_in_javascript: tuple[PrivateKey, bytes, list[bytes]]) -> None:
    _, _, (box, _) = boxes_sealed_in_javascript

    with pytest.raises(CryptoError):
        SealedBox(PrivateKey.generate()).decrypt(box)
