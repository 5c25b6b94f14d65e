# usage: bert-receives.sh BULLA MEDIUM
bulla=$1 medium=$2
chain=$medium/week1.custody
"$bulla" custody status "$chain" --bundle "$medium/week1.bulla.tar.xz" --medium SN-1 --trust trust.json
"$bulla" verify "$medium/week1.bulla.tar.xz" --trust trust.json --first --custody "$chain" --quiet
"$bulla" custody receive "$chain" --bundle "$medium/week1.bulla.tar.xz" --seal intact --checked signatures \
    --trust trust.json --key bert.key --place DEPOT-2
"$bulla" verify "$medium/week1.bulla.tar.xz" --trust trust.json --first --custody "$chain" --custody-medium SN-1 --quiet
