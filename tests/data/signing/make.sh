#!/bin/sh
# Makes material.tsv: certificates and signatures over app.jar, Base64, one a line. The keys are made for it and thrown
# away: trust nothing that is signed here. Run again only to add material; every run gives other bytes.
set -eu
cd "$(dirname "$0")"
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
subject='/O=mexelint tests/CN=TEST'

key() { # name, openssl genpkey options
  name=$1; shift
  openssl genpkey -quiet -out "$keys/$name.key" "$@" 2>/dev/null || openssl genpkey -out "$keys/$name.key" "$@" 2>/dev/null
}
key root -algorithm RSA -pkeyopt rsa_keygen_bits:2048
key signer -algorithm RSA -pkeyopt rsa_keygen_bits:2048
key other -algorithm RSA -pkeyopt rsa_keygen_bits:1024
key short -algorithm RSA -pkeyopt rsa_keygen_bits:512
key cube -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_keygen_pubexp:3
key curve -algorithm EC -pkeyopt ec_paramgen_curve:P-256

certificate() { # name, digest
  openssl req -new -key "$keys/$1.key" -subj "$subject $1" -out "$keys/$1.csr"
  openssl x509 -req -in "$keys/$1.csr" -CA "$keys/root.pem" -CAkey "$keys/root.key" -set_serial 7 "-$2" \
    -days 3650 -out "$keys/$1.pem" 2>/dev/null
}
openssl req -new -x509 -key "$keys/root.key" -subj "$subject root" -sha1 -days 3650 -set_serial 1 -out "$keys/root.pem"
certificate signer sha1
certificate other md5
certificate short sha1
certificate cube sha256
certificate curve sha1

line() { # name, file
  printf '%s\t%s\n' "$1" "$(openssl base64 -A -in "$2")"
}
{
  for name in root signer other short cube curve; do
    openssl x509 -in "$keys/$name.pem" -outform DER -out "$keys/$name.der"
    line "certificate-$name" "$keys/$name.der"
  done
  for name in signer other short cube; do
    openssl dgst -sha1 -sign "$keys/$name.key" -out "$keys/$name.sig" app.jar
    line "signature-$name" "$keys/$name.sig"
  done
  openssl dgst -sha256 -sign "$keys/signer.key" -out "$keys/sha256.sig" app.jar
  line signature-sha256 "$keys/sha256.sig"
  openssl x509 -in "$keys/signer.pem" -noout -startdate -enddate -dateopt iso_8601 |
    sed 's/notBefore=/not-before\t/; s/notAfter=/not-after\t/; s/\(....-..-..\) /\1T/'
} > material.tsv
