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
  # Byte by byte: what goes into Secret Manager is a password as it is, and a line's end would be part of it.
  if ! printf '%s' "$input" | "${@:2}" >"$work/stdout" 2>"$work/stderr"; then
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

# What the tool said in one line: its error with the lines that belong to it, without warnings and news before it.
said_of() {
  local line error='' first=''
  while IFS= read -r line; do
    case $line in
      '') [[ -z $error ]] || break ;;
      ERROR* | 'Error from server'* | error:* | *'Unable to connect to the server'* | *Password*) [[ -n $error ]] || error=$line ;;
      ' '* | '-'*) [[ -z $error ]] || error+=" ${line#"${line%%[! ]*}"}" ;;
      WARNING* | Updates\ are\ available* | 'To take'*) ;;
      *) : "${first:=$line}" ;;
    esac
  done <<<"$1"
  said=${error:-$first}
}

# refused COMMAND…: what the tool said, in words that name what to do. Knows the kinds, and shows what it said of any other.
refused() {
  local where=$1 said='' word of=$project service=SERVICE
  said_of "$tools_output"
  for word in "${@:2}"; do
    [[ $word != --project=* ]] || of=${word#*=}
  done
  for word in "${@:2}"; do
    [[ $word != --* ]] || break
    where+=" $word"
  done
  [[ ! $tools_output =~ ([a-z]+\.googleapis\.com) ]] || service=${BASH_REMATCH[1]}
  case $tools_output in
    *'has not been used in project'* | *'SERVICE_DISABLED'* | *'is not enabled'* | *'not enabled on project'*)
      fail "API not enabled: $said" "$where" "Run k8s/deploy again in a minute: a service that was switched on takes a moment. Else: gcloud services enable $service --project=$of" ;;
    *'QUOTA'* | *'uota exceeded'* | *'uotaExceeded'* | *'RESOURCE_EXHAUSTED'*)
      fail "Quota exceeded: $said" "$where" "Ask for more in the console under IAM and Admin, Quotas, or free what is not needed; then run k8s/deploy again." ;;
    *'Cannot modify allocated ranges'*)
      fail "Peered meanwhile: $said" "$where" "Run k8s/deploy again: it adds its range to those that the network of ${name[NETWORK]} has then." ;;
    *'overlaps'* | *'already used by'* | *'conflicts with'*)
      fail "Range in use: $said" "$where" "Set DATABASE_RANGE to a /20 that nothing in ${name[NETWORK]} uses: gcloud compute addresses list --global --project=$project" 3 ;;
    *'retention policy'* | *'etentionPolicyNotMet'*)
      fail "Ledger kept: $said" "$where" "Somebody locked it, or set a policy again; see: gcloud storage buckets describe gs://${name[LEDGER_BUCKET]}; the keys stay as long as it does." 3 ;;
    *'instance already exists'* | *'instanceAlreadyExists'* | *'is not available'* | *'AlreadyOwnedByYou'* | *'bucket namespace is shared'*)
      fail "Name taken: $said" "$where" "Set another name in the file of names (INSTANCE, EXPORTS_BUCKET or LEDGER_BUCKET)." 3 ;;
    *'gke-gcloud-auth-plugin'*)
      fail "Not installed: gke-gcloud-auth-plugin, by which kubectl logs in" "$where" "gcloud components install gke-gcloud-auth-plugin, or the package of that name" 2 ;;
    *"Invalid choice: 'alpha'"* | *'command group installed'*)
      fail "Not installed: the commands of gcloud alpha" "$where" "gcloud components install alpha" 2 ;;
    *'Unable to connect to the server'* | *'connection refused'* | *'i/o timeout'* | *'no such host'*)
      fail "Cluster unreachable: $said" "$where" "Run it from where the control plane may be reached (authorized networks, a bastion), and see: gcloud container clusters describe ${name[CLUSTER]} --location=${name[CLUSTER_LOCATION]} --project=$project" ;;
    *'Password unusable'*)
      fail "$said" "$where" "Add a version without them: openssl rand -base64 32 | tr -d '\n' | gcloud secrets versions add SECRET --data-file=- --project=$project" 3 ;;
    *'You do not currently have an active account'* | *'Reauthentication'* | *'reauthentication'* | *'You must be logged in to the server'*)
      fail "Not logged in: $said" "$where" "gcloud auth login" ;;
    *'access projects instance ['+([a-z0-9-])'] (or it may not exist)'* | *'Invalid project'* | *'not found or permission denied'*)
      fail "Project not found: $said" "$where" "Set PROJECT (and DRILL_PROJECT) in the file of names to one of: gcloud projects list; or ask for a role in it." 3 ;;
    *'PERMISSION_DENIED'* | *'does not have permission'* | *'Permission'*'denied'* | *'Forbidden'* | *'forbidden'* | *"Required '"*"' permission"* | \
      *'client is not authorized'* | *'notAuthorized'* | *'HTTPError 403'*)
      fail "Permission denied: $said" "$where" "Ask for the role that has it (the roles of whoever deploys stand in src/docs/deployment.md), then run k8s/deploy again." 3 ;;
    *) fail "Failed: ${said:-without a word}" "$where" "Mend that, then run k8s/deploy again: it goes on where it stopped." ;;
  esac
}

# has LIST ENTRY: whether a line is exactly that.
has() { [[ $'\n'$1$'\n' == *$'\n'"$2"$'\n'* ]]; }
