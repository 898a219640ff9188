# What both stand-ins do about their calls: write down those that change something, refuse where a test says so, kill where it says so.
# shellcheck shell=bash
S=$TOOLS_STATE

# quote COMMAND…: in $said, as a person would type it.
quote() {
  local word
  said=''
  for word in "$@"; do
    [[ $word != *[!A-Za-z0-9_./:@%+=,-]* ]] || word="'${word//\'/\'\\\'\'}'"
    said+="$word "
  done
  said=${said//$TOOLS_HERE\//}
  said=${said% }
}

# calling COMMAND…: every call with all its words, as a process list would show it.
calling() {
  quote "$@"
  printf '%s\n' "$said" >>"$S.calls"
  [[ -e $S.faults ]] || return 0
  local line
  while IFS= read -r line; do
    # shellcheck disable=SC2053
    if [[ "$*" == ${line%%=>*} ]]; then
      printf '%b\n' "${line#*=>}" >&2
      exit 1
    fi
  done <"$S.faults"
}

# change COMMAND…: logged word by word. $TOOLS_KILL says at which the script dies, "before GLOB" or "after GLOB": the call's line, or #N
# for the N-th of all.
change() {
  quote "$@"
  printf '%s\n' "$said" >>"$S.log"
  count=$(($(<"$S.count") + 1))
  printf '%s' "$count" >"$S.count"
  dying before
}

changed() { dying after; }

dying() {
  # shellcheck disable=SC2053
  if [[ "$1 $said" == ${TOOLS_KILL:-nothing} || "$1 #$count" == "${TOOLS_KILL:-}" ]]; then
    kill -9 "$(<"$S.pid")"
    exit 1
  fi
}
