#!/bin/sh
# Make the certificates and signatures of this folder again from its keys and from samples/keys: the same bytes every
# time, since every one is an RSA signature of PKCS #1 v1.5. Keys are made only where they are missing.
set -eu
cd "$(dirname "$0")"
samples=../../../samples/keys
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

[ -f other.key ] || openssl genrsa -traditional -out other.key 2048
[ -f rsa1024.key ] || openssl genrsa -traditional -3 -out rsa1024.key 1024
[ -f rsa512.key ] || openssl genrsa -traditional -out rsa512.key 512
[ -f ec.key ] || openssl ecparam -name prime256v1 -genkey -noout -out ec.key

cat >"$work/ca.cnf" <<CNF
[ca]
default_ca = test
[test]
dir = $work
database = $work/index.txt
serial = $work/serial
new_certs_dir = $work
policy = any
unique_subject = no
[any]
commonName = supplied
CNF
: >"$work/index.txt"
echo 10 >"$work/serial"

# certificate NAME KEY DIGEST [more options of openssl ca]
certificate() {
    name=$1 key=$2 digest=$3
    shift 3
    openssl req -new -key "$key" -subj "/CN=mexelint TEST $name (do not trust)" -out "$work/$name.csr"
    openssl ca -batch -config "$work/ca.cnf" -md "$digest" -startdate 20050101000000Z -enddate 20350101000000Z -notext \
        -in "$work/$name.csr" -out "$name.pem" "$@" 2>/dev/null
}
certificate other other.key sha256 -cert $samples/root.pem -keyfile $samples/root.key
certificate rsa1024 rsa1024.key md5 -cert $samples/root.pem -keyfile $samples/root.key
certificate rsa512 rsa512.key sha1 -cert $samples/root.pem -keyfile $samples/root.key
certificate ec ec.key sha1 -cert $samples/root.pem -keyfile $samples/root.key
certificate leaf-again $samples/leaf.key sha1 -selfsign -keyfile $samples/leaf.key

python3 - <<'PY'
import zipfile

manifest = zipfile.ZipInfo("META-INF/MANIFEST.MF", (2005, 1, 1, 0, 0, 0))
with zipfile.ZipFile("suite.jar", "w") as jar:
    jar.writestr(manifest, "Manifest-Version: 1.0\r\nMIDlet-Name: Test\r\n\r\n")
PY

for name in other rsa1024 rsa512; do
    openssl dgst -sha1 -sign $name.key suite.jar | base64 -w0 >$name.sig
done
openssl dgst -sha1 -sign $samples/leaf.key suite.jar | base64 -w0 >leaf.sig
