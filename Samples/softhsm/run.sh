#!/bin/sh
# Seals with a key that never leaves its token: a P-384 key in SoftHSM, asked through PKCS#11 as smart cards and HSMs are.
# Then a wrong key in the slot, a wrong PIN and a changed signature, each of which is refused.
# usage: run.sh [FOLDER]   (bulla and bulla-verify are found on PATH)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-softhsm}
rm -rf "$folder"
mkdir -p "$folder/tokens"
cd "$folder"

say() { printf '\n== %s\n' "$*"; }
fail() { echo "run.sh: $1" >&2; exit 1; }
# refused STATUS WORDS COMMAND...: wants that the command ends with this status and says these words.
refused() {
    want=$1 words=$2 got=0
    shift 2
    "$@" >refusal 2>&1 || got=$?
    [ "$got" = "$want" ] || { cat refusal; fail "$*: ended with $got, want $want"; }
    grep -F "$words" refusal || { cat refusal; fail "$*: does not say $words"; }
}

say "1. A token with two P-384 keys and an Ed25519 key, made inside it"
printf 'directories.tokendir = %s/tokens\nlog.level = ERROR\n' "$PWD" >softhsm2.conf
export SOFTHSM2_CONF="$PWD/softhsm2.conf"
for TOKEN_MODULE in /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so; do
    [ ! -e "$TOKEN_MODULE" ] || break
done
export TOKEN_MODULE TOKEN_LABEL=bulla TOKEN_PIN=1234 TOKEN_KEY=01
softhsm2-util --init-token --free --label "$TOKEN_LABEL" --so-pin 87654321 --pin "$TOKEN_PIN"
tool() { pkcs11-tool --module "$TOKEN_MODULE" --token-label "$TOKEN_LABEL" "$@" 2>/dev/null; }
# generate ID LABEL TYPE
generate() { tool --login --pin "$TOKEN_PIN" --keypairgen --id "$1" --label "$2" --key-type "$3" | grep -A3 Private; }
generate 01 exporter EC:secp384r1
generate 02 other EC:secp384r1
generate 03 witness EC:edwards25519

say "2. The public keys leave the token, and nothing else can"
# point ID COUNT: the raw key, which PKCS#11 gives as an OCTET STRING of so many bytes.
point() {
    tool --list-objects --type pubkey | awk -v id="$1" '/EC_POINT:/ { point = $2 } $1 == "ID:" && $2 == id { print point }' |
        tail -c "$(($2 * 2 + 1))" | xxd -r -p
}
point 01 97 >exporter.point
point 03 32 >witness.point
bulla key import --p384 exporter.point --name "A. Exporter" -o exporter.pub
bulla key import --ed25519 witness.point --name "W. Witness" -o witness.pub
bulla trust init -o trust.json
bulla trust add trust.json --person "A. Exporter" --role exporter --key exporter.pub
bulla trust add trust.json --person "W. Witness" --role witness --key witness.pub

say "3. A run of three steps, sealed by the token"
bulla run init RUN --origin lab.example/softhsm >/dev/null
zero=$(printf '%064d' 0)
for step in 1 2 3; do
    before=$(printf '%064d' "$((step - 1))") after=$(printf '%064d' "$step")
    printf '{"type":"step","step":%s,"state_before":"%s","state_after":"%s","batch":"%s","metrics":{"loss":"0.%s"}}\n' \
        "$step" "$before" "$after" "$zero" "$step"
done | bulla log append RUN --software-session
set -- --sign-as exporter.pub --sign-with "sh '$here/sign.sh'"
bulla seal RUN "$@" -o week1.bulla.tar.xz

say "4. Both verifiers accept it"
bulla-verify verify week1.bulla.tar.xz --trust trust.json --first
python3 "$here/../../Formats/verify.py" week1.bulla.tar.xz --trust trust.json --first --attested

say "5. Another key in the slot, a wrong PIN: nothing is sealed"
refused 2 command-wrong-key env TOKEN_KEY=02 bulla seal RUN "$@" -o wrong.bulla.tar.xz
refused 2 command-failed env TOKEN_PIN=4321 bulla seal RUN "$@" -o wrong.bulla.tar.xz
[ ! -e wrong.bulla.tar.xz ] || fail "sealed with a wrong key"

say "6. A signature with one bit flipped: refused when it comes from the command, and when it stands in the envelope"
cat >flip.sh <<END
sh '$here/sign.sh' | xxd -p -c 200 | sed -e 's/0\$/1/' -e t -e 's/.\$/0/' | xxd -r -p
END
refused 2 command-wrong-key bulla seal RUN --sign-as exporter.pub --sign-with "sh flip.sh" -o wrong.bulla.tar.xz
bulla seal RUN --prepare -o flipped.prepared 2>/dev/null
bulla sign flipped.prepared "$@" 2>/dev/null
python3 - flipped.prepared/manifest.dsse.json <<'END'
import base64, json, sys
envelope = json.load(open(sys.argv[1]))
signature = bytearray(base64.b64decode(envelope["signatures"][0]["sig"]))
signature[90] ^= 1
envelope["signatures"][0]["sig"] = base64.b64encode(signature).decode()
open(sys.argv[1], "w").write(json.dumps(envelope, sort_keys=True, separators=(",", ":")))
END
refused 2 signature-invalid bulla seal --finish flipped.prepared -o flipped.bulla.tar.xz

say "7. A witness's Ed25519 key in the token signs a checkpoint"
bulla log checkpoint RUN >run.checkpoint
TOKEN_KEY=03 bulla log cosign run.checkpoint --sign-as witness.pub --sign-with "sh '$here/sign.sh'" \
    --name witness.example -o run.cosigned
bulla-verify verify week1.bulla.tar.xz --trust trust.json --first --witness run.cosigned --quiet
refused 2 key-not-ed25519 bulla log cosign run.checkpoint "$@" --name exporter.example -o wrong.cosigned
