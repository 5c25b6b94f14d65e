#!/bin/sh
# Has a PKCS#11 token sign: the command of `bulla ... --sign-with`. Copy it, and change what your token wants otherwise.
#   TOKEN_MODULE  the token's PKCS#11 library, such as /usr/lib/softhsm/libsofthsm2.so or opensc-pkcs11.so
#   TOKEN_LABEL   the token
#   TOKEN_KEY     the id of the key, in hexadecimal
#   TOKEN_PIN     the PIN; without it pkcs11-tool asks on the terminal
# Reads the bytes from stdin, writes the signature to stdout, and says everything else on stderr.
set -eu
: "${TOKEN_MODULE:?the PKCS#11 library}" "${TOKEN_LABEL:?the token}" "${TOKEN_KEY:?the id of the key}"

# token FILE MECHANISM: the signature of the file's bytes.
token() {
    pkcs11-tool --module "$TOKEN_MODULE" --token-label "$TOKEN_LABEL" --login ${TOKEN_PIN:+--pin env:TOKEN_PIN} \
        --id "$TOKEN_KEY" --sign --input-file "$work/$1" --output-file "$work/signature" --mechanism "$2" >&2
    cat "$work/signature"
}

# Bytes of many kinds go in and out best as files; none of them is secret.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/bytes"
case ${BULLA_SIGN_ALGORITHM:?} in
    # Many tokens sign a hash only; those with ECDSA-SHA384 can be handed the bytes themselves.
    ecdsa-p384-sha384)
        openssl dgst -sha384 -binary -out "$work/hash" "$work/bytes"
        token hash ECDSA
        ;;
    ed25519) token bytes EDDSA ;;
    *) echo "sign.sh: the token has no key of $BULLA_SIGN_ALGORITHM" >&2 && exit 1 ;;
esac
