#!/usr/bin/env python3
"""Make the bundles of the micro-suite from compiled classes: one JAR an area, and a JAD where the area has an app.jad.

    bundle.py patch WORK         javac output -> `+` through StringBuffer
    bundle.py pairs WORK         ProGuard options for every area
    bundle.py bundles WORK OUT   JAR and JAD of every area

build.sh calls these in order. An area is a folder of src/ and the Java package of that name. Beside its sources it may
have `manifest.txt` (lines added to the manifest; an attribute that stands in it replaces the default one), `app.jad`
(lines added to the JAD) and `res/` (resources).
"""
import os
import pathlib
import sys
import zipfile

TOOLS = pathlib.Path(__file__).resolve().parent
HERE = pathlib.Path(os.environ.get("MICRO_SUITE", TOOLS))
sys.path.insert(0, str(TOOLS.parent.parent / "samples"))

import classfile  # noqa: E402
from archive import Entry, archive  # noqa: E402


def areas():
    return sorted(p.name for p in (HERE / "src").iterdir() if p.is_dir())


def classes_under(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*.class"))}


def patch(work):
    for name, data in classes_under(work / "classes").items():
        path = work / "patched" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(classfile.with_string_buffer(data))


def pairs(work):
    for area in areas():
        # ProGuard takes the folder that is given as the root of class names, so the filter picks the area out.
        print(f"-injars {work}/patched({area}/**)\n-outjars {work}/preverified/{area}.jar")


def lines(path):
    return path.read_text("utf-8").splitlines() if path.is_file() else []


def attributes(area):
    """The attributes that every area has, with those of its manifest.txt put over them."""
    found = {
        "MIDlet-Name": area,
        "MIDlet-Version": "1.0",
        "MIDlet-Vendor": "mexelint",
        "MIDlet-1": f"{area},,{area}.Main",
        "MicroEdition-Configuration": "CLDC-1.1",
        "MicroEdition-Profile": "MIDP-2.0",
    }
    for line in lines(HERE / "src" / area / "manifest.txt"):
        name, value = line.split(": ", 1)
        found[name] = value
    return found


def manifest(area):
    out = ["Manifest-Version: 1.0"] + [f"{name}: {value}" for name, value in attributes(area).items()]
    assert all(len(line.encode()) <= 72 for line in out), out
    return "\r\n".join([*out, "", ""]).encode()


def bundle(area, work, out):
    with zipfile.ZipFile(work / "preverified" / f"{area}.jar") as jar:
        classes = {n: jar.read(n) for n in sorted(jar.namelist()) if n.endswith(".class")}
    # Assembled classes bypass the preverifier, which would inline their subroutines.
    classes.update((n, d) for n, d in classes_under(work / "assembled").items() if n.startswith(f"{area}/"))
    entries = [Entry("META-INF/MANIFEST.MF", manifest(area))]
    resources = HERE / "src" / area / "res"
    for path in sorted(resources.rglob("*")) if resources.is_dir() else []:
        if path.is_file():
            entries.append(Entry(path.relative_to(resources).as_posix(), path.read_bytes()))
    entries += [Entry(name, data) for name, data in sorted(classes.items())]
    jar = archive(entries)
    (out / f"{area}.jar").write_bytes(jar)
    jad = HERE / "src" / area / "app.jad"
    if jad.is_file():
        shared = [f"{name}: {value}" for name, value in attributes(area).items() if name.startswith(("MIDlet-", "Micro"))]
        shared += lines(jad) + [f"MIDlet-Jar-URL: {area}.jar", f"MIDlet-Jar-Size: {len(jar)}", ""]
        (out / f"{area}.jad").write_text("\n".join(shared), "utf-8")


def bundles(work, out):
    out.mkdir(parents=True, exist_ok=True)
    for old in out.iterdir():
        old.unlink()
    for area in areas():
        bundle(area, work, out)


def main():
    command, *paths = sys.argv[1:]
    {"patch": patch, "pairs": pairs, "bundles": bundles}[command](*map(pathlib.Path, paths))


if __name__ == "__main__":
    main()
