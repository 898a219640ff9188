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
  [[ " ${also[*]} " != *" ${name[LEDGER_BUCKET]} "* ]] || refuse_locked
  # Where it is gone there is no worker left; where it is there and cannot be reached, the worker would go on without its rights.
  local cluster_there=''
  if enabled container && find_cluster; then
    cluster_there=1
    reach_cluster
    prepare_folders
  fi
  image_reference=any
  [[ -n $cluster_there ]] || warning "Not found: cluster ${name[CLUSTER]}, so nothing is taken away there"
  warning "Goes: the worker in ${name[CLUSTER]}, topics and what they hold, gs://${name[EXPORTS_BUCKET]} with every package, identities and rights"
  for each in "${kept[@]}"; do info "Stays: $each"; done
  info "Stays: custom roles, services, the registry of images, range and peering of ${name[NETWORK]}, and backups that outlive an instance"
  for each in "${also[@]}"; do warning "Goes too, for good: $each"; done
  [[ -n ${dry_run:-} ]] || typed "$project${also[*]:+ ${also[*]}}" "Everything of the worker in $project is taken away."
  remove_monitoring
  [[ -z $cluster_there ]] || remove_from_cluster
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
    run kubectl delete configmaps --selector=ops.coditect.ai/rollout "${in_app[@]}" --ignore-not-found
  fi
  step_done
}

# What "monitoring apply" made, and first: alerts on a worker that is gone are true for ever.
remove_monitoring() {
  local each
  enabled monitoring || return 0
  step 'Alerts and dashboards'
  ask gcloud alpha monitoring policies list --filter='user_labels.owner=ops-worker' --project="$project" --format='value(name)'
  for each in $answer; do
    run gcloud alpha monitoring policies delete "$each" --project="$project" --quiet
  done
  ask gcloud monitoring dashboards list --filter='labels.owner=ops-worker' --project="$project" --format='value(name)'
  for each in $answer; do
    run gcloud monitoring dashboards delete "$each" --project="$project" --quiet
  done
  step_done
}

# list_of SERVICE COMMAND…: what there is, in $answer; where the service is off there is nothing.
list_of() {
  answer=''
  ! enabled "$1" || ask "${@:2}"
}

# if_there LIST NAME COMMAND…: once, where it is.
if_there() {
  has "$1" "$2" && run "${@:3}"
  return 0
}

remove_from_project() {
  local each who role rest
  declare -A taken=()
  step 'Topics and the log sink'
  list_of logging gcloud logging sinks list --project="$project" --format='value(name)'
  if_there "$answer" ops-backup-finished gcloud logging sinks delete ops-backup-finished --project="$project" --quiet
  list_of pubsub gcloud pubsub subscriptions list --project="$project" --format='value(name.basename())'
  for each in ops-worker ops-dead ops-outcomes-platform; do
    if_there "$answer" "$each" gcloud pubsub subscriptions delete "$each" --project="$project" --quiet
  done
  list_of pubsub gcloud pubsub topics list --project="$project" --format='value(name.basename())'
  for each in "${topics[@]}"; do
    if_there "$answer" "$each" gcloud pubsub topics delete "$each" --project="$project" --quiet
  done
  step_done
  step 'Bucket of packages'
  list_of storage gcloud storage buckets list --project="$project" --format='value(name)'
  if_there "$answer" "${name[EXPORTS_BUCKET]}" gcloud storage rm "gs://${name[EXPORTS_BUCKET]}" --recursive --quiet
  step_done
  step 'Rights and identities'
  for each in "$project" "${name[DRILL_PROJECT]}"; do
    list_of cloudresourcemanager gcloud projects get-iam-policy "$each" --flatten='bindings[].members' \
      --format='csv[no-heading](bindings.role,bindings.members)'
    while IFS=, read -r role who rest; do
      case $who in
        serviceAccount:ops-*@"${name[IAM_DOMAIN]}".gserviceaccount.com)
          # The same role under a condition and without one is two rights, and --all takes both at once.
          [[ -z ${taken[$each $who $role]:-} ]] || continue
          taken[$each $who $role]=1
          run gcloud projects remove-iam-policy-binding "$each" --member="$who" --role="$role" --all --quiet ;;
      esac
    done <<<"$answer"
  done
  list_of iam gcloud iam service-accounts list --project="$project" --format='value(email)'
  for each in "${identities[@]}"; do
    each+=@${name[IAM_DOMAIN]}.gserviceaccount.com
    if_there "$answer" "$each" gcloud iam service-accounts delete "$each" --project="$project" --quiet
  done
  step_done
}

remove_instance() {
  step "Instance $instance"
  if enabled sqladmin && there gcloud sql instances describe "$instance" --project="$project" --format='value(state)'; then
    run gcloud sql instances patch "$instance" --no-deletion-protection --project="$project" --quiet
    run gcloud sql instances delete "$instance" --project="$project" --quiet
  fi
  list_of secretmanager gcloud secrets list --project="$project" --format='value(name.basename())'
  local each
  for each in ops-db-owner ops-db-worker coditect-app-password; do
    if_there "$answer" "$each" gcloud secrets delete "$each" --project="$project" --quiet
  done
  step_done
}

# The ledger's policy, in $retention and $locked; no ledger, no answer.
look_at_retention() {
  retention='' locked=''
  list_of storage gcloud storage buckets list --project="$project" --format='value(name)'
  has "$answer" "${name[LEDGER_BUCKET]}" || return 1
  ask gcloud storage buckets describe "gs://${name[LEDGER_BUCKET]}" \
    --format='value[separator=" "](retention_policy.retentionPeriod,retention_policy.isLocked)'
  read -r retention locked <<<"$answer"
}

# Before anything else is taken away: its keys and what reads it stay as long as it does.
refuse_locked() {
  local retention locked
  look_at_retention && [[ $locked == [Tt]rue ]] || return 0
  fail "Ledger locked: nobody can delete gs://${name[LEDGER_BUCKET]} before its last entry has met its time" "project $project" \
    "Nothing was changed. Leave --also ${name[LEDGER_BUCKET]} out: ledger and keys stay." 3
}

# The service refuses to delete an entry under a retention policy, so that policy goes first.
remove_ledger() {
  local bucket="gs://${name[LEDGER_BUCKET]}" retention locked
  step "Ledger ${name[LEDGER_BUCKET]}"
  if look_at_retention; then
    [[ -z $retention ]] || run gcloud storage buckets update "$bucket" --clear-retention-period --quiet
    run gcloud storage rm "$bucket" --recursive --quiet
  fi
  list_of secretmanager gcloud secrets list --project="$project" --format='value(name.basename())'
  local each
  for each in ops-subject-key ops-evidence-key; do
    if_there "$answer" "$each" gcloud secrets delete "$each" --project="$project" --quiet
  done
  step_done
}
