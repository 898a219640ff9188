# Every call of gcloud and kubectl: what reads is asked, what changes is logged, and each refusal becomes one line with its cure.
# shellcheck shell=bash

tools_output=''

# ask COMMAND…: what it answers, in $answer. Reads, so a dry run asks too. Flat lists: one entry a line.
ask() {
  if ! answer=$("$@" 2>"$work/stderr"); then
    tools_output=$(<"$work/stderr")
    refused "$@"
  fi
}

# there COMMAND…: whether it answers at all; a refusal that is not "not found" is one.
there() {
  answer=$("$@" 2>"$work/stderr") && return 0
  tools_output=$(<"$work/stderr")
  [[ $tools_output =~ (NOT_FOUND|NotFound|not\ found|does\ not\ exist|was\ not\ found|HTTPError\ 404) ]] && return 1
  refused "$@"
}

# run COMMAND…: changes something; a dry run prints it instead.
run() {
  if [[ -n ${dry_run:-} ]]; then
    printf '  %s\n' "$(quoted "$@")"
    return 0
  fi
  if ! "$@" >"$work/stdout" 2>"$work/stderr"; then
    tools_output=$(<"$work/stderr")
    refused "$@"
  fi
}

# run_patiently COMMAND…: the same, and again for half a minute while what it is about is not known yet.
run_patiently() {
  local try
  for ((try = 1; try <= 6; try++)); do
    if [[ -n ${dry_run:-} ]] || ((try == 6)); then
      run "$@"
      return
    fi
    "$@" >"$work/stdout" 2>"$work/stderr" && return 0
    tools_output=$(<"$work/stderr")
    [[ $tools_output == *'does not exist'* ]] || refused "$@"
    sleep "${OPS_DEPLOY_PAUSE:-5}"
  done
}

# run_with INPUT COMMAND…: the same with something on standard input that no command line may show. INPUT is a function that writes
# it, in full or not at all: with half of it the command is never begun.
run_with() {
  local input
  if [[ -n ${dry_run:-} ]]; then
    printf '  %s\n' "$(quoted "${@:2}") < ($1)"
    return 0
  fi
  if ! input=$("$1" 2>"$work/stderr") || [[ -z $input ]]; then
    tools_output=$(<"$work/stderr")
    refused "$1" for "${@:2}"
  fi
  if ! printf '%s\n' "$input" | "${@:2}" >"$work/stdout" 2>"$work/stderr"; then
    tools_output=$(<"$work/stderr")
    refused "${@:2}"
  fi
}

quoted() {
  local word line=''
  for word in "$@"; do
    [[ $word =~ ^[A-Za-z0-9_./:@%+=,-]+$ ]] || word="'${word//\'/\'\\\'\'}'"
    line+="$word "
  done
  printf '%s' "${line% }"
}

# refused COMMAND…: what the tool said, in words that name what to do. Knows the kinds, and shows the first line of any other.
refused() {
  local where=$1 said=${tools_output%%$'\n'*} word
  for word in "${@:2}"; do
    [[ $word != --* ]] || break
    where+=" $word"
  done
  case $tools_output in
    *'has not been used in project'* | *'SERVICE_DISABLED'* | *'is not enabled'*)
      fail "API not enabled: $said" "$where" "Run k8s/deploy again in a minute: a service that was switched on takes a moment. Else: gcloud services enable SERVICE --project=$project" ;;
    *'QUOTA'* | *'uota exceeded'* | *'uotaExceeded'* | *'RESOURCE_EXHAUSTED'*)
      fail "Quota exceeded: $said" "$where" "Ask for more in the console under IAM and Admin, Quotas, or free what is not needed; then run k8s/deploy again." ;;
    *'overlaps'* | *'already used by'* | *'Cannot modify allocated ranges'* | *'conflicts with'*)
      fail "Range in use: $said" "$where" "Set DATABASE_RANGE to a /20 that nothing in ${name[NETWORK]} uses: gcloud compute addresses list --global --project=$project" 3 ;;
    *'instance already exists'* | *'instanceAlreadyExists'* | *'is not available'* | *'AlreadyOwnedByYou'* | *'bucket namespace is shared'*)
      fail "Name taken: $said" "$where" "Set another name in the file of names (INSTANCE, EXPORTS_BUCKET or LEDGER_BUCKET)." 3 ;;
    *'Unable to connect to the server'* | *'connection refused'* | *'i/o timeout'* | *'no such host'*)
      fail "Cluster unreachable: $said" "$where" "Run it from where the control plane may be reached (authorized networks, a bastion), and see: gcloud container clusters describe ${name[CLUSTER]} --location=${name[CLUSTER_LOCATION]} --project=$project" ;;
    *'or it may not exist'* | *'Invalid project'*)
      fail "Project not found: $said" "$where" "Set PROJECT (and DRILL_PROJECT) in the file of names to one of: gcloud projects list; or ask for a role in it." 3 ;;
    *'PERMISSION_DENIED'* | *'does not have permission'* | *'Permission'*'denied'* | *'Forbidden'* | *'forbidden'*)
      fail "Permission denied: $said" "$where" "Ask for the role that has it (the roles of whoever deploys stand in src/docs/deployment.md), then run k8s/deploy again." 3 ;;
    *'You do not currently have an active account'* | *'Reauthentication'*)
      fail "Not logged in: $said" "$where" "gcloud auth login" ;;
    *) fail "Failed: ${said:-without a word}" "$where" "Mend that, then run k8s/deploy again: it goes on where it stopped." ;;
  esac
}

# has LIST ENTRY: whether a line is exactly that.
has() { [[ $'\n'$1$'\n' == *$'\n'"$2"$'\n'* ]]; }
