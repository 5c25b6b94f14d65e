# usage: ada-releases.sh BULLA MEDIUM
bulla=$1 medium=$2
"$bulla" trust init -o trust.json
"$bulla" trust add trust.json --person Ada --role exporter --key ada.pub
"$bulla" trust add trust.json --person Bert --role custodian --key "$medium/bert.pub"
chain=$medium/week1.custody
"$bulla" custody open "$chain" --bundle "$medium/week1.bulla.tar.xz" --item SN-1:BOX/7:flash:64000000000 \
    --trust trust.json --key ada.key --place LAB-1 --new-seal S-4711
"$bulla" custody release "$chain" --to bert --seal intact --trust trust.json --key ada.key --place LAB-1
cp "$chain/001-release.dsse.json" kept.dsse.json
