# usage: ada-prepares.sh BULLA MEDIUM
bulla=$1 medium=$2
"$bulla" key new --name Ada -o ada.key --no-password
cp ada.pub "$medium/"
"$bulla" run init run --origin lab.example/run/7
state() { printf '%064d' "$1"; }
for step in 1 2 3 4 5; do
    printf '{"type":"step","step":%d,"state_before":"%s","state_after":"%s","batch":"%s","metrics":{"loss":"0.%d"}}\n' \
        "$step" "$(state $((step - 1)))" "$(state "$step")" "$(state $((step + 100)))" "$step"
done | "$bulla" log append run --software-session
"$bulla" seal run --key ada.key -o "$medium/week1.bulla.tar.xz"
