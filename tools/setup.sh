# Functions that ./run and ./test share: installing packages and building, each step timed. Sourced,
# not run.

step_begin() { step_name=$1; step_from=$(date +%s); printf '== %s\n' "$step_name"; }
step_end() { printf '== %s: %s s\n' "$step_name" $(( $(date +%s) - step_from )); }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# setup_packages FILE…: installs the listed Debian packages that are neither installed nor available
# as a command of that name.
setup_packages() {
    wanted=$(sed -e 's/#.*//' "$@" | tr -s ' \n' '\n' | sort -u)
    missing=''
    for package in $wanted; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            command -v "$package" >/dev/null || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    step_begin "installing$missing"
    as_root apt-get update -qq
    # shellcheck disable=SC2086 — a list of words
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends $missing >/dev/null
    step_end
}

# setup_build FOLDER [-DNAME=VALUE…]: configures when an option differs, then builds. Shows the
# output of the tools only when they fail.
setup_build() {
    folder=$1; shift
    differs=''; [ -f "$folder/build.ninja" ] || differs=yes
    for option; do
        option=${option#-D}
        grep -qsx "${option%%=*} = ${option#*=}" "$folder/meson-private/cmd_line.txt" || differs=yes
    done
    # src/web/meson.build lists the files of its folders; a folder is newer when its list changed.
    sources=''; [ -n "$differs" ] || sources=$(find src/web -type d -newer "$folder/build.ninja")
    if [ -z "$differs$sources" ] && ninja -C "$folder" -n | grep -q 'no work to do'; then
        echo "== $folder is up to date"
        return 0
    fi
    step_begin "building $folder"
    if ! words=$({ configure_build "$@" && ninja -C "$folder" --quiet; } 2>&1); then
        printf '%s\n' "$words" >&2
        exit 1
    fi
    step_end
}
configure_build() {
    if [ -z "$differs" ]; then
        [ -z "$sources" ] || meson setup --reconfigure "$folder"
        return
    fi
    verb=setup; [ ! -f "$folder/build.ninja" ] || verb=configure
    meson "$verb" "$folder" "$@"
}
