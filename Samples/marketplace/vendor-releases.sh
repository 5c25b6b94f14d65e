# The vendor: trains in exact integers, seals two releases, and lays out the folder that is the portal. Run in the vendor's folder.
# usage: vendor-releases.sh DATA TRACKER
set -eu
data=$1 tracker=$2

bulla key new --name "V. Vendor" --no-password -o vendor.key
mkdir -p portal

# release NAME STEPS REPLAY [OPTION...]: so many more steps, of which so many carry an opening, sealed and published.
release() {
    name=$1 steps=$2 replay=$3
    shift 3
    bulla-train RUN --data "$data" --steps "$steps" --replay "$replay" $more
    bulla seal RUN --key vendor.key "$@" -o "portal/$name.bulla.tar.xz"
    more=--continue
    bulla publish torrent "portal/$name.bulla.tar.xz" --announce "$tracker" -o seeds
}
more=
release model-1 300 100%
# Cheaper: only a tenth of the steps of this release can be done again by others.
release model-2 300 10% --after portal/model-1.bulla.tar.xz
cp seeds/*.v1.torrent seeds/*.v2.torrent portal/
