#!/usr/bin/env python3
"""Assemble the sample bundles: class-file patches, manifest, archive, descriptor, signature.

    craft.py patch IN OUT       javac output -> one folder a sample, `+` through StringBuffer
    craft.py pairs WORK         ProGuard options for every preverified sample
    craft.py bundles WORK OUT   JAR and JAD of every sample
    craft.py table              the table of README.md
    craft.py check OUT          read the bundles back: StackMap, descriptors, the places that sample.toml names

build.sh calls these in order; see README.md.
"""
import base64
import hashlib
import io
import pathlib
import re
import subprocess
import sys
import tomllib
import zipfile

import classfile
from archive import Entry, archive

HERE = pathlib.Path(__file__).resolve().parent
KEYS = HERE / "keys"
CLDC_MAJOR = 47
# 1 x 1 pixels, then the archive follows behind the trailer.
GIF = bytes.fromhex("47494638396101000100800000ffffff00000021f90400000000002c00000000010001000002024401003b")


class Sample:
    """One folder of src/ with its sample.toml."""

    def __init__(self, folder):
        self.folder, self.name = folder, folder.name
        with open(folder / "sample.toml", "rb") as f:
            self.meta = tomllib.load(f)
        build = self.meta.get("build", {})
        self.source = build.get("source", self.name)
        self.variant = build.get("variant", "preverified")
        self.archive = build.get("archive", "plain")
        self.icon = build.get("icon", True)
        self.descriptors = build.get("data_descriptors", True)
        self.manifest_line_end = {"crlf": "\r\n", "lf": "\n", "cr": "\r"}[build.get("manifest_line_end", "crlf")]
        self.jad_encoding = build.get("jad_encoding", "utf-8")
        self.sign = build.get("sign", "none")
        self.broken = build.get("broken_classes", [])
        self.places = self.meta.get("expect", []) + self.meta.get("must_not", [])


def samples():
    return [Sample(toml.parent) for toml in sorted((HERE / "src").glob("*/sample.toml"))]


def clear(text):
    """`{u+202e}` stands for a character that would fool whoever reads the template."""
    return re.sub(r"\{u\+([0-9a-f]{4})\}", lambda m: chr(int(m[1], 16)), text)


def classes_under(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*.class"))}


def patch(compiled, out):
    """Sort classes by the sample whose source they came from; com.example.NAME is the package of src/NAME."""
    for name, data in classes_under(compiled).items():
        # The one class outside com.example is the platform-package class of `systemhook`.
        owner = name.split("/")[2] if name.startswith("com/example/") else "systemhook"
        path = out / owner / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(classfile.with_string_buffer(data))


def pairs(work):
    for source in sorted({s.source for s in samples() if s.variant == "preverified"}):
        print(f"-injars {work}/patched/{source}\n-outjars {work}/preverified/{source}.jar")


def load_classes(sample, work):
    if sample.variant in ("plain", "stackmaptable"):
        found = classes_under(work / "patched" / sample.source)
        if sample.variant == "stackmaptable":
            return {n: classfile.with_version(d, 50) for n, d in found.items()}
        strip = lambda d: classfile.with_version(classfile.without_code_attribute(d, "StackMapTable"), CLDC_MAJOR)
        return {n: strip(d) for n, d in found.items()}
    with zipfile.ZipFile(work / sample.variant / f"{sample.source}.jar") as jar:
        found = {n: jar.read(n) for n in sorted(jar.namelist()) if n.endswith(".class")}
    # Hand-assembled classes bypass the preverifier, which would inline their subroutines.
    found.update(classes_under(work / "assembled" / sample.source))
    return found


def manifest(sample):
    """The main section, folded at 72 bytes as the JAR specification wants."""
    lines = []
    for line in clear((sample.folder / "manifest.txt").read_text("utf-8")).split("\n")[:-1]:
        raw = line.encode("utf-8")
        while len(raw) > 72:
            lines.append(raw[:72])
            raw = b" " + raw[72:]
        lines.append(raw)
    end = sample.manifest_line_end.encode()
    return end.join([*lines, b"", b""])


def plain_entries(sample, work):
    entries = [Entry("META-INF/MANIFEST.MF", manifest(sample))]
    if sample.icon:
        entries.append(Entry("icon.png", (HERE / "icon.png").read_bytes(), stored=True))
    resources = sample.folder / "res"
    for path in sorted(resources.rglob("*")) if resources.is_dir() else []:
        if path.is_file():
            entries.append(Entry(path.relative_to(resources).as_posix(), path.read_bytes()))
    return entries + [Entry(n, d) for n, d in sorted(load_classes(sample, work).items())]


def openssl(*args, data=b""):
    return subprocess.run(["openssl", *map(str, args)], input=data, stdout=subprocess.PIPE, check=True).stdout


def jar_signature(entries):
    """Classmark 2 form: digests of all entries in the manifest, of the manifest in TEST.SF, signed in TEST.RSA.

    Without signed attributes the block has no signing time, so that it is the same in every build.
    """
    digest = lambda data: base64.b64encode(hashlib.sha1(data).digest())
    main, rest = entries[0].data, entries[1:]
    sections = []
    for entry in rest:
        name = f"Name: {entry.name}".encode()
        folded = name[:70] + (b"\r\n " + name[70:] if len(name) > 70 else b"")
        sections.append(folded + b"\r\nSHA1-Digest: " + digest(entry.data) + b"\r\n\r\n")
    whole = main + b"".join(sections)
    sf = b"Signature-Version: 1.0\r\nCreated-By: mexelint samples\r\nSHA1-Digest-Manifest: " + digest(whole) + b"\r\n\r\n"
    for section in sections:
        sf += section[: section.index(b"SHA1-Digest: ")] + b"SHA1-Digest: " + digest(section) + b"\r\n\r\n"
    block = openssl(
        "cms", "-sign", "-binary", "-noattr", "-md", "sha1", "-outform", "DER", "-signer", KEYS / "leaf.pem", "-inkey",
        KEYS / "leaf.key", "-certfile", KEYS / "root.pem", data=sf,
    )
    signed = [Entry("META-INF/MANIFEST.MF", whole), Entry("META-INF/TEST.SF", sf), Entry("META-INF/TEST.RSA", block)]
    return signed + rest


def build_jar(sample, work):
    entries, prefix = plain_entries(sample, work), b""
    by_name = {e.name: e for e in entries}
    if sample.archive == "duplicate-class":
        tally = by_name["com/example/counter/Tally.class"]
        entries.append(Entry(tally.name, tally.data.replace(b"once", b"solo")))
    elif sample.archive == "class-as-png":
        hidden = classes_under(work / "patched" / "luckywheel")["com/example/luckywheel/Hidden.class"]
        hidden = classfile.with_version(classfile.without_code_attribute(hidden, "StackMapTable"), CLDC_MAJOR)
        entries.append(Entry("res/logo.png", hidden))
    elif sample.archive == "nested-jar":
        inner = next(s for s in samples() if s.name == "notepad")
        entries.append(Entry("data/levels.bin", archive(plain_entries(inner, work)), stored=True))
    elif sample.archive == "gif-prefix":
        prefix = GIF
    elif sample.archive == "header-mismatch":
        by_name["icon.png"].central["crc"] = 0x12345678
        extra = by_name["com/example/counter/Tally.class"].data.replace(b"Tally", b"Extra")
        entries.append(Entry("readme.txt", extra, local={"name": "com/example/counter/Extra.class"}))
    elif sample.archive == "inflation":
        entries.append(Entry("data/map.bin", bytes(8 << 20)))
        entries.append(Entry("data/index.bin", b"inert\n" * 500, central={"size": 10}))
        entries.append(Entry("data/claim.bin", b"inert\n", central={"size": 0x7FFFFFF0}))
    elif sample.archive == "broken-class":
        tally = by_name["com/example/counter/Tally.class"].data
        entries.append(Entry("com/example/counter/Cut.class", tally[: len(tally) // 2]))
        # Constant 1 is a Class whose name is constant 1; this_class and super_class are it, too.
        loop = bytes.fromhex("cafebabe0000002f0002" "070001" "002100010001" "0000" "0000" "0000" "0000")
        entries.append(Entry("com/example/counter/Loop.class", loop))
    elif sample.archive == "escaping-names":
        for name in ("../../other/settings.rms", "/system/startup.ini", "C:\\data\\autorun.inf"):
            entries.append(Entry(name, b"inert\n"))
    elif sample.archive != "plain":
        raise SystemExit(f"{sample.name}: unknown archive {sample.archive!r}")
    if sample.sign == "jar":
        entries = jar_signature(entries)
    return archive(entries, prefix, sample.descriptors)


def build_jad(sample, template, jar):
    text = clear(template.read_text("utf-8"))
    values = {"{jar_size}": str(len(jar)), "{jar_name}": f"{sample.name}.jar"}
    if sample.sign.startswith("midp"):
        # A tampered JAR differs in one byte from the one that was signed.
        signed = jar if sample.sign == "midp" else bytes([jar[0] ^ 1]) + jar[1:]
        certificate = openssl("x509", "-in", KEYS / "leaf.pem", "-outform", "DER")
        values["{certificate}"] = base64.b64encode(certificate).decode()
        values["{signature}"] = base64.b64encode(openssl("dgst", "-sha1", "-sign", KEYS / "leaf.key", data=signed)).decode()
    for key, value in values.items():
        text = text.replace(key, value)
    if sample.jad_encoding == "ucs-2":
        return b"\xfe\xff" + text.replace("\n", "\r\n").encode("utf-16-be")
    return text.encode("utf-8")


def bundles(work, out):
    for sample in samples():
        folder = out / sample.name
        folder.mkdir(parents=True, exist_ok=True)
        jar = build_jar(sample, work)
        (folder / f"{sample.name}.jar").write_bytes(jar)
        for template in sorted(sample.folder.glob("*.jad")):
            stem = sample.name if template.stem == "app" else template.stem
            (folder / f"{stem}.jad").write_bytes(build_jad(sample, template, jar))


def attributes(raw):
    """(name, value) pairs of a JAD or of the main section of a manifest."""
    text = raw.decode("utf-16") if raw[:2] in (b"\xfe\xff", b"\xff\xfe") else raw.decode("utf-8", "replace")
    lines = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line.startswith(" ") and lines:
            lines[-1] += line[1:]
        elif not line and lines:
            break
        else:
            lines.append(line)
    return [tuple(part.strip() for part in line.split(":", 1)) for line in lines if ":" in line]


def stackmap_problems(sample, classes):
    """Branching methods without a StackMap, where the sample does not say that this is its point."""
    if sample.variant in ("plain", "stackmaptable"):
        return
    for name, reader in classes:
        if name in sample.meta.get("build", {}).get("not_preverified", []):
            continue
        for method in reader.methods:
            if method.merges() and "StackMap" not in method.code_attributes:
                yield f"{name}.{method.name}: no StackMap"
            if "StackMapTable" in method.code_attributes:
                yield f"{name}.{method.name}: StackMapTable"
            if reader.loads_class_constant(method) and sample.name != "class-literal":
                yield f"{name}.{method.name}: ldc of a class"


def place_problems(sample, folder, classes, names):
    """Places of sample.toml that do not exist in the bundle."""
    readers = {}
    for name, reader in classes:
        readers.setdefault(reader.name.replace("/", "."), []).append(reader)
    texts = {"manifest": None, "jad": None}
    with zipfile.ZipFile(folder / f"{sample.name}.jar") as jar:
        texts["manifest"] = attributes(jar.read("META-INF/MANIFEST.MF"))
    texts["jad"] = [pair for jad in sorted(folder.glob("*.jad")) for pair in attributes(jad.read_bytes())]
    for place in sample.places:
        what = place["problem"]
        if "class" in place:
            methods = [(r, m) for r in readers.get(place["class"], []) for m in r.find(place.get("method", ""))]
            if place["class"] not in readers:
                yield f"{what}: no class {place['class']}"
            elif "method" in place and not methods:
                yield f"{what}: no method {place['class']}.{place['method']}"
            elif "call" in place and not any(
                place["call"] in call for r, m in methods for _, call in r.calls(m)
            ):
                yield f"{what}: {place['method']} does not call {place['call']}"
        elif "attribute" in place:
            present = any(name == place["attribute"] for name, _ in texts[place.get("file", "jad")])
            if present == place.get("missing", False):
                yield f"{what}: {place['attribute']} is {'there' if present else 'not there'}"
        elif "entry" in place:
            if place["entry"] not in names:
                yield f"{what}: no entry {place['entry']}"
        elif sample.archive != "gif-prefix":
            yield f"{what}: no place"


def row(sample):
    """The line of a sample in the table of README.md."""
    return f"| `{sample.name}` | {', '.join(sample.meta['families'])} | {sample.meta['shows']} |"


def table():
    print("| sample | families | shows |", "|---|---|---|", *map(row, samples()), sep="\n")


def check(out):
    failures, methods = [], 0
    listed = (HERE / "README.md").read_text("utf-8").splitlines()
    failures += [f"{s.name}: README.md has no such line: {row(s)}" for s in samples() if row(s) not in listed]
    for sample in samples():
        folder = out / sample.name
        jar = (folder / f"{sample.name}.jar").read_bytes()
        with zipfile.ZipFile(io.BytesIO(jar)) as opened:
            names = opened.namelist()
            classes = []
            for info in opened.infolist():
                if info.filename.endswith(".class") and info.filename not in sample.broken:
                    classes.append((info.filename, classfile.ClassFile(opened.read(info))))
        methods += sum(len(reader.methods) for _, reader in classes)
        failures += [f"{sample.name}: {p}" for p in stackmap_problems(sample, classes)]
        failures += [f"{sample.name}: {p}" for p in place_problems(sample, folder, classes, names)]
        for name, reader in classes:
            if any(c[0] == 1 and "java/lang/StringBuilder" in c[1] for c in reader.constants.values()):
                failures.append(f"{sample.name}: {name} still names StringBuilder")
        size_is_wrong = any(e.get("attribute") == "MIDlet-Jar-Size" for e in sample.meta.get("expect", []))
        for jad in sorted(folder.glob("*.jad")):
            if f"{len(jar)}" not in [v for n, v in attributes(jad.read_bytes()) if n == "MIDlet-Jar-Size"] and not size_is_wrong:
                failures.append(f"{sample.name}: {jad.name} has a wrong MIDlet-Jar-Size")
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{len(samples())} samples, {methods} methods read back, {len(failures)} problems")
    return 1 if failures else 0


def main():
    command, *paths = sys.argv[1:]
    run = {"patch": patch, "pairs": pairs, "bundles": bundles, "check": check, "table": table}[command]
    return run(*map(pathlib.Path, paths))


if __name__ == "__main__":
    sys.exit(main())
