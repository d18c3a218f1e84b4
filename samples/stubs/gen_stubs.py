#!/usr/bin/env python3
"""Write class-file stubs of the platform API, so that javac and ProGuard can build MIDlets without an SDK.

    gen_stubs.py OUT_DIR [--classes classes.tsv] [--members members.tsv]

The stubs come from the same tables that mexelint is built with, so that the analyser and the compiler know the
same platform. Columns are found by their header names; unknown columns are ignored. Two things that a compiler needs
and the tables do not carry stand beside this script: checked exceptions (throws.tsv) and, while the member table
has no `constant_value` column, the values of constants that javac folds into its callers (constants.tsv).

Stubs do nothing: methods are `native`, constructors throw null, nothing is `abstract` outside interfaces. They can be
compiled against and loaded for verification, never run.
"""
import argparse
import csv
import fnmatch
import pathlib
import re
import struct

HERE = pathlib.Path(__file__).resolve().parent
PLATFORM = HERE.parent.parent / "rules" / "platform" / "midp"

# Optional packages and vendors that phones of classmark 3 offer beside CLDC and MIDP. What is made for other
# platforms (CDC, BlackBerry, DoJa, eSWT) would bring classes that a MIDlet cannot have.
WANTED = ("CLDC-", "MIDP-", "JSR", "Nokia", "Siemens", "Samsung", "Motorola")

# Types that javac insists on although no CLDC device has them.
COMPILER_ONLY = ("java/io/Serializable", "java/lang/Cloneable")

PUBLIC, PROTECTED, STATIC, FINAL, SUPER = 0x0001, 0x0004, 0x0008, 0x0010, 0x0020
NATIVE, INTERFACE, ABSTRACT = 0x0100, 0x0200, 0x0400
THROW_NULL = bytes([0x01, 0xBF])  # aconst_null, athrow


def table(path):
    with open(path, newline="", encoding="utf-8") as f:
        yield from csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)


def api_of(row):
    return row.get("api_id") or row.get("since_profile") or row.get("api") or ""


class Pool:
    """A constant pool under construction."""

    def __init__(self):
        self.bytes, self.count, self.known = bytearray(), 1, {}

    def _add(self, key, data, slots=1):
        if key not in self.known:
            self.known[key] = self.count
            self.bytes += data
            self.count += slots
        return self.known[key]

    def utf8(self, text):
        raw = text.encode("utf-8")
        return self._add(("u", text), struct.pack(">BH", 1, len(raw)) + raw)

    def cls(self, name):
        return self._add(("c", name), struct.pack(">BH", 7, self.utf8(name)))

    def constant(self, descriptor, text):
        """Index of a ConstantValue, or None when the text is no value of that type."""
        try:
            if descriptor in "IZBCS":
                value = {"true": 1, "false": 0}.get(text, None)
                value = int(text) if value is None else value
                return self._add(("i", value), struct.pack(">Bi", 3, value))
            if descriptor == "J":
                return self._add(("l", int(text)), struct.pack(">Bq", 5, int(text)), slots=2)
            if descriptor == "F":
                return self._add(("f", text), struct.pack(">Bf", 4, float(text)))
            if descriptor == "D":
                return self._add(("d", text), struct.pack(">Bd", 6, float(text)), slots=2)
            if descriptor == "Ljava/lang/String;" and text:
                return self._add(("s", text), struct.pack(">BH", 8, self.utf8(text)))
        except (ValueError, struct.error):
            pass
        return None


def argument_slots(descriptor):
    """Local variable slots of the arguments; long and double take two."""
    kinds = re.findall(r"\[*(?:L[^;]*;|[A-Z])", descriptor[1 : descriptor.index(")")])
    return sum(2 if kind in "JD" else 1 for kind in kinds)


def class_file(name, interface, superclass, interfaces, fields, methods):
    pool = Pool()
    body = bytearray()
    flags = PUBLIC | (INTERFACE | ABSTRACT if interface else SUPER)
    body += struct.pack(">HHH", flags, pool.cls(name), pool.cls(superclass) if superclass else 0)
    body += struct.pack(">H", len(interfaces)) + b"".join(struct.pack(">H", pool.cls(i)) for i in interfaces)
    body += struct.pack(">H", len(fields))
    for access, field, descriptor, value in fields:
        index = pool.constant(descriptor, value) if value is not None else None
        access |= FINAL if interface or index is not None else 0
        body += struct.pack(">HHH", access, pool.utf8(field), pool.utf8(descriptor))
        if index is None:
            body += struct.pack(">H", 0)
        else:
            body += struct.pack(">HHIH", 1, pool.utf8("ConstantValue"), 2, index)
    body += struct.pack(">H", len(methods))
    for access, method, descriptor, thrown in methods:
        body += struct.pack(">HHH", access, pool.utf8(method), pool.utf8(descriptor))
        attributes = []
        if thrown:
            indices = b"".join(struct.pack(">H", pool.cls(t)) for t in thrown)
            attributes.append(struct.pack(">HIH", pool.utf8("Exceptions"), 2 + len(indices), len(thrown)) + indices)
        if method == "<init>":
            code = struct.pack(">HHI", 1, 1 + argument_slots(descriptor), len(THROW_NULL)) + THROW_NULL + bytes(4)
            attributes.append(struct.pack(">HI", pool.utf8("Code"), len(code)) + code)
        body += struct.pack(">H", len(attributes)) + b"".join(attributes)
    body += struct.pack(">H", 0)
    return struct.pack(">IHHH", 0xCAFEBABE, 0, 48, pool.count) + bytes(pool.bytes) + bytes(body)


class Throws:
    """Checked exceptions by class and method pattern; the first line that fits decides."""

    def __init__(self, path):
        self.rows = [(r["class"], r["method"], [] if r["throws"] == "-" else r["throws"].split(",")) for r in table(path)]

    def of(self, name, method, descriptor):
        for class_glob, method_glob, thrown in self.rows:
            # A pattern with a parenthesis also looks at the descriptor; '[' is no wildcard in descriptors.
            target = method + descriptor if "(" in method_glob else method
            if fnmatch.fnmatchcase(name, class_glob) and fnmatch.fnmatchcase(target.replace("[", "@"), method_glob):
                return thrown
        return []


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--classes", type=pathlib.Path, default=PLATFORM / "classes.tsv")
    parser.add_argument("--members", type=pathlib.Path, default=PLATFORM / "members.tsv")
    args = parser.parse_args()

    throws = Throws(HERE / "throws.tsv")
    constants = {(r["class"], r["name"]): r["value"] for r in table(HERE / "constants.tsv")}
    classes = {}
    for row in table(args.classes):
        if api_of(row).startswith(WANTED):
            interfaces = [i for i in (row.get("interfaces") or "").replace(" ", ",").split(",") if i]
            classes[row["class"]] = (row["kind"] == "interface", row.get("superclass") or "java/lang/Object", interfaces)
    for name in COMPILER_ONLY:
        classes[name] = (True, "java/lang/Object", [])

    members = {name: ({}, {}) for name in classes}
    for row in table(args.members):
        name = row["class"]
        if name not in classes:
            continue
        interface = classes[name][0]
        words = (row.get("access") or "").split() + (row.get("static") or "").split()
        access = (PROTECTED if "protected" in words else PUBLIC) | (STATIC if "static" in words else 0)
        member, descriptor = row["name"], row["descriptor"]
        if descriptor.startswith("("):
            access |= 0 if member == "<init>" else ABSTRACT if interface else NATIVE
            members[name][1].setdefault((member, descriptor), access)
        else:
            value = row.get("constant_value") or constants.get((name, member))
            members[name][0].setdefault((member, descriptor), (access, value))

    # javac needs a StringBuilder for `+`; build.sh renames it to the StringBuffer that CLDC has.
    if "java/lang/StringBuffer" in classes:
        rename = lambda text: text.replace("java/lang/StringBuffer", "java/lang/StringBuilder")
        classes["java/lang/StringBuilder"] = classes["java/lang/StringBuffer"]
        fields, methods = members["java/lang/StringBuffer"]
        members["java/lang/StringBuilder"] = (fields, {(m, rename(d)): a for (m, d), a in methods.items()})

    for name in sorted(classes):
        interface, superclass, interfaces = classes[name]
        fields = [(a, f, d, v) for (f, d), (a, v) in sorted(members[name][0].items())]
        methods = [(a, m, d, throws.of(name, m, d)) for (m, d), a in sorted(members[name][1].items())]
        superclass = None if name == "java/lang/Object" else "java/lang/Object" if interface else superclass
        path = args.out / (name + ".class")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(class_file(name, interface, superclass, interfaces, fields, methods))
    print(f"{len(classes)} stubs")


if __name__ == "__main__":
    main()
