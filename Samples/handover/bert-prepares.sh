# usage: bert-prepares.sh BULLA MEDIUM
bulla=$1 medium=$2
"$bulla" key new --name Bert -o bert.key --no-password
cp bert.pub "$medium/"
# Whom he trusts he says himself; Ada's fingerprint he has on paper.
"$bulla" trust init -o trust.json
"$bulla" trust add trust.json --person Ada --role exporter --key "$medium/ada.pub"
"$bulla" trust add trust.json --person Bert --role custodian --key bert.pub
