"""A ZIP writer whose every header field can be made to lie, and whose output depends on its input alone."""
import struct
import zlib

# 2005-01-01 00:00:00 in DOS form: entries carry no date of the machine that built them.
DOS_DATE, DOS_TIME = (2005 - 1980) << 9 | 1 << 5 | 1, 0


class Entry:
    """One entry; `local` and `central` override single fields of the two headers (name, crc, size, packed, method)."""

    def __init__(self, name, data, stored=False, local=None, central=None):
        self.name, self.data, self.stored = name, data, stored
        self.local, self.central = local or {}, central or {}


def archive(entries, prefix=b"", descriptors=True):
    """Bytes of the archive. `descriptors`: sizes follow the data, as the `jar` tool writes them."""
    out, directory = bytearray(prefix), bytearray()
    for entry in entries:
        packed = entry.data
        if not entry.stored:
            deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
            packed = deflate.compress(entry.data) + deflate.flush()
        streamed = descriptors and not entry.stored
        truth = {
            "name": entry.name, "crc": zlib.crc32(entry.data), "packed": len(packed), "size": len(entry.data),
            "method": 0 if entry.stored else 8,
        }
        local, central = {**truth, **entry.local}, {**truth, **entry.central}
        offset, flags = len(out), 0x0008 if streamed else 0
        known = (0, 0, 0) if streamed else (local["crc"], local["packed"], local["size"])
        name = local["name"].encode("utf-8")
        out += struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, flags, local["method"], DOS_TIME, DOS_DATE, *known, len(name), 0)
        out += name + packed
        if streamed:
            out += struct.pack("<IIII", 0x08074B50, local["crc"], local["packed"], local["size"])
        name = central["name"].encode("utf-8")
        directory += struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, flags, central["method"], DOS_TIME, DOS_DATE, central["crc"],
            central["packed"], central["size"], len(name), 0, 0, 0, 0, 0, offset,
        )
        directory += name
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(entries), len(entries), len(directory), len(out), 0)
    return bytes(out) + bytes(directory) + end
