#!/bin/sh
# Make root.pem and leaf.pem again from the committed test keys: same serials, same dates, same bytes.
# Keys are made only where they are missing; new keys give new certificates and new signed bundles.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

for key in root leaf; do
    [ -f $key.key ] || openssl genrsa -traditional -out $key.key 2048 2>/dev/null
done

cat >"$work/ca.cnf" <<CNF
[ca]
default_ca = test
[test]
dir = $work
database = $work/index.txt
serial = $work/serial
new_certs_dir = $work
default_md = sha1
policy = any
unique_subject = no
[any]
organizationName = supplied
commonName = supplied
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = codeSigning
CNF
: >"$work/index.txt"
echo 01 >"$work/serial"
dates='-startdate 20050101000000Z -enddate 20350101000000Z'
openssl req -new -key root.key -subj '/O=mexelint samples/CN=mexelint TEST root (do not trust)' -out "$work/root.csr"
openssl req -new -key leaf.key -subj '/O=mexelint samples/CN=mexelint TEST signer (do not trust)' -out "$work/leaf.csr"
openssl ca -batch -config "$work/ca.cnf" -selfsign -keyfile root.key -extensions root $dates -notext \
    -in "$work/root.csr" -out root.pem 2>/dev/null
openssl ca -batch -config "$work/ca.cnf" -cert root.pem -keyfile root.key -extensions leaf $dates -notext \
    -in "$work/leaf.csr" -out leaf.pem 2>/dev/null
openssl verify -CAfile root.pem leaf.pem
