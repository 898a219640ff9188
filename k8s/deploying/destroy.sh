# Takes away what was made. The instance with its passwords and the ledger with its keys stay, unless told by name.
# shellcheck shell=bash

destroy() {
  local each kept=()
  for each in "${also[@]}"; do
    [[ $each == "$instance" || $each == "${name[LEDGER_BUCKET]}" ]] ||
      fail "Unknown: --also $each" 'command line' "Only $instance and ${name[LEDGER_BUCKET]} stay unless they are named." 2
  done
  [[ " ${also[*]} " == *" $instance "* ]] || kept+=("the instance $instance, its database and passwords")
  [[ " ${also[*]} " == *" ${name[LEDGER_BUCKET]} "* ]] || kept+=("the ledger gs://${name[LEDGER_BUCKET]} and the keys")
  reach_cluster
  prepare_folders
  image_reference=any
  warning "Goes: the worker in ${name[CLUSTER]}, topics and what they hold, gs://${name[EXPORTS_BUCKET]} with every package, identities and rights"
  for each in "${kept[@]}"; do info "Stays: $each"; done
  for each in "${also[@]}"; do warning "Goes too, for good: $each"; done
  [[ -n ${dry_run:-} ]] || typed "$project${also[*]:+ ${also[*]}}" "Everything of the worker in $project is taken away."
  remove_from_cluster
  remove_from_project
  for each in "${also[@]}"; do
    case $each in
      "$instance") remove_instance ;;
      *) remove_ledger ;;
    esac
  done
}

# The overlay's objects but for the namespace, in which others live too.
own_manifests() { overlay_manifests | awk 'BEGIN { RS = ORS = "---\n" } !/(^|\n)kind: Namespace\n/'; }

remove_from_cluster() {
  step 'Cluster'
  if has "$namespaces" coditect-app; then
    run_with own_manifests kubectl delete --ignore-not-found --filename=-
    run kubectl delete job ops-migrate "${in_app[@]}" --ignore-not-found
    run kubectl delete secret ops-worker-keys ops-db-owner coditect-app-db-credentials "${in_app[@]}" --ignore-not-found
  fi
  step_done
}

# each_of LIST NAME COMMAND…: once for each that is there.
if_there() {
  has "$1" "$2" && run "${@:3}"
  return 0
}

remove_from_project() {
  local each who role kind what rest
  step 'Topics and the log sink'
  ask gcloud logging sinks list --project="$project" --format='value(name)'
  if_there "$answer" ops-backup-finished gcloud logging sinks delete ops-backup-finished --project="$project" --quiet
  ask gcloud pubsub subscriptions list --project="$project" --format='value(name.basename())'
  for each in ops-worker ops-dead ops-outcomes-platform; do
    if_there "$answer" "$each" gcloud pubsub subscriptions delete "$each" --project="$project" --quiet
  done
  ask gcloud pubsub topics list --project="$project" --format='value(name.basename())'
  for each in "${topics[@]}"; do
    if_there "$answer" "$each" gcloud pubsub topics delete "$each" --project="$project" --quiet
  done
  step_done
  step 'Bucket of packages'
  ask gcloud storage buckets list --project="$project" --format='value(name)'
  if_there "$answer" "${name[EXPORTS_BUCKET]}" gcloud storage rm "gs://${name[EXPORTS_BUCKET]}" --recursive --quiet
  step_done
  step 'Rights and identities'
  for each in "$project" "${name[DRILL_PROJECT]}"; do
    ask gcloud projects get-iam-policy "$each" --flatten='bindings[].members' \
      --format='csv[no-heading](bindings.role,bindings.members,bindings.condition.title)'
    while IFS=, read -r role who rest; do
      case $who in
        serviceAccount:ops-*@"${name[IAM_DOMAIN]}".gserviceaccount.com)
          # The same role under a condition and without one is two rights, and --all takes both.
          run gcloud projects remove-iam-policy-binding "$each" --member="$who" --role="$role" --all --quiet ;;
      esac
    done <<<"$answer"
  done
  ask gcloud iam service-accounts list --project="$project" --format='value(email)'
  for each in "${identities[@]}"; do
    each+=@${name[IAM_DOMAIN]}.gserviceaccount.com
    if_there "$answer" "$each" gcloud iam service-accounts delete "$each" --project="$project" --quiet
  done
  step_done
}

remove_instance() {
  step "Instance $instance"
  if there gcloud sql instances describe "$instance" --project="$project" --format='value(state)'; then
    run gcloud sql instances patch "$instance" --no-deletion-protection --project="$project" --quiet
    run gcloud sql instances delete "$instance" --project="$project" --quiet
  fi
  ask gcloud secrets list --project="$project" --format='value(name.basename())'
  local each
  for each in ops-db-owner ops-db-worker coditect-app-password; do
    if_there "$answer" "$each" gcloud secrets delete "$each" --project="$project" --quiet
  done
  step_done
}

# A locked bucket refuses until its last entry has met its time; then the keys stay too.
remove_ledger() {
  step "Ledger ${name[LEDGER_BUCKET]}"
  ask gcloud storage buckets list --project="$project" --format='value(name)'
  if_there "$answer" "${name[LEDGER_BUCKET]}" gcloud storage rm "gs://${name[LEDGER_BUCKET]}" --recursive --quiet
  ask gcloud secrets list --project="$project" --format='value(name.basename())'
  local each
  for each in ops-subject-key ops-evidence-key; do
    if_there "$answer" "$each" gcloud secrets delete "$each" --project="$project" --quiet
  done
  step_done
}
