# shellcheck shell=bash
# Sourced by app/run, tests/run and tests/fingerprint/run: installs what is missing and builds. Sets $root.
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)

# shellcheck disable=SC2034 # used where this is sourced
packages=(cmake ninja-build g++ ccache libexpected-dev zlib1g-dev qt6-base-dev libqt6opengl6-dev qt6-svg-dev qt6-charts-dev
    libquazip1-qt6-dev fonts-inter)

say() { printf 'faultline: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

# Installs the Debian packages named in the arguments, unless all are there. Asks nothing.
need_packages() {
    local missing as_root=() log=$root/build/packages.log
    if ! command -v dpkg-query >/dev/null; then
        say "this is not Debian or Ubuntu, so nothing is installed. Needed are what they call: $*"
        return
    fi
    missing=$(comm -13 <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' | sort) \
        <(printf '%s\n' "$@" | sort))
    [ -n "$missing" ] || return 0
    local command="apt-get install -y --no-install-recommends ${missing//$'\n'/ }"
    if [ "$(id -u)" -ne 0 ]; then
        as_root=(sudo)
        [ -t 0 ] || as_root=(sudo -n)
        if ! command -v sudo >/dev/null || ! "${as_root[@]}" true; then
            fail "packages are missing and only root can install them. Run once as root: $command"
        fi
    fi
    say "installing $(wc -w <<<"$missing") packages (this takes a minute or two; log: $log)"
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
    "${apt[@]}" update >"$log" 2>&1 </dev/null || true # what cannot be fetched is told by the next step
    # shellcheck disable=SC2086 # one word a package
    "${apt[@]}" install -y --no-install-recommends $missing >>"$log" 2>&1 </dev/null 9>&- ||
        { tail -n 3 "$log" >&2; fail "the packages could not be installed. Is there a network, and is this Debian 12, Ubuntu 24.04" \
            "or newer? By hand: $command"; }
}

# One set-up at a time in this tree; released by unlock_tree or the end of the script.
lock_tree() {
    if ! mkdir -p "$root/build" 2>/dev/null || ! [ -w "$root/build" ]; then fail "cannot write to $root/build."; fi
    exec 9>"$root/build/.lock"
    flock -n 9 || { say "waiting for another run that is building here"; flock 9; }
}
unlock_tree() { exec 9>&-; }

# build PRESET TARGET [cmake options]: configures when needed, builds into build/PRESET.
build() {
    local preset=$1 target=$2 dir=$root/build/$1
    shift 2
    set -- "$@" -DFAULTLINE_WERROR="${CI:+ON}"
    local options="$root $*" log=$root/build/$preset.log
    export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1 NINJA_STATUS='[%f/%t] '
    if [ "$options" != "$(cat "$dir/.options" 2>/dev/null)" ] || [ "$root/CMakePresets.json" -nt "$dir/build.ninja" ]; then
        [ "$root" = "$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$dir/CMakeCache.txt" 2>/dev/null)" ] || rm -rf "$dir"
        say "configuring build/$preset"
        cmake -S "$root" --preset "$preset" "$@" >"$log" 2>&1 </dev/null ||
            { grep -A8 'CMake Error' "$log" >&2; fail "configuring failed; the whole log is $log"; }
        printf '%s\n' "$options" >"$dir/.options"
    fi
    local quiet=()
    [ -t 1 ] || { say "building build/$preset (some minutes the first time)"; quiet=(--quiet); }
    ninja -C "$dir" -j "$(nproc)" "${quiet[@]}" "$target" </dev/null || fail "building failed; the messages are above."
}
