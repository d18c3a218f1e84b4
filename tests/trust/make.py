#!/usr/bin/env python3
"""Make the signed suites that tests/trust_suites.rs judges: roots, certificates, JADs and JARs, signed for real.

    tests/trust/make.py           make what is missing
    tests/trust/make.py --again   make certificates and suites again; keys stay

Needs openssl 3 and a JDK (jarsigner). Keys are for these tests only. Dates and serial numbers are fixed. DSA, EC
and jarsigner put random numbers and the time into what they sign, so that those files differ from run to run; what the
tests expect of them does not.
"""
import base64
import hashlib
import http.server
import io
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEYS, CERTIFICATES, SUITES = HERE / "keys", HERE / "certificates", HERE / "suites"
PURPOSE_NOKIA = "1.3.6.1.4.1.94.1.49.1.2.2.3"
CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign"
SIGNER = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning"

ALL_KEYS = {
    "operator": 2048, "manufacturer": 2048, "third": 2048, "administrator": 2048, "namesake": 2048, "ca": 2048,
    "ca2": 2048, "signer": 2048, "other": 2048, "rsa512": 512, "rsa1024": 1024, "rsa4096": 4096, "e3": "e3",
    "dsa": (1024, 160), "dsa2048": (2048, 256), "ec": "ec", "tsa": 2048,
}

# name: key, issuer, common name, extensions, from, to, hash
LONG = ("20060101000000Z", "20360101000000Z")
ROOT = ("20050101000000Z", "20450101000000Z")
CERTS = {
    "operator": ("operator", None, "TEST operator root", CA, *ROOT, "sha1"),
    "manufacturer": ("manufacturer", None, "TEST manufacturer root", CA, *ROOT, "sha1"),
    "third": ("third", None, "TEST third-party root", CA, *ROOT, "sha1"),
    "administrator": ("administrator", None, "TEST administrator root", CA, *ROOT, "sha1"),
    "namesake": ("namesake", None, "TEST third-party root", CA, *ROOT, "sha1"),
    "old-root": ("third", None, "TEST third-party root", CA, "19980101000000Z", "20080101000000Z", "sha1"),
    "cross": ("third", "manufacturer", "TEST third-party root", CA, *LONG, "sha1"),
    "ca": ("ca", "third", "TEST CA", CA.replace("CA:TRUE", "CA:TRUE,pathlen:0"), *LONG, "sha1"),
    "ca2": ("ca2", "ca", "TEST second CA", CA, *LONG, "sha1"),
    "ca-v1": ("ca2", "third", "TEST CA of version 1", "", *LONG, "sha1"),
    "ca-no-usage": ("ca2", "third", "TEST CA without keyCertSign", CA.replace("keyCertSign,", ""), *LONG, "sha1"),
    "signer": ("signer", "third", "TEST signer", SIGNER, *LONG, "sha1"),
    "signer-operator": ("signer", "operator", "TEST signer", SIGNER, *LONG, "sha256"),
    "signer-manufacturer": ("signer", "manufacturer", "TEST signer", SIGNER, *LONG, "sha1"),
    "signer-administrator": ("signer", "administrator", "TEST signer", SIGNER, *LONG, "sha1"),
    "signer-ca": ("signer", "ca", "TEST signer", SIGNER, *LONG, "sha1"),
    "signer-ca2": ("signer", "ca2", "TEST signer", SIGNER, *LONG, "sha1"),
    "signer-ca-v1": ("signer", "ca-v1", "TEST signer", SIGNER, *LONG, "sha1"),
    "signer-ca-no-usage": ("signer", "ca-no-usage", "TEST signer", SIGNER, *LONG, "sha1"),
    "expired": ("signer", "third", "TEST expired signer", SIGNER, "20060101000000Z", "20080101000000Z", "sha1"),
    "future": ("signer", "third", "TEST future signer", SIGNER, "20400101000000Z", "20440101000000Z", "sha1"),
    "other": ("other", "third", "TEST other signer", SIGNER, *LONG, "sha1"),
    "md5": ("signer", "third", "TEST signer by MD5", SIGNER, *LONG, "md5"),
    "v1": ("signer", "third", "TEST signer of version 1", "", *LONG, "sha1"),
    "no-usage": ("signer", "third", "TEST encipherer", SIGNER.replace("digitalSignature", "keyEncipherment"), *LONG, "sha1"),
    "server": ("signer", "third", "TEST server", SIGNER.replace("=codeSigning", "=serverAuth"), *LONG, "sha1"),
    "server-critical": ("signer", "third", "TEST server", SIGNER.replace("=codeSigning", "=critical,serverAuth"), *LONG, "sha1"),
    "purpose-nokia": ("signer", "third", "TEST signer", SIGNER.replace("=codeSigning", "=critical," + PURPOSE_NOKIA), *LONG, "sha1"),
    "critical": ("signer", "third", "TEST signer", SIGNER + "\n1.2.3.4=critical,ASN1:NULL", *LONG, "sha1"),
    "device-bound": ("signer", "third", "TEST developer", SIGNER + "\n1.3.6.1.4.1.94.1.49.1.2.1=critical,ASN1:NULL", *LONG, "sha1"),
    "rsa512": ("rsa512", "third", "TEST 512 bits", SIGNER, *LONG, "sha1"),
    "rsa1024": ("rsa1024", "third", "TEST 1024 bits", SIGNER, *LONG, "sha1"),
    "rsa4096": ("rsa4096", "third", "TEST 4096 bits", SIGNER, *LONG, "sha256"),
    "e3": ("e3", "third", "TEST e 3", SIGNER, *LONG, "sha1"),
    "below-signer": ("other", "signer", "TEST below a signer", SIGNER, *LONG, "sha1"),
    "dsa": ("dsa", "third", "TEST DSA", SIGNER, *LONG, "sha1"),
    "dsa2048": ("dsa2048", "third", "TEST DSA of 2048 bits", SIGNER, *LONG, "sha256"),
    "ec": ("ec", "third", "TEST EC", SIGNER, *LONG, "sha256"),
    "tsa": ("tsa", "third", "TEST time", SIGNER.replace("=codeSigning", "=critical,timeStamping"), *LONG, "sha256"),
}


def run(*command, data=None, **more):
    result = subprocess.run([str(part) for part in command], input=data, capture_output=True, **more)
    if result.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{result.stdout.decode()}{result.stderr.decode()}")
    return result.stdout


def make_keys():
    for name, kind in ALL_KEYS.items():
        file = KEYS / f"{name}.key"
        if file.exists():
            continue
        if isinstance(kind, tuple):
            parameters = file.with_suffix(".parameters")
            run("openssl", "genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", f"dsa_paramgen_bits:{kind[0]}",
                "-pkeyopt", f"dsa_paramgen_q_bits:{kind[1]}", "-out", parameters)
            run("openssl", "genpkey", "-paramfile", parameters, "-out", file)
            parameters.unlink()
        elif kind == "ec":
            run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file)
        else:
            bits, exponent = (2048, 3) if kind == "e3" else (kind, 65537)
            run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}", "-pkeyopt",
                f"rsa_keygen_pubexp:{exponent}", "-out", file)


def make_certificates(work):
    for serial, (name, (key, issuer, common, extensions, start, end, md)) in enumerate(CERTS.items(), 1):
        target = CERTIFICATES / f"{name}.pem"
        if target.exists():
            continue
        folder = work / name
        folder.mkdir()
        (folder / "index.txt").write_text("")
        (folder / "serial").write_text(f"{serial:04X}\n")
        section = f"[extensions]\n{extensions}\n" if extensions else ""
        (folder / "ca.cnf").write_text(
            f"[ca]\ndefault_ca=test\n[test]\ndir={folder}\ndatabase={folder}/index.txt\nserial={folder}/serial\n"
            f"new_certs_dir={folder}\npolicy=any\nunique_subject=no\n[any]\norganizationName=supplied\n"
            f"commonName=supplied\n{section}")
        subject = f"/O=mexelint samples/CN={common} (do not trust)"
        run("openssl", "req", "-new", "-key", KEYS / f"{key}.key", "-subj", subject, "-out", folder / "request")
        by = ["-selfsign", "-keyfile", KEYS / f"{key}.key"]
        if issuer:
            by = ["-cert", CERTIFICATES / f"{issuer}.pem", "-keyfile", KEYS / f"{CERTS[issuer][0]}.key"]
        extra = ["-extensions", "extensions"] if extensions else []
        run("openssl", "ca", "-batch", "-config", folder / "ca.cnf", *by, *extra, "-md", md, "-startdate", start,
            "-enddate", end, "-notext", "-in", folder / "request", "-out", target)


def der(name):
    text = (CERTIFICATES / f"{name}.pem").read_text()
    return base64.b64decode("".join(line for line in text.splitlines() if "-----" not in line))


def jar(entries):
    """A JAR with these entries, the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name, (2009, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def entries(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    return [(info.filename, archive.read(info)) for info in archive.infolist()]


# ---------------------------------------------------------------------------------------------------------------- MIDP

MANIFEST = (
    "Manifest-Version: 1.0\r\nMIDlet-Name: Signed\r\nMIDlet-Version: 1.0\r\nMIDlet-Vendor: mexelint\r\n"
    "MIDlet-1: Signed,,Signed\r\nMicroEdition-Configuration: CLDC-1.0\r\nMicroEdition-Profile: MIDP-2.0\r\n"
    "Service: http://example.com/a\r\n\r\n"
)


def odd_hash(content):
    """The JAR with a note that makes its SHA-1 odd: a cube root of a number that ends in it then exists."""
    for n in range(64):
        data = jar([("META-INF/MANIFEST.MF", MANIFEST), ("note.txt", f"{content} {n}")])
        if hashlib.sha1(data).digest()[-1] & 1:
            return data
    raise SystemExit("no odd hash")


def sign(data, key="signer"):
    return run("openssl", "dgst", "-sha1", "-sign", KEYS / f"{key}.key", data=data)


def modulus(key):
    text = run("openssl", "rsa", "-in", KEYS / f"{key}.key", "-noout", "-modulus").decode()
    return int(text.strip().split("=")[1], 16)


INFO = bytes.fromhex("3021300906052b0e03021a05000414")


def cube_root(number):
    low, high = 0, 1 << (number.bit_length() // 3 + 2)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle ** 3 < number else (low, middle)
    return low


def forged_behind(data):
    """A signature by nobody: hash after a short padding, anything behind it (e = 3)."""
    head = b"\0\1" + b"\xff" * 8 + b"\0" + INFO + hashlib.sha1(data).digest()
    size = 256
    root = cube_root(int.from_bytes(head + b"\0" * (size - len(head)), "big"))
    assert (root ** 3).to_bytes(size, "big").startswith(head)
    return root.to_bytes(size, "big")


def forged_padding(data):
    """A signature by nobody: the hash at the end, in a padding that is not FF (e = 3)."""
    tail = INFO + hashlib.sha1(data).digest()
    bits = 8 * len(tail) + 8
    want = int.from_bytes(b"\0" + tail, "big")
    root = 1
    for bit in range(1, bits):
        if (root ** 3 - want) >> bit & 1:
            root |= 1 << bit
    assert (root ** 3 - want) % (1 << bits) == 0
    size = 256
    start = cube_root(int.from_bytes(b"\0\1" + b"\xff" * 10 + b"\0" * (size - 12), "big"))
    root |= (start >> bits) + 1 << bits
    opened = (root ** 3).to_bytes(size, "big")
    assert opened.startswith(b"\0\1") and opened.endswith(tail) and root ** 3 < modulus("e3")
    return root.to_bytes(size, "big")


def wtls():
    name = lambda text: bytes([1, 0, 106, len(text)]) + text.encode()
    return (bytes([1, 2]) + name("TEST gateway CA") + bytes.fromhex("3a4fc800") + bytes.fromhex("7f000000") +
            name("gateway.example.com") + bytes([2, 0, 0, 3, 1, 0, 1]) + b"\0\x40" + b"\x55" * 64)


def damaged(certificate):
    """The certificate with another last byte: its issuer did not sign it."""
    return certificate[:-1] + bytes([certificate[-1] ^ 1])


def suite(name, chains, key="signer", signature=None, data=None, shipped=None, extra="", numbered=False, encode=None,
          more_certificates=()):
    """One JAD with its JAR. `chains` lists paths of certificate names or bytes; `shipped` replaces the JAR after signing."""
    data = data or jar([("META-INF/MANIFEST.MF", MANIFEST), ("note.txt", name)])
    signature = signature(data) if signature else sign(data, key)
    shipped = shipped(data) if shipped else data
    text = lambda raw: (encode or base64.b64encode)(raw).decode()
    lines = ["MIDlet-Name: Signed", "MIDlet-Version: 1.0", "MIDlet-Vendor: mexelint", "MIDlet-1: Signed,,Signed",
             f"MIDlet-Jar-URL: {name}.jar", f"MIDlet-Jar-Size: {len(shipped)}"]
    lines += [extra] if extra else []
    if numbered:
        lines += [f"MIDlet-Jar-RSA-SHA1-{n}: {text(signature)}" for n, _ in enumerate(chains, 1)]
    else:
        lines.append(f"MIDlet-Jar-RSA-SHA1: {text(signature)}")
    for n, chain in enumerate(chains, 1):
        for m, certificate in enumerate(chain, 1):
            raw = certificate if isinstance(certificate, bytes) else der(certificate)
            lines.append(f"MIDlet-Certificate-{n}-{m}: {base64.b64encode(raw).decode()}")
    lines += [f"MIDlet-Certificate-{place}: {base64.b64encode(der(c)).decode()}" for place, c in more_certificates]
    (SUITES / f"{name}.jad").write_text("\n".join(lines) + "\n")
    (SUITES / f"{name}.jar").write_bytes(shipped)


def make_suites():
    suite("good", [["signer"]])
    suite("good-operator", [["signer-operator"]])
    suite("good-manufacturer", [["signer-manufacturer"]])
    suite("administrator", [["signer-administrator"]])
    suite("root-included", [["signer", "third"]])
    suite("old-root-included", [["signer", "old-root"]])
    suite("intermediate", [["signer-ca", "ca"]])
    suite("missing-intermediate", [["signer-ca"]])
    suite("cross-signed", [["signer", "cross"]])
    suite("expired", [["expired"]])
    suite("not-yet-valid", [["future"]])
    suite("wrong-key", [["signer"]], key="other")
    suite("altered-jar", [["signer"]], shipped=lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:])
    suite("longer-jar", [["signer"]], shipped=lambda data: data + b"\0")
    suite("altered-jad", [["signer"]], extra="Service: http://example.com/b")
    suite("altered-case", [["signer"]], extra="Service: HTTP://example.com/a")
    suite("jad-only-permission", [["signer"]], extra="MIDlet-Permissions: javax.microedition.io.Connector.http")
    suite("gap", [["signer-ca"]], more_certificates=[("1-3", "ca")])
    suite("path-gap", [], more_certificates=[("2-1", "signer")])
    suite("two-paths", [["expired"], ["signer"]])
    suite("two-keys", [["signer"], ["other"]])
    suite("two-keys-second", [["expired"], ["other"]], key="other")
    suite("md5-certificate", [["md5"]])
    suite("rsa512", [["rsa512"]], key="rsa512")
    suite("rsa1024", [["rsa1024"]], key="rsa1024")
    suite("rsa4096", [["rsa4096"]], key="rsa4096")
    suite("e3", [["e3"]], key="e3")
    suite("e3-forged-behind", [["e3"]], signature=forged_behind)
    suite("e3-forged-padding", [["e3"]], data=odd_hash("forged"), signature=forged_padding)
    suite("version-1", [["v1"]])
    suite("ca-version-1", [["signer-ca-v1", "ca-v1"]])
    suite("ca-without-usage", [["signer-ca-no-usage", "ca-no-usage"]])
    suite("ca-as-signer", [["ca"]], key="ca")
    suite("root-as-signer", [["third"]], key="third")
    suite("signer-as-ca", [["below-signer", "signer"]], key="other")
    suite("path-too-long", [["signer-ca2", "ca2", "ca"]])
    suite("no-usage", [["no-usage"]])
    suite("server", [["server"]])
    suite("server-critical", [["server-critical"]])
    suite("purpose-nokia", [["purpose-nokia"]])
    suite("critical-extension", [["critical"]])
    suite("device-bound", [["device-bound"]])
    suite("damaged-certificate", [[damaged(der("signer-ca")), "ca"]])
    suite("wrong-order", [["ca", "signer-ca"]])
    suite("trailing-certificate", [[der("signer") + b"\0\0\0"]])
    suite("cut-certificate", [[der("signer")[:-20]]])
    suite("wtls", [[wtls()]])
    suite("ec-key", [["ec"]], signature=lambda data: b"\x5a" * 256)
    suite("base64", [["signer"]], encode=lambda raw: base64.b64encode(raw[:1]) + base64.b64encode(raw[1:]))
    suite("short-signature", [["signer"]], signature=lambda data: sign(data)[:-1])
    suite("numbered", [["signer"]], numbered=True)


# ----------------------------------------------------------------------------------------------------------------- JAR

CONTENT = [("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nCreated-By: mexelint\r\n\r\n"), ("a/A.class", b"\xca\xfe\xba\xbe first"),
           ("a/a-name-that-is-longer-than-one-line-of-a-manifest-may-be-so-that-it-is-folded.txt", b"second"),
           ("META-INF/services/a.A", b"third")]


def store(work, key, certificate, issuers=()):
    """A keystore with one key and its certificates."""
    file = work / f"{certificate}.p12"
    chain = work / f"{certificate}.chain"
    chain.write_text("".join((CERTIFICATES / f"{name}.pem").read_text() for name in issuers))
    more = ["-certfile", chain] if issuers else []
    run("openssl", "pkcs12", "-export", "-name", "test", "-passout", "pass:password", "-inkey", KEYS / f"{key}.key", "-in",
        CERTIFICATES / f"{certificate}.pem", *more, "-out", file)
    return file


def jarsigner(work, name, data, key, certificate, issuers=(), alias="TEST", digest="SHA-1", algorithm="SHA1withRSA",
              more=()):
    """The JAR, signed by jarsigner; written as `name`."""
    file = SUITES / f"{name}.jar"
    file.write_bytes(data)
    run("jarsigner", "-keystore", store(work, key, certificate, issuers), "-storepass", "password", "-digestalg", digest,
        "-sigalg", algorithm, "-sigfile", alias, *more, file, "test")
    return file.read_bytes()


def change(name, data, edit):
    (SUITES / f"{name}.jar").write_bytes(jar(edit(entries(data))))


def replace(name, edit):
    """Edits the data of one entry."""
    return lambda all: [(n, edit(data) if n == name else data) for n, data in all]


def sections(manifest):
    head, *rest = manifest.decode().split("\r\n\r\n")
    return head, [section for section in rest if section]


def reordered(manifest):
    head, rest = sections(manifest)
    return "\r\n\r\n".join([head, *reversed(rest)]).encode() + b"\r\n\r\n"


def refolded(manifest):
    """The first section with its name folded: the same for a reader, other bytes for a digest."""
    head, rest = sections(manifest)
    rest[0] = rest[0].replace("Name: a/", "Name: a\r\n /", 1)
    return "\r\n\r\n".join([head, *rest]).encode() + b"\r\n\r\n"


def own_signature(hash_name, names, newline="\r\n", attributes=False, stream=False, more=()):
    """Manifest, signature file and block written here, for what jarsigner does not write: names of hashes, line ends, BER."""
    value = lambda data: base64.b64encode(hashlib.new(hash_name, data).digest()).decode()
    n = newline
    content = CONTENT[1:2] + CONTENT[3:]
    part = [f"Name: {name}{n}" + "".join(f"{alias}-Digest: {value(data)}{n}" for alias in names) + n for name, data in content]
    manifest = f"Manifest-Version: 1.0{n}{n}" + "".join(part)
    listed = [f"Name: {name}{n}" + f"{names[0]}-Digest: {value(section.encode())}{n}{n}"
              for (name, _), section in zip(content, part)]
    file = (f"Signature-Version: 1.0{n}{names[0]}-Digest-Manifest: {value(manifest.encode())}{n}{n}" + "".join(listed)).encode()
    extra = ["-noattr"] if not attributes else []
    extra += ["-stream", "-indef"] if stream else []
    extra += more
    block = run("openssl", "cms", "-sign", "-binary", "-md", "sha1", "-outform", "DER", "-signer", CERTIFICATES / "signer.pem",
                "-inkey", KEYS / "signer.key", *extra, data=file)
    return [("META-INF/MANIFEST.MF", manifest), ("META-INF/TEST.SF", file), ("META-INF/TEST.RSA", block), *content]


def degenerate():
    """A block with certificates and without a signer."""
    block = run("openssl", "crl2pkcs7", "-nocrl", "-certfile", CERTIFICATES / "signer.pem", "-outform", "DER")
    return replace("META-INF/TEST.RSA", lambda _: block)(own_signature("sha1", ["SHA1"]))


def made_here():
    """JARs that come out the same in every run."""
    return {
        "jar-sha-alias": own_signature("sha1", ["SHA"]),
        "jar-two-hashes": own_signature("sha1", ["SHA1", "SHA"]),
        "jar-lf": own_signature("sha1", ["SHA1"], newline="\n"),
        "jar-cr": own_signature("sha1", ["SHA1"], newline="\r"),
        "jar-ber": own_signature("sha1", ["SHA1"], stream=True),
        "jar-unknown-hash": own_signature("sha1", ["FOO"]),
        "jar-cross-signed": own_signature("sha1", ["SHA1"], more=["-certfile", CERTIFICATES / "cross.pem"]),
        "jar-no-certificate": own_signature("sha1", ["SHA1"], more=["-nocerts"]),
        "jar-key-identifier": own_signature("sha1", ["SHA1"], more=["-keyid"]),
        "jar-no-signer": degenerate(),
    }


def timestamped(work):
    """A JAR with a timestamp of an authority that this script plays."""
    config = work / "tsa.cnf"
    serial = work / "tsa.serial"
    serial.write_text("01\n")
    config.write_text(f"[tsa]\ndefault_tsa=test\n[test]\nserial={serial}\nsigner_cert={CERTIFICATES}/tsa.pem\n"
                      f"certs={CERTIFICATES}/third.pem\nsigner_key={KEYS}/tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3\n"
                      "digests=sha1,sha256,sha384,sha512\nordering=no\ntsa_name=no\ness_cert_id_chain=no\n")

    class Authority(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            query = work / "query"
            query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            reply = run("openssl", "ts", "-reply", "-config", config, "-queryfile", query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Authority)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    jarsigner(work, "jar-timestamp", jar(CONTENT), "signer", "signer", ["third"],
              more=["-tsa", f"http://127.0.0.1:{server.server_port}"])
    server.shutdown()


def make_jars(work):
    plain = jar(CONTENT)
    good = jarsigner(work, "jar-good", plain, "signer", "signer", ["third"])
    jarsigner(work, "jar-intermediate", plain, "signer", "signer-ca", ["ca", "third"], digest="SHA-256", algorithm="SHA256withRSA")
    jarsigner(work, "jar-operator", plain, "signer", "signer-operator", ["operator"], digest="SHA-256", algorithm="SHA256withRSA")
    jarsigner(work, "jar-dsa", plain, "dsa", "dsa", ["third"], algorithm="SHA1withDSA")
    jarsigner(work, "jar-dsa2048", plain, "dsa2048", "dsa2048", ["third"], digest="SHA-256", algorithm="SHA256withDSA")
    jarsigner(work, "jar-ec", plain, "ec", "ec", ["third"], digest="SHA-256", algorithm="SHA256withECDSA")
    jarsigner(work, "jar-ec-sha1", plain, "ec", "ec", ["third"], algorithm="SHA1withECDSA")
    jarsigner(work, "jar-rsa4096", plain, "rsa4096", "rsa4096", ["third"], digest="SHA-512", algorithm="SHA512withRSA")
    jarsigner(work, "jar-md5", plain, "signer", "signer", ["third"], digest="MD5", algorithm="MD5withRSA")
    jarsigner(work, "jar-expired", plain, "signer", "expired", ["third"])
    jarsigner(work, "jar-server", plain, "signer", "server", ["third"])
    jarsigner(work, "jar-two-signers", good, "ec", "ec", ["third"], alias="SECOND", algorithm="SHA256withECDSA")
    jarsigner(work, "jar-two-signers-changed", good, "ec", "ec", ["third"], alias="SECOND", digest="SHA-256", algorithm="SHA256withECDSA")
    jarsigner(work, "jar-two-domains", good, "signer", "signer-operator", ["operator"], alias="OPERATOR")
    timestamped(work)
    block, file, manifest = "META-INF/TEST.RSA", "META-INF/TEST.SF", "META-INF/MANIFEST.MF"
    change("jar-extra-entry", good, lambda all: all + [("a/B.class", b"\xca\xfe\xba\xbe more")])
    change("jar-removed-entry", good, lambda all: [(n, data) for n, data in all if n != "META-INF/services/a.A"])
    change("jar-altered-entry", good, replace("a/A.class", lambda data: data + b"!"))
    change("jar-reordered", good, replace(manifest, reordered))
    change("jar-refolded", good, replace(manifest, refolded))
    change("jar-main-section", good, replace(manifest, lambda data: data.replace(b"Created-By: mexelint", b"Created-By: somebody")))
    change("jar-added-section", good, replace(manifest, lambda data: data + b"Name: b\r\nSHA-1-Digest: AAAA\r\n\r\n"))
    change("jar-altered-file", good, replace(file, lambda data: data.replace(b"Signature-Version: 1.0", b"Signature-Version: 1.1")))
    change("jar-trailing-block", good, replace(block, lambda data: data + b"\0\0\0\0"))
    change("jar-cut-block", good, replace(block, lambda data: data[:-40]))
    change("jar-no-block", good, lambda all: [(n, data) for n, data in all if n != block])
    import warnings
    warnings.simplefilter("ignore")
    change("jar-duplicate-same", good, lambda all: all + [(n, data) for n, data in all if n == "a/A.class"])
    change("jar-duplicate-other", good, lambda all: all + [("a/A.class", b"\xca\xfe\xba\xbe other")])
    change("jar-duplicate-first", good, lambda all: all[:3] + [("a/A.class", b"\xca\xfe\xba\xbe other")] + all[3:])
    for name, made in {**made_here(), "jar-attributes": own_signature("sha1", ["SHA1"], attributes=True)}.items():
        (SUITES / f"{name}.jar").write_bytes(jar(made))


def main():
    if sys.argv[1:] not in ([], ["--again"]):
        sys.exit(__doc__)
    for folder in (KEYS, CERTIFICATES, SUITES):
        folder.mkdir(exist_ok=True)
    if sys.argv[1:]:
        for folder in (CERTIFICATES, SUITES):
            shutil.rmtree(folder)
            folder.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        make_keys()
        make_certificates(work)
        make_suites()
        make_jars(work)
    print(f"{len(list(CERTIFICATES.iterdir()))} certificates, {len(list(SUITES.glob('*.jar')))} suites")


if __name__ == "__main__":
    main()
