# What a person reads: one line each, coloured only at a terminal, and never a secret.
# shellcheck shell=bash

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  declare -A colour=([INFO]=$'\e[36m' [SUCCESS]=$'\e[32m' [WARNING]=$'\e[33m' [ERROR]=$'\e[31m' [end]=$'\e[0m')
else
  declare -A colour=([INFO]='' [SUCCESS]='' [WARNING]='' [ERROR]='' [end]='')
fi

say() { printf '%s%-7s%s %s\n' "${colour[$1]}" "$1" "${colour[end]}" "$2"; }
info() { say INFO "$1"; }
success() { say SUCCESS "$1"; }
warning() { say WARNING "$1"; }

# fail WHAT WHERE CURE [CODE]: one line, and the end. 2: wrong usage; 3: refused, trying again does not help; 1: may succeed later.
fail() {
  say ERROR "$1 ($2). $3" >&2
  exit "${4:-1}"
}

# at_terminal_ask QUESTION: yes, unless a person at a terminal says otherwise.
at_terminal_ask() {
  [[ -t 0 && -z ${yes:-} ]] || return 0
  local answer
  read -r -p "$1 [y/N] " answer
  [[ $answer == [yY] || $answer == [yY][eE][sS] ]]
}

# typed EXPECTED QUESTION: the word itself, at a terminal or through standard input.
typed() {
  local answer=''
  printf '%s\n' "$2"
  read -r -p "Type \"$1\" to go on: " answer || true
  [[ $answer == "$1" ]] || fail "Not confirmed: \"$1\" was not typed" "standard input" "Nothing was changed." 3
}

begun=$EPOCHSECONDS
step_begun=$EPOCHSECONDS
step=''
step() {
  step=$1
  step_begun=$EPOCHSECONDS
  info "$step"
}
step_done() { success "$step: $((EPOCHSECONDS - step_begun)) s"; }
