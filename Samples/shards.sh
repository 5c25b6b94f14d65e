# Sourced by the scripts that verify in shards: reads what they were called with, and keeps it in FOLDER/arguments.
# Sets folder and shards, and defines lost_shards. The caller has set name, and that any failure ends it.
refuse() { echo "$name: $1" >&2; exit 64; }

if [ $# -eq 1 ]; then
    folder=$1
    [ -e "$folder/arguments" ] || refuse "$folder: nothing was begun in this folder"
else
    [ $# -ge 4 ] || refuse "want BUNDLE TRUST SHARDS FOLDER --at TIME [OPTION...], or FOLDER alone"
    folder=$4
    case $3 in '' | 0* | *[!0-9]*) refuse "SHARDS: got $3, want 1 or more" ;; esac
    case " $* " in
    *"
"*) refuse "got a line end in an argument" ;;
    *" --at "* | *" --at="*) ;;
    *) refuse "want --at TIME: the clocks of machines differ, and all shards must judge as of one time" ;;
    esac
    [ ! -e "$folder/arguments" ] || refuse "$folder: was begun before; give it alone to go on, or take a new folder"
    umask 077
    mkdir -p "$folder"
    bundle=$1 trust=$2 shards=$3
    shift 4
    printf '%s\n' "$PWD" "$bundle" "$trust" "$shards" "$@" >"$folder/arguments"
fi
folder=$(cd "$folder" && pwd)
shards=$(sed -n 4p "$folder/arguments")

# Prints the shards that have no part yet, each after a comma.
lost_shards() {
    for shard in $(seq "$shards"); do
        [ -s "$folder/part-$shard.json" ] || printf ',%s' "$shard"
    done
}
