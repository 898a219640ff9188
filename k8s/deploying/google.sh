# What is looked at and made in Google Cloud, in the order in which one thing needs another.
# shellcheck shell=bash

needed_services=(sqladmin servicenetworking compute pubsub storage secretmanager monitoring logging iam iamcredentials
  cloudresourcemanager artifactregistry)
identities=(ops-worker ops-license-expiry ops-gdpr-purge ops-gdpr-export ops-erasure-replay ops-backup-verification ops-backup-marker
  ops-metrics-report ops-migrate)
topics=(ops-requests ops-requests-dead ops-outcomes)
secrets=(ops-db-owner ops-subject-key ops-evidence-key coditect-app-password)

# enabled SERVICE: before it is, its things cannot be there and are not asked for.
enabled() { has "$services" "$1.googleapis.com"; }

look_at_services() {
  local each
  for each in "${needed_services[@]}"; do
    need 'Services' "$each.googleapis.com" "$services" "$each.googleapis.com" \
      run gcloud services enable "$each.googleapis.com" --project="$project"
  done
}

look_at_network() {
  local found='' ranges=''
  if enabled compute; then
    there gcloud compute networks describe "${name[NETWORK]}" --project="$project" --format='value(name)' ||
      fail "Network not found: ${name[NETWORK]}" "project $project" "Set NETWORK to one of: gcloud compute networks list --project=$project" 3
    if there gcloud compute addresses describe coditect-db-range --global --project="$project" --format='value(address)'; then
      found=$answer
      [[ $found == "${name[DATABASE_RANGE]}" ]] ||
        fail "Range differs: coditect-db-range begins with $found, not ${name[DATABASE_RANGE]}" "network ${name[NETWORK]}" \
          "Set DATABASE_RANGE=$found, which the network policy of the pods then names too." 3
    fi
  fi
  need 'Private network' "range coditect-db-range, ${name[DATABASE_RANGE]}/20" "$found" "${name[DATABASE_RANGE]}" \
    run gcloud compute addresses create coditect-db-range --global --purpose=VPC_PEERING --addresses="${name[DATABASE_RANGE]}" \
    --prefix-length=20 --network="${name[NETWORK]}" --project="$project"
  if enabled servicenetworking && enabled cloudresourcemanager; then
    ranges_peered
  fi
  need 'Private network' 'peering with Google' "$ranges" coditect-db-range peer "$ranges"
}

# Whoever peered the network before us, and with what, is not to be seen from our own range.
ranges_peered() {
  ask gcloud services vpc-peerings list --network="${name[NETWORK]}" --service=servicenetworking.googleapis.com --project="$project" \
    --format='value(reservedPeeringRanges.list())'
  ranges=${answer//[,;]/$'\n'}
}

# peer RANGES: ranges of others stay, as the update takes a list, and what is not in it is taken away.
peer() {
  local ranges=$1 way=update all
  # What was not to be seen before its services were switched on.
  [[ -n ${dry_run:-} ]] || ranges_peered
  ! has "$ranges" coditect-db-range || return 0
  all=${ranges//$'\n'/,}
  [[ -n $all ]] || way=connect
  run gcloud services vpc-peerings "$way" --network="${name[NETWORK]}" --service=servicenetworking.googleapis.com \
    --ranges="${all:+$all,}coditect-db-range" --project="$project"
}

look_at_instance() {
  local state='' version where tier databases='' logins='' each
  instance_there=''
  if enabled sqladmin && there gcloud sql instances describe "$instance" --project="$project" \
    --format='value[separator=" "](state,databaseVersion,region,settings.tier,ipAddresses[0].ipAddress)'; then
    instance_there=1
    read -r state version where tier database_host <<<"$answer"
    [[ $version == POSTGRES_15 && $where == "$region" ]] ||
      fail "Name taken: $instance is a $version in $where, not a POSTGRES_15 in $region" "project $project" \
        "Set INSTANCE to another name; the name of a deleted instance is free again at once." 3
    [[ $tier == "${name[TIER]}" ]] ||
      warning "$instance is a $tier, not a ${name[TIER]}: changed by hand only, as it restarts (src/docs/deployment.md, Scaling)"
  fi
  case $state in
    '') make 'Instance' "$instance: ${name[TIER]}, ${name[AVAILABILITY]}, ${name[DISK_GB]} GB, ${name[RETAINED_BACKUPS]} backups" make_instance ;;
    PENDING_CREATE | MAINTENANCE) make 'Instance' "$instance is being made: wait for it" wait_for_instance ;;
    RUNNABLE) there_count=$((there_count + 1)) ;;
    FAILED) fail "Instance failed: an earlier run made $instance, and it never ran" "project $project" \
      "See why, then delete it and run k8s/deploy again: gcloud sql operations list --instance=$instance --project=$project" 3 ;;
    *) fail "Instance is $state" "$instance in $project" "Look at its operations and at the project's billing." ;;
  esac
  if [[ $state == RUNNABLE ]]; then
    ask gcloud sql databases list --instance="$instance" --project="$project" --format='value(name)'
    databases=$answer
    ask gcloud sql users list --instance="$instance" --project="$project" --format='value(name)'
    logins=$answer
  fi
  need 'Database and logins' "database ${name[DATABASE]}" "$databases" "${name[DATABASE]}" \
    run gcloud sql databases create "${name[DATABASE]}" --charset=UTF8 --collation=en_US.UTF8 --instance="$instance" --project="$project"
  need 'Database and logins' 'login ops_migrator, which owns nothing and makes roles' "$logins" ops_migrator \
    run_with flags_with_owner_password gcloud sql users create ops_migrator --instance="$instance" --project="$project" --flags-file=/dev/stdin
  for each in "${identities[@]}"; do
    [[ $each == ops-migrate ]] && continue
    need 'Database and logins' "login $each by IAM" "$logins" "$each@${name[IAM_DOMAIN]}" \
      run gcloud sql users create "$each@${name[IAM_DOMAIN]}" --type=cloud_iam_service_account --instance="$instance" --project="$project"
  done
}

make_instance() {
  run gcloud beta sql instances create "$instance" --database-version=POSTGRES_15 --edition=enterprise --tier="${name[TIER]}" \
    --region="$region" --availability-type="${name[AVAILABILITY]}" --storage-type=SSD --storage-size="${name[DISK_GB]}" \
    --storage-auto-increase --no-assign-ip --network="projects/$project/global/networks/${name[NETWORK]}" \
    --allocated-ip-range-name=coditect-db-range --ssl-mode=ENCRYPTED_ONLY --database-flags=cloudsql.iam_authentication=on \
    --backup --backup-start-time=03:00 --backup-location="$region" --retained-backups-count="${name[RETAINED_BACKUPS]}" \
    --enable-point-in-time-recovery --retained-transaction-log-days=7 --maintenance-window-day=SUN --maintenance-window-hour=4 \
    --maintenance-release-channel=production --deletion-protection --final-backup --final-backup-retention-days=30 \
    --retain-backups-on-delete --project="$project" --async
  wait_for_instance
}

# Ten minutes and more, so that a run that was stopped meanwhile goes on waiting.
wait_for_instance() {
  if [[ -n ${dry_run:-} ]]; then
    printf '  %s\n' "gcloud sql operations wait OPERATION --timeout=3600 --project=$project"
    return 0
  fi
  local operation
  ask gcloud sql operations list --instance="$instance" --project="$project" --filter='status!=DONE' --format='value(name)'
  for operation in $answer; do
    ask gcloud sql operations wait "$operation" --timeout=3600 --project="$project"
  done
  ask gcloud sql instances describe "$instance" --project="$project" --format='value(state)'
  [[ $answer == RUNNABLE ]] ||
    fail "Instance is $answer after its creation" "$instance in $project" "gcloud sql operations list --instance=$instance --project=$project" 3
}

look_at_identities() {
  local accounts='' each
  if enabled iam; then
    ask gcloud iam service-accounts list --project="$project" --format='value(email)'
    accounts=$answer
  fi
  for each in "${identities[@]}"; do
    need 'Identities' "$each" "$accounts" "$each@${name[IAM_DOMAIN]}.gserviceaccount.com" \
      run gcloud iam service-accounts create "$each" --project="$project"
  done
  need_role Identities "$services" opsDrillClone "$project" 'Clone an instance for a restore drill' cloudsql.instances.clone
  need_role Identities "$services" opsDrillRemove "$project" 'Change and remove instances of restore drills' \
    cloudsql.instances.delete,cloudsql.instances.update,cloudsql.users.create
}

# need_role STEP SERVICES ROLE PROJECT TITLE PERMISSIONS: with exactly these; those of an earlier version are replaced.
need_role() {
  local way=create permissions=''
  if has "$2" iam.googleapis.com && there gcloud iam roles describe "$3" --project="$4" --format='value(includedPermissions.list())'; then
    way=update permissions=$(in_order "$answer")
  fi
  need "$1" "role $3" "$permissions" "$(in_order "$6")" \
    run gcloud iam roles "$way" "$3" --title="$5" --stage=GA --permissions="$6" --project="$4"
}

in_order() {
  local sorted
  sorted=$(LC_ALL=C sort <<<"${1//[,;]/$'\n'}")
  printf '%s' "${sorted//$'\n'/,}"
}

look_at_drills() {
  local drills=${name[DRILL_PROJECT]} enabled_there each
  if enabled cloudresourcemanager && ! there gcloud projects describe "$drills" --format='value(projectNumber)'; then
    fail "Project not found: $drills" 'DRILL_PROJECT' \
      "Make it, as a service project of the Shared VPC of ${name[NETWORK]}: gcloud projects create $drills; and link its billing." 3
  fi
  ask gcloud services list --enabled --project="$drills" --format='value(config.name)'
  enabled_there=$answer
  # Roles of the project are asked of its own IAM: what a person asks is charged to the project that it is about.
  for each in sqladmin iam; do
    need 'Project of restore drills' "$each.googleapis.com" "$enabled_there" "$each.googleapis.com" \
      run gcloud services enable "$each.googleapis.com" --project="$drills"
  done
  need_role 'Project of restore drills' "$enabled_there" opsDrills "$drills" 'Restore drills in a project of their own' "$drill_rights"
}

drill_rights=cloudsql.instances.create,cloudsql.instances.delete,cloudsql.instances.get,cloudsql.instances.list
drill_rights+=,cloudsql.instances.restoreBackup,cloudsql.instances.update,cloudsql.users.create,cloudsql.instances.connect
drill_rights+=,cloudsql.instances.login

look_at_pubsub() {
  local there_topics='' subscriptions='' each
  if enabled pubsub; then
    ask gcloud pubsub topics list --project="$project" --format='value(name.basename())'
    there_topics=$answer
    ask gcloud pubsub subscriptions list --project="$project" --format='value(name.basename())'
    subscriptions=$answer
  fi
  for each in "${topics[@]}"; do
    need 'Topics and subscriptions' "topic $each" "$there_topics" "$each" \
      run gcloud pubsub topics create "$each" --message-storage-policy-allowed-regions="$region" --project="$project"
  done
  need 'Topics and subscriptions' 'subscription ops-worker' "$subscriptions" ops-worker \
    run gcloud pubsub subscriptions create ops-worker --topic=ops-requests --ack-deadline=60 --message-retention-duration=7d \
    --dead-letter-topic=ops-requests-dead --max-delivery-attempts=100 --min-retry-delay=10s --max-retry-delay=600s \
    --expiration-period=never --project="$project"
  need 'Topics and subscriptions' 'subscription ops-dead' "$subscriptions" ops-dead \
    run gcloud pubsub subscriptions create ops-dead --topic=ops-requests-dead --ack-deadline=60 --message-retention-duration=31d \
    --expiration-period=never --project="$project"
  need 'Topics and subscriptions' 'subscription ops-outcomes-platform' "$subscriptions" ops-outcomes-platform \
    run gcloud pubsub subscriptions create ops-outcomes-platform --topic=ops-outcomes --ack-deadline=60 --message-retention-duration=7d \
    --enable-message-ordering --min-retry-delay=10s --max-retry-delay=600s --expiration-period=never --project="$project"
}

look_at_sink() {
  local sinks=''
  if enabled logging; then
    ask gcloud logging sinks list --project="$project" --format='value(name)'
    sinks=$answer
  fi
  sink_there=''
  has "$sinks" ops-backup-finished && sink_there=1
  need 'Log sink of backups' ops-backup-finished "$sinks" ops-backup-finished \
    run gcloud logging sinks create ops-backup-finished "pubsub.googleapis.com/projects/$project/topics/ops-requests" \
    --log-filter='protoPayload.methodName="cloudsql.instances.automatedBackup" AND resource.type="cloudsql_database"' --project="$project"
}

look_at_buckets() {
  local buckets=''
  if enabled storage; then
    ask gcloud storage buckets list --project="$project" --format='value(name)'
    buckets=$answer
  fi
  exports_there='' ledger_there=''
  has "$buckets" "${name[EXPORTS_BUCKET]}" && exports_there=1
  has "$buckets" "${name[LEDGER_BUCKET]}" && ledger_there=1
  need 'Buckets' "${name[EXPORTS_BUCKET]}, which lets go of what is deleted" "$buckets" "${name[EXPORTS_BUCKET]}" \
    run gcloud storage buckets create "gs://${name[EXPORTS_BUCKET]}" --location="$region" --default-storage-class=STANDARD \
    --uniform-bucket-level-access --public-access-prevention --soft-delete-duration=0 --project="$project"
  local rules=''
  if [[ -n $exports_there ]]; then
    ask gcloud storage buckets describe "gs://${name[EXPORTS_BUCKET]}" --format='value(lifecycle_config.rule[0].condition.age)'
    rules=$answer
  fi
  need 'Buckets' "${name[EXPORTS_BUCKET]}: what is older than 30 days goes" "$rules" 30 \
    run gcloud storage buckets update "gs://${name[EXPORTS_BUCKET]}" --lifecycle-file="$here/deploying/exports-lifecycle.json"
  need 'Buckets' "${name[LEDGER_BUCKET]}, which keeps for ten years" "$buckets" "${name[LEDGER_BUCKET]}" \
    run gcloud storage buckets create "gs://${name[LEDGER_BUCKET]}" --location="$region" --default-storage-class=STANDARD \
    --uniform-bucket-level-access --public-access-prevention --retention-period=10y --project="$project"
}

look_at_images() {
  local repositories=''
  if enabled artifactregistry; then
    ask gcloud artifacts repositories list --location="$region" --project="$project" --format='value(name.basename())'
    repositories=$answer
  fi
  need 'Registry of images' coditect "$repositories" coditect \
    run gcloud artifacts repositories create coditect --repository-format=docker --immutable-tags --location="$region" --project="$project"
}
