#!/bin/sh
# Runs a command beside a Slurm of one node, on loopback, in a folder that is gone afterwards: for trying, not for work.
# usage: one-node.sh COMMAND...   (Debian's slurmctld, slurmd, slurm-client and munge; as root or not; no systemd)
# Ends with the command's status. A Slurm and a munge that the machine already has are neither used nor touched.
# shellcheck disable=SC2317  # what `trap` and `try` call is taken for unreachable
set -eu
PATH=$PATH:/usr/sbin
cpus=4 # what the node says that it has, whatever the machine has
user=$(id -un)
host=$(hostname -s)
folder=$(mktemp -d "${TMPDIR:-/tmp}/one-node.XXXXXX")
port=$((10000 + $$ % 10000 * 2))
munged='' slurmctld='' slurmd='' command=''

# try SECONDS COMMAND...: waits until the command succeeds.
try() {
    tries=$(($1 * 5))
    shift
    while ! "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.2
    done
}
stop() {
    [ -n "$1" ] || return 0
    kill "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}
fail() {
    echo "one-node.sh: $1" >&2
    tail -n 20 "$folder"/*.log >&2 2>/dev/null || true
    exit 1
}
idle() { [ "$(sinfo -h -o %T)" = idle ]; }
empty() { [ -z "$(squeue -h -t pending,running,suspended,completing)" ]; }

shut() {
    status=$?
    trap - EXIT
    trap '' HUP INT TERM
    stop "$command"
    # Jobs outlive slurmd, so that they must end first.
    if [ -n "$slurmd" ] && ! empty; then
        scancel --user="$user" >/dev/null 2>&1 || true
        try 20 empty || echo "one-node.sh: a job did not end" >&2
    fi
    stop "$slurmd"
    stop "$slurmctld"
    stop "$munged"
    rm -rf "$folder"
    exit "$status"
}
trap shut EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir "$folder/state" "$folder/spool"
# munge wants that nobody else can write where its socket is, and that jobs can reach it.
chmod 755 "$folder"
(umask 077 && head -c 64 /dev/urandom >"$folder/munge.key")
cat >"$folder/slurm.conf" <<END
ClusterName=bulla
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=1,sched_interval=2
KillWait=2
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cpus RealMemory=4096 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF="$folder/slurm.conf"

munged --foreground --num-threads=2 --key-file="$folder/munge.key" --socket="$folder/munge.socket" \
    --pid-file="$folder/munge.pid" --seed-file="$folder/munge.seed" --log-file="$folder/munge.log" \
    >"$folder/munged.log" 2>&1 &
munged=$!
try 20 munge -n -S "$folder/munge.socket" || fail "munged does not answer"
slurmctld -D >"$folder/slurmctld.out.log" 2>&1 &
slurmctld=$!
slurmd -D >"$folder/slurmd.out.log" 2>&1 &
slurmd=$!
try 60 idle || fail "the node does not become idle"

# In the background, so that a signal is heard at once.
"$@" <&0 &
command=$!
status=0
wait "$command" || status=$?
command=''
exit "$status"
