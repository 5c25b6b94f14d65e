# The customer: makes a trust file of her own, fetches each release by torrent, verifies a random subset, and accepts or refuses. Run in the
# customer's folder.
# usage: customer-decides.sh PORTAL-URL VENDOR-PUBLIC-KEY POLICY
set -eu
portal=$1 vendor=$2 policy=$3

bulla key new --name "C. Customer" --no-password -o customer.key
bulla trust init -o trust.json >/dev/null
# The vendor's key comes by another way than the portal: on paper, with its fingerprint.
bulla trust add trust.json --person "V. Vendor" --role exporter --key "$vendor" >/dev/null
bulla trust add trust.json --person "C. Customer" --role inspector --key customer.pub >/dev/null
bulla trust policy trust.json --set "$policy"

# The portal's list of torrents; each is fetched by a client that knows one tracker and nothing else.
mkdir -p fetched receipts
previous=--first
for name in model-1 model-2; do
    id=$(sh "$here/fetch.sh" "$portal" "$name" fetched)
    file=fetched/$id/$id.bulla.tar.xz
    # Twenty throws of a ten-sided die, after the release came: the vendor could not know which steps they name.
    seed=$(od -An -N 20 -tu1 /dev/urandom | tr -s ' ' '\n' | awk 'NF { printf "%d", $1 % 10 }')
    if bulla accept "$file" --trust trust.json $previous --keep "$name.checkpoint" --sample 200 --seed "$seed" \
        --report "$name.report.json" --key customer.key -o "receipts/$name.receipt.dsse.json" >"$name.txt" 2>&1; then
        echo "accepted: $name"
    else
        echo "refused: $name: $(head -n 1 "$name.txt")"
    fi
    previous="--previous $name.checkpoint"
done
