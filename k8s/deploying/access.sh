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

# Without the line's end that a person's editor or echo put behind it.
value_of() {
  local value
  value=$(gcloud secrets versions access latest --secret="$1" --project="$project") && [[ -n $value ]] && printf '%s' "$value"
}

# gcloud takes flags from a file, so that a password is in no process list.
flags_with_password_of() {
  local value
  value=$(value_of "$1") || return 1
  if [[ $value == *[\"\\[:cntrl:]]* ]]; then
    printf 'Password unusable: the value of %s has a quote, a backslash, or a second line\n' "$1" >&2
    return 1
  fi
  printf -- '--password: "%s"\n' "$value"
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
    Project) policy_of=(gcloud projects VERB "$2") made_as='Services: cloudresourcemanager.googleapis.com' ;;
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
        --format='csv[no-heading](bindings.role,bindings.members,bindings.condition.title,bindings.condition.expression)'
      policies[$key]=$answer
    fi
  fi
  # Whose name is known only afterwards.
  if [[ $1 == ops-backup-finished && -z $sink_there || $1 == pubsub.googleapis.com && -z $project_number ]]; then
    make 'Rights' "$1: $2 on $4" bind "$@"
    return
  fi
  member_of "$1" "$3"
  local expression='' binding role of title other
  expression_of "$5"
  need 'Rights' "$1: $2 on $4${5:+, $5}" "${policies[$key]}" "$2,$member,$5,$expression" bind "$@"
  [[ -n $5 ]] || return 0
  # The same right under what this condition said before the instance was another.
  while IFS= read -r binding; do
    IFS=, read -r role of title other <<<"$binding"
    if [[ $role,$of,$title == "$2,$member,$5" && $other != "$expression" ]]; then
      make 'Rights' "$1: $2 on $4 no longer where $other" \
        run gcloud projects remove-iam-policy-binding "$4" --member="$of" --role="$role" \
        --condition="expression=$other,title=$title" --quiet
    fi
  done <<<"${policies[$key]}"
}

# expression_of CONDITION: what it says, in $expression.
expression_of() {
  case $1 in
    only-this-instance) expression="resource.name == '${name[INSTANCE_RESOURCE]}'" ;;
    only-instances-of-drills) expression="resource.name.startsWith('projects/$project/instances/drill-')" ;;
    *) return 0 ;;
  esac
  expression+=" && resource.type == 'sqladmin.googleapis.com/Instance'"
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
    pubsub.googleapis.com)
      [[ -n $project_number || -n ${dry_run:-} ]] || number_of_project
      member="serviceAccount:service-${project_number:-PROJECT_NUMBER}@gcp-sa-pubsub.iam.gserviceaccount.com" ;;
    *)
      member="serviceAccount:$1@${name[IAM_DOMAIN]}.gserviceaccount.com"
      [[ $2 != Pod ]] || member="${name[MEMBERS_OF]}.svc.id.goog[coditect-app/$1]" ;;
  esac
}

bind() {
  local policy_of made_as member='' condition=() expression=''
  policy_command "$3" "$4"
  member_of "$1" "$3"
  # The service makes this identity when it is first asked for.
  [[ $1 != pubsub.googleapis.com ]] || run gcloud beta services identity create --service=pubsub.googleapis.com --project="$project"
  if [[ $3 == Project ]]; then
    condition=(--condition=None)
    expression_of "$5"
    [[ -z $expression ]] || condition=("--condition=expression=$expression,title=$5")
  fi
  # A service account that was just made is not known everywhere at once.
  run_patiently "${policy_of[@]/VERB/add-iam-policy-binding}" --member="$member" --role="$2" "${condition[@]}"
}
