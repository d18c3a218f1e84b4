"""A class-file reader and patcher, just large enough to build the samples and to check what was built."""
import struct

# Bytes that follow each opcode; None for the two switches and `wide`, whose length depends on their content.
OPERANDS = [0] * 256
for _op, _n in {
    0x10: 1, 0x11: 2, 0x12: 1, 0x13: 2, 0x14: 2, 0x84: 2, 0xA9: 1, 0xB9: 4, 0xBA: 4, 0xBB: 2, 0xBC: 1, 0xBD: 2,
    0xC0: 2, 0xC1: 2, 0xC5: 3, 0xC6: 2, 0xC7: 2, 0xC8: 4, 0xC9: 4,
}.items():
    OPERANDS[_op] = _n
for _op in (*range(0x15, 0x1A), *range(0x36, 0x3B)):
    OPERANDS[_op] = 1
for _op in (*range(0x99, 0xA9), *range(0xB2, 0xB9)):
    OPERANDS[_op] = 2
BRANCHES = {*range(0x99, 0xA9), 0xAA, 0xAB, 0xC6, 0xC7, 0xC8, 0xC9}
TABLESWITCH, LOOKUPSWITCH, WIDE = 0xAA, 0xAB, 0xC4
LDC, LDC_W = 0x12, 0x13
INVOKES = range(0xB6, 0xBA)
JSR_RET = {0xA8, 0xA9, 0xC9}
FLOAT_OPS = {
    *range(0x0B, 0x10), 0x17, 0x18, *range(0x22, 0x2A), 0x30, 0x31, 0x38, 0x39, *range(0x43, 0x4B), 0x51, 0x52,
    0x62, 0x63, 0x66, 0x67, 0x6A, 0x6B, 0x6E, 0x6F, 0x72, 0x73, 0x76, 0x77, 0x86, 0x87, *range(0x89, 0x91),
    *range(0x95, 0x99), 0xAE, 0xAF,
}
CONSTANT_SIZE = {3: 5, 4: 5, 5: 9, 6: 9, 7: 3, 8: 3, 9: 5, 10: 5, 11: 5, 12: 5, 15: 4, 16: 3, 17: 5, 18: 5}
CLASS, NATIVE, ABSTRACT = 7, 0x0100, 0x0400


class Method:
    """One method: its name with descriptor, flags, code bytes, handler count and the attributes of its code."""

    def __init__(self, name, flags):
        self.name, self.flags, self.code, self.handlers, self.code_attributes = name, flags, b"", 0, []

    def instructions(self):
        """(pc, opcode, operand bytes) of every instruction."""
        code, pc = self.code, 0
        while pc < len(code):
            op, start = code[pc], pc + 1
            if op == TABLESWITCH:
                base = (pc + 4) & ~3
                low, high = struct.unpack_from(">ii", code, base + 4)
                end = base + 12 + 4 * (high - low + 1)
            elif op == LOOKUPSWITCH:
                base = (pc + 4) & ~3
                end = base + 8 + 8 * struct.unpack_from(">i", code, base + 4)[0]
            elif op == WIDE:
                end = pc + (6 if code[pc + 1] == 0x84 else 4)
            else:
                end = start + OPERANDS[op]
            yield pc, op, code[start:end]
            pc = end

    def merges(self):
        """True when control flow meets somewhere in the method, so that a CLDC verifier needs a StackMap."""
        return self.handlers > 0 or any(op in BRANCHES for _, op, _ in self.instructions())


class ClassFile:
    """The parts of a class file that the checks of this folder look at."""

    def __init__(self, data):
        magic, self.minor, self.major, count = struct.unpack_from(">IHHH", data, 0)
        if magic != 0xCAFEBABE:
            raise ValueError("no class file")
        self.constants, at, i = {}, 10, 1
        while i < count:
            tag = data[at]
            if tag == 1:
                length = struct.unpack_from(">H", data, at + 1)[0]
                self.constants[i] = (1, data[at + 3 : at + 3 + length].decode("utf-8", "replace"))
                at += 3 + length
            else:
                size = CONSTANT_SIZE[tag]
                wide = size == 5 and tag not in (3, 4)
                operands = struct.unpack_from(">HH", data, at + 1) if wide else struct.unpack_from(">H", data, at + 1)
                self.constants[i] = (tag, *operands)
                at += size
                i += tag in (5, 6)
            i += 1
        self.flags, this, parent, interfaces = struct.unpack_from(">HHHH", data, at)
        self.name = self.class_name(this)
        self.superclass = self.class_name(parent) if parent else None
        at += 8 + 2 * interfaces
        self.fields, self.methods = [], []
        for members in (self.fields, self.methods):
            total = struct.unpack_from(">H", data, at)[0]
            at += 2
            for _ in range(total):
                flags, name, descriptor = struct.unpack_from(">HHH", data, at)
                separator = "" if members is self.methods else ":"
                method = Method(self.text(name) + separator + self.text(descriptor), flags)
                at = self._attributes(data, at + 6, method)
                members.append(method)
        if self._attributes(data, at, None) != len(data):
            raise ValueError("bytes after the class")

    def _attributes(self, data, at, method):
        total = struct.unpack_from(">H", data, at)[0]
        at += 2
        for _ in range(total):
            name, length = struct.unpack_from(">HI", data, at)
            if self.text(name) == "Code" and method is not None:
                size = struct.unpack_from(">I", data, at + 10)[0]
                method.code = data[at + 14 : at + 14 + size]
                inner = at + 14 + size
                method.handlers = struct.unpack_from(">H", data, inner)[0]
                inner += 2 + 8 * method.handlers
                attributes = struct.unpack_from(">H", data, inner)[0]
                inner += 2
                for _ in range(attributes):
                    attribute, inner_length = struct.unpack_from(">HI", data, inner)
                    method.code_attributes.append(self.text(attribute))
                    inner += 6 + inner_length
            at += 6 + length
        return at

    def text(self, index):
        return self.constants[index][1]

    def class_name(self, index):
        return self.text(self.constants[index][1])

    def calls(self, method):
        """(pc, "owner.name(descriptor)") of every invoke in the method."""
        for pc, op, operand in method.instructions():
            if op in INVOKES:
                _, owner, pair = self.constants[struct.unpack_from(">H", operand)[0]]
                _, name, descriptor = self.constants[pair]
                yield pc, f"{self.class_name(owner)}.{self.text(name)}{self.text(descriptor)}"

    def loads_class_constant(self, method):
        """True for `ldc` of a Class, which is illegal below version 49."""
        for _, op, operand in method.instructions():
            if op in (LDC, LDC_W):
                index = operand[0] if op == LDC else struct.unpack_from(">H", operand)[0]
                if self.constants[index][0] == CLASS:
                    return True
        return False

    def find(self, wanted):
        """Methods with this name, or with this name and descriptor."""
        return [m for m in self.methods if m.name == wanted or m.name.split("(")[0] == wanted]


def with_string_buffer(data):
    """The class as an old javac would have written it: `+` through StringBuffer, which CLDC has."""
    count = struct.unpack_from(">H", data, 8)[0]
    out, at, i = bytearray(data[:10]), 10, 1
    while i < count:
        tag = data[at]
        if tag == 1:
            length = struct.unpack_from(">H", data, at + 1)[0]
            text = data[at + 3 : at + 3 + length].replace(b"java/lang/StringBuilder", b"java/lang/StringBuffer")
            out += struct.pack(">BH", 1, len(text)) + text
            at += 3 + length
        else:
            size = CONSTANT_SIZE[tag]
            out += data[at : at + size]
            at += size
            i += tag in (5, 6)
        i += 1
    return bytes(out + data[at:])


def with_version(data, major):
    """The class under another major version, nothing else changed."""
    return data[:4] + struct.pack(">HH", 0, major) + data[8:]


def without_code_attribute(data, unwanted):
    """The class without that attribute of its Code attributes (StackMapTable, StackMap)."""
    reader = ClassFile(data)

    def attributes(at, inside_code):
        """Copy an attribute table; returns its new bytes and the offset behind the old one."""
        total = struct.unpack_from(">H", data, at)[0]
        at += 2
        kept = []
        for _ in range(total):
            name, length = struct.unpack_from(">HI", data, at)
            body, text = data[at + 6 : at + 6 + length], reader.text(name)
            if text == "Code" and not inside_code:
                size = struct.unpack_from(">I", body, 4)[0]
                table = 8 + size + 2 + 8 * struct.unpack_from(">H", body, 8 + size)[0]
                body = body[:table] + attributes(at + 6 + table, True)[0]
            if not (inside_code and text == unwanted):
                kept.append(struct.pack(">HI", name, len(body)) + body)
            at += 6 + length
        return struct.pack(">H", len(kept)) + b"".join(kept), at

    at = 10
    i, count = 1, struct.unpack_from(">H", data, 8)[0]
    while i < count:
        tag = data[at]
        at += 3 + struct.unpack_from(">H", data, at + 1)[0] if tag == 1 else CONSTANT_SIZE[tag]
        i += 2 if tag in (5, 6) else 1
    at += 8 + 2 * struct.unpack_from(">H", data, at + 6)[0]
    out = bytearray(data[:at])
    for _ in ("fields", "methods"):
        total = struct.unpack_from(">H", data, at)[0]
        out += data[at : at + 2]
        at += 2
        for _ in range(total):
            out += data[at : at + 6]
            new, at = attributes(at + 6, False)
            out += new
    new, at = attributes(at, False)
    return bytes(out + new)
