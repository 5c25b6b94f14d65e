# The vendor: trains in exact integers, seals two releases, and lays out the folder that is the portal. Run in the vendor's folder.
# usage: vendor-releases.sh DATA TRACKER
set -eu
data=$1 tracker=$2

bulla key new --name "V. Vendor" --no-password -o vendor.key
bulla trust init -o trust.json >/dev/null
bulla trust add trust.json --person "V. Vendor" --role exporter --key vendor.pub >/dev/null
mkdir -p portal

# release NAME STEPS REPLAY: so many more steps, of which so many can be done again by others, sealed and published.
release() {
    bulla-train RUN --data "$data" --steps "$2" --replay "$3" $going_on --weights "portal/$1.weights"
    bulla seal RUN --key vendor.key $after -o "portal/$1.bulla.tar.xz"
    bulla publish provenance "portal/$1.bulla.tar.xz" --model "portal/$1.weights" --key vendor.key -o "portal/$1.provenance.dsse.json"
    bulla publish torrent "portal/$1.bulla.tar.xz" --announce "$tracker" --profile libtorrent --profile aria2 -o seeds
    going_on=--continue
    after="--after portal/$1.bulla.tar.xz"
}
going_on= after=
release model-1 300 100%
# Cheaper: only a tenth of the steps of this release carry what they can be done again with.
release model-2 300 10%
cp seeds/*.torrent portal/
bulla publish tiles portal/model-1.bulla.tar.xz portal/model-2.bulla.tar.xz --trust trust.json -o portal/tiles/bulla.local/RUN
bulla publish portal portal --trust trust.json --title "V. Vendor's models"
