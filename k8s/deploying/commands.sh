# What can be typed, and the order of things.
# shellcheck shell=bash

usage() {
  cat <<'TEXT'
k8s/deploy [--environment dev|staging|production | --names FILE] --image TAG [--dry-run] [--yes]
k8s/deploy rollback --image TAG      a backup first, then what that image was rolled out with; the database stays as it is
k8s/deploy protect                   what Config Connector has no field for: a last backup, and backups that outlive the instance
k8s/deploy lock-ledger               production only; cannot be undone, so name and years are typed
k8s/deploy --destroy [--also NAME]   what was made, but for the instance and the ledger, unless --also names them

--environment  whose names and sizes: k8s/gcp/overlays/ENVIRONMENT/names/names.env (dev, if left out)
--names        a file of names of your own, in the form of that one
--image        the tag in the registry of images; it is deployed by its digest
--dry-run      looks, and prints every command that would change something
--yes          does not ask before it begins (without a terminal nobody is asked)
Ends with 0: done, 1: failed and may succeed later, 2: wrong usage, 3: refused, trying again does not help.
TEXT
}

main() {
  local command='' environment=dev
  also=() names_file='' image='' dry_run='' yes='' checked='' database_host=HOST
  while (($# > 0)); do
    case $1 in
      rollback | protect | lock-ledger) command=$1 ;;
      --destroy) command=destroy ;;
      --environment | --names | --image | --also)
        (($# > 1)) || fail "$1 needs a value" 'command line' 'k8s/deploy --help' 2
        case $1 in
          --environment) environment=$2 ;;
          --names) names_file=$2 ;;
          --image) image=$2 ;;
          --also) also+=("$2") ;;
        esac
        shift ;;
      --dry-run) dry_run=1 ;;
      --yes) yes=1 ;;
      --help | -h)
        usage
        exit 0 ;;
      *) fail "Unknown: $1" 'command line' 'k8s/deploy --help' 2 ;;
    esac
    shift
  done
  : "${names_file:=$here/gcp/overlays/$environment/names/names.env}"
  read_names "$names_file"
  # Whom a call without --project is charged to: else to any project that a person last worked on.
  export CLOUDSDK_CORE_PROJECT=$project
  if [[ $command == '' || $command == rollback ]]; then
    [[ $image =~ ^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$ && $image != latest ]] ||
      fail "No image: --image is \"$image\"" 'command line' 'Say which version: --image TAG; "latest" is none.' 2
  fi
  work=$(mktemp -d) || exit 1
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  prerequisites
  case $command in
    '') deploy ;;
    rollback) roll_back ;;
    protect) protect ;;
    lock-ledger) lock_ledger ;;
    destroy) destroy ;;
  esac
}

prerequisites() {
  local tool
  for tool in gcloud kubectl openssl base64 gzip sed awk sort; do
    command -v "$tool" >/dev/null || fail "Not installed: $tool" 'PATH' 'Install it, then run k8s/deploy again.' 2
  done
  step "Prerequisites: ${name[ENVIRONMENT]} in $project"
  ask gcloud auth list --filter=status:ACTIVE --format='value(account)'
  [[ -n $answer ]] || fail 'Not logged in: gcloud has no active account' 'gcloud' 'gcloud auth login'
  # The one question that needs nothing switched on; each other is asked only where its service is.
  ask gcloud services list --enabled --project="$project" --format='value(config.name)'
  services=$answer project_number=''
  ! enabled cloudresourcemanager || number_of_project
  step_done
}

number_of_project() {
  ask gcloud projects describe "$project" --format='value(projectNumber)'
  project_number=$answer
}

look() {
  step 'What is there'
  reach_cluster
  know_pods
  prepare_folders
  look_at_services
  look_at_drills
  look_at_network
  look_at_identities
  look_at_secrets
  look_at_instance
  look_at_pubsub
  look_at_sink
  look_at_buckets
  look_at_images
  look_at_access
  find_image
  look_at_cluster
  step_done
  show_plan
}

deploy() {
  look
  at_terminal_ask 'Go on?' || fail 'Not begun' 'terminal' 'Nothing was changed.' 3
  go_through_plan
  verify
  summary
  exit "${checked:-0}"
}

protect() {
  step "Protection of $instance"
  run gcloud sql instances patch "$instance" --retain-backups-on-delete --project="$project" --quiet
  run gcloud beta sql instances patch "$instance" --final-backup --final-backup-retention-days=30 --project="$project" --quiet
  step_done
}

lock_ledger() {
  local bucket="gs://${name[LEDGER_BUCKET]}" seconds locked
  [[ ${name[ENVIRONMENT]} == production ]] ||
    fail "Not locked: this is ${name[ENVIRONMENT]}" "$bucket" 'Only the ledger of production is locked, since nobody can undo it.' 3
  ask gcloud storage buckets describe "$bucket" --format='value[separator=" "](retention_policy.retentionPeriod,retention_policy.isLocked)'
  read -r seconds locked <<<"$answer"
  if [[ $locked == [Tt]rue ]]; then
    info "$bucket is locked already"
    return 0
  fi
  [[ $seconds =~ ^[0-9]{8,}$ && $seconds -ge 31557600 ]] ||
    fail "Not locked: its retention is ${seconds:-none} seconds, less than a year" "$bucket" \
      "gcloud storage buckets update $bucket --retention-period=10y" 3
  local years=$((seconds / 31557600))
  warning "Locking cannot be undone: for $years years nobody, Google neither, can shorten the policy or delete an entry or the bucket"
  typed "${name[LEDGER_BUCKET]} $years years" "$bucket keeps every entry for $years years from its writing."
  run gcloud storage buckets update "$bucket" --lock-retention-period --quiet
  success "$bucket is locked"
}

# One line a price: KEY=PRICE a month. Without one the quantity is printed, and that nobody knows the price.
summary() {
  local key line
  declare -A price=()
  while IFS= read -r line || [[ -n $line ]]; do
    [[ -z $line || $line == \#* ]] || price[${line%%=*}]=${line#*=}
  done <"$here/deploying/prices.txt"
  local done='Made or changed'
  [[ -z ${dry_run:-} ]] || done='Would be made or changed'
  info "$done: ${#plan_of[@]}; there before: $there_count; in $((EPOCHSECONDS - begun)) s"
  info "What it costs a month (${price[currency]}; ${price[source]}, ${price[dated]}):"
  cost "Cloud SQL: ${name[TIER]}, ${name[AVAILABILITY]}, ${name[DISK_GB]} GB SSD, ${name[RETAINED_BACKUPS]} backups" \
    "sql.${name[TIER]}.${name[AVAILABILITY]}.${name[DISK_GB]}"
  cost 'Pub/Sub: 3 topics, 3 subscriptions' pubsub
  cost 'Cloud Storage: 2 buckets' storage
  cost 'Secret Manager: 5 secrets' secrets
  cost 'Restore drills: an instance for some hours a week' drills
  info 'What to do next:'
  info '  dashboards and alerts: monitoring apply, then notification channels (src/docs/deployment.md)'
  [[ ${name[ENVIRONMENT]} != production ]] || info '  once it is sure: k8s/deploy --environment production lock-ledger'
  info '  what to do on an alert: src/docs/runbooks'
}

cost() {
  local known_price=${price[$2]:-}
  info "  $1: ${known_price:-price not known}"
}
