# The customer: makes a trust file of her own, fetches each release by torrent, verifies a random subset, and accepts or refuses. Run in the
# customer's folder.
# usage: customer-decides.sh PORTAL VENDOR.pub POLICY PROFILE FETCH.py
set -eu
portal=$1 vendor=$2 policy=$3 profile=$4 fetch=$5

bulla key new --name "C. Customer" --no-password -o customer.key
bulla trust init -o trust.json >/dev/null
# The vendor's key comes by another way than the portal: on paper, with its fingerprint.
bulla trust add trust.json --person "V. Vendor" --role exporter --key "$vendor" >/dev/null
bulla trust add trust.json --person "C. Customer" --role inspector --key customer.pub >/dev/null
bulla trust policy trust.json --set "$policy" >/dev/null

previous=--first
for name in model-1 model-2; do
    folder=$(/usr/bin/python3 "$fetch" "$portal" "$name" "$profile" fetched)
    # Twenty throws of a ten-sided die, after the release came: the vendor could not know which steps they name.
    seed=$(od -An -N 80 -tu4 /dev/urandom | tr -s ' ' '\n' | awk 'NF { printf "%d", $1 % 10 }')
    # With the vendor's name: that of the seeded file is neutral.
    cp "$folder/$(basename "$folder").bulla.tar.xz" "$name.bulla.tar.xz"
    if bulla accept "$name.bulla.tar.xz" --trust trust.json $previous --keep "$name.checkpoint" --sample 200 --seed "$seed" \
        --report "$name.report.json" --key customer.key -o "$name.receipt.dsse.json" >"$name.txt" 2>"$name.err"; then
        echo "accepted  $name: $(sed -n 's/^population //p' "$name.txt")"
    else
        echo "refused   $name: $(head -n 1 "$name.txt")"
    fi
    # The next release is held against what was accepted, not against what was refused.
    [ ! -e "$name.receipt.dsse.json" ] || previous="--previous $name.checkpoint"
done
