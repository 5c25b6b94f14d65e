# usage: ada-checks.sh BULLA MEDIUM
bulla=$1 medium=$2
chain=$medium/week1.custody
"$bulla" custody status "$chain" --trust trust.json --kept kept.dsse.json | tee status.txt
grep -q 'held by bert' status.txt
"$bulla" verify "$medium/week1.bulla.tar.xz" --trust trust.json --first --custody "$chain" --custody-receipt kept.dsse.json --quiet
# Without Bert's half the medium is still hers, and whoever kept his event sees that it is gone.
cp "$chain/002-receive.dsse.json" bert.dsse.json
mkdir cut && cp "$chain"/00[01]-*.dsse.json cut/
if "$bulla" custody status cut --trust trust.json --kept bert.dsse.json > cut.txt; then exit 1; fi
grep custody-truncated cut.txt
