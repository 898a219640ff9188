# Secrets, and who may do what: the table is deploying/access.txt, which the objects of k8s/gcp are held against too.
# shellcheck shell=bash

declare -A versions=()

look_at_secrets() {
  local there_secrets='' each
  if enabled secretmanager; then
    ask gcloud secrets list --project="$project" --format='value(name.basename())'
    there_secrets=$answer
  fi
  for each in "${secrets[@]}" ops-db-worker; do
    need 'Secrets' "$each" "$there_secrets" "$each" \
      run gcloud secrets create "$each" --replication-policy=user-managed --locations="$region" --project="$project"
    # Only who logs in with a password has a value for it: src/docs/settings.md.
    [[ $each == ops-db-worker ]] && continue
    versions[$each]=''
    if has "$there_secrets" "$each"; then
      ask gcloud secrets versions list "$each" --filter=state:enabled --limit=1 --project="$project" --format='value(name.basename())'
      versions[$each]=$answer
    fi
    need 'Secrets' "$each: its first value" "${versions[$each]:+valued}" valued \
      run_with "new_${each//-/_}" gcloud secrets versions add "$each" --data-file=- --project="$project"
  done
  present_secrets=$there_secrets
}

# What writes a new value, to a pipe and nowhere else.
random() { openssl rand -base64 32; }
new_ops_db_owner() { random; }
new_coditect_app_password() { random; }
new_ops_subject_key() {
  local key
  key=$(random) && printf 'k1:%s' "$key"
}
new_ops_evidence_key() { openssl genpkey -algorithm ed25519; }

value_of() { gcloud secrets versions access latest --secret="$1" --project="$project"; }

# gcloud takes flags from a file, so that a password is in no process list.
flags_with_password_of() {
  local value
  value=$(value_of "$1") && [[ -n $value ]] && printf -- '--password: "%s"\n' "$value"
}
flags_with_owner_password() { flags_with_password_of ops-db-owner; }
flags_with_app_password() { flags_with_password_of coditect-app-password; }

# One line a right: who, role, kind, resource, condition.
look_at_access() {
  local who role kind what condition
  declare -A policies=()
  while read -r who role kind what condition; do
    role=${role/DRILL_PROJECT/${name[DRILL_PROJECT]}} what=${what/DRILL_PROJECT/${name[DRILL_PROJECT]}}
    role=${role/PROJECT/$project} what=${what/PROJECT/$project}
    grant "$who" "$role" "$kind" "${what#projects/}" "$condition"
  done <"$here/deploying/access.txt"
  for who in "${identities[@]}"; do
    grant "$who" roles/iam.workloadIdentityUser Pod "$who" ''
  done
}


# The command that reads and grants on a resource, in $policy_of, and what its making would be called in the plan.
policy_command() {
  local address="$2@${name[IAM_DOMAIN]}.gserviceaccount.com"
  made_as=''
  case $1 in
    Project) policy_of=(gcloud projects VERB "$2") ;;
    PubSubTopic) policy_of=(gcloud pubsub topics VERB "$2" --project="$project") made_as="Topics and subscriptions: topic $2" ;;
    PubSubSubscription) policy_of=(gcloud pubsub subscriptions VERB "$2" --project="$project") made_as="Topics and subscriptions: subscription $2" ;;
    SecretManagerSecret) policy_of=(gcloud secrets VERB "$2" --project="$project") made_as="Secrets: $2" ;;
    IAMServiceAccount | Pod) policy_of=(gcloud iam service-accounts VERB "$address" --project="$project") made_as="Identities: $2" ;;
    StorageBucket)
      local bucket=EXPORTS_BUCKET there=$exports_there
      [[ $2 == ops-ledger ]] && bucket=LEDGER_BUCKET there=$ledger_there
      policy_of=(gcloud storage buckets VERB "gs://${name[$bucket]}")
      [[ -n $there ]] || planned['bucket to be made']=1 made_as='bucket to be made' ;;
  esac
}

# grant WHO ROLE KIND RESOURCE CONDITION: planned where the resource's policy does not say it.
grant() {
  local policy_of made_as member='' key
  policy_command "$3" "$4"
  key=${policy_of[*]}
  if [[ -z ${policies[$key]+read} ]]; then
    policies[$key]=''
    if [[ -z $made_as || -z ${planned[$made_as]:-} ]]; then
      ask "${policy_of[@]/VERB/get-iam-policy}" --flatten='bindings[].members' \
        --format='csv[no-heading](bindings.role,bindings.members,bindings.condition.title)'
      policies[$key]=$answer
    fi
  fi
  if [[ $1 == ops-backup-finished && -z $sink_there ]]; then
    make 'Rights' "$1: $2 on $4" bind "$@"
    return
  fi
  member_of "$1" "$3"
  need 'Rights' "$1: $2 on $4${5:+, $5}" "${policies[$key]}" "$2,$member,$5" bind "$@"
}

# member_of WHO KIND: as policies name it, in $member.
member_of() {
  case $1 in
    ops-backup-finished)
      if [[ -n ${dry_run:-} && -z $sink_there ]]; then
        member=SINK_IDENTITY
      else
        ask gcloud logging sinks describe ops-backup-finished --project="$project" --format='value(writerIdentity)'
        member=$answer
      fi ;;
    pubsub.googleapis.com) member="serviceAccount:service-$project_number@gcp-sa-pubsub.iam.gserviceaccount.com" ;;
    *)
      member="serviceAccount:$1@${name[IAM_DOMAIN]}.gserviceaccount.com"
      [[ $2 != Pod ]] || member="${name[MEMBERS_OF]}.svc.id.goog[coditect-app/$1]" ;;
  esac
}

bind() {
  local policy_of made_as member='' condition=()
  policy_command "$3" "$4"
  member_of "$1" "$3"
  # The service makes this identity when it is first asked for.
  [[ $1 != pubsub.googleapis.com ]] || run gcloud beta services identity create --service=pubsub.googleapis.com --project="$project"
  if [[ $3 == Project ]]; then
    condition=(--condition=None)
    case $5 in
      only-this-instance) condition=("--condition=expression=resource.name == '${name[INSTANCE_RESOURCE]}' && resource.type == 'sqladmin.googleapis.com/Instance',title=$5") ;;
      only-instances-of-drills) condition=("--condition=expression=resource.name.startsWith('projects/$project/instances/drill-') && resource.type == 'sqladmin.googleapis.com/Instance',title=$5") ;;
    esac
  fi
  # A service account that was just made is not known everywhere at once.
  run_patiently "${policy_of[@]/VERB/add-iam-policy-binding}" --member="$member" --role="$2" "${condition[@]}"
}
