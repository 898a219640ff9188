# The names of one deployment, from the file that kustomize reads too.
# shellcheck shell=bash

declare -A known=(
  [ENVIRONMENT]='dev|staging|production'
  [PROJECT]='[a-z][a-z0-9-]{4,28}[a-z0-9]'
  [MEMBERS_OF]='serviceAccount:[a-z0-9-]+'
  [IAM_DOMAIN]='[a-z0-9-]+\.iam'
  [INSTANCE_RESOURCE]='projects/[a-z0-9-]+/instances/[a-z0-9-]+'
  [DRILL_PROJECT]='[a-z][a-z0-9-]{4,28}[a-z0-9]'
  [CLUSTER]='[a-z][a-z0-9-]{0,39}'
  [CLUSTER_LOCATION]='[a-z]+-[a-z]+[0-9](-[a-z])?'
  [NETWORK]='[a-z][a-z0-9-]{0,62}'
  [DATABASE_RANGE]='((0|[1-9][0-9]{0,2})\.){3}0'
  [INSTANCE]='[a-z][a-z0-9-]{0,84}'
  [DATABASE]='[a-z_][a-z0-9_]{0,62}'
  [EXPORTS_BUCKET]='[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]'
  [LEDGER_BUCKET]='[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]'
  # May be left out: what the environment says otherwise.
  [TIER]='db-[a-z0-9-]+'
  [AVAILABILITY]='zonal|regional'
  [DISK_GB]='[1-9][0-9]{1,4}'
  [RETAINED_BACKUPS]='[1-9][0-9]{0,2}'
)
required=(ENVIRONMENT PROJECT MEMBERS_OF IAM_DOMAIN INSTANCE_RESOURCE DRILL_PROJECT CLUSTER CLUSTER_LOCATION NETWORK DATABASE_RANGE
  INSTANCE DATABASE EXPORTS_BUCKET LEDGER_BUCKET)
optional=(TIER AVAILABILITY DISK_GB RETAINED_BACKUPS)
declare -A name=()

# read_names FILE: every fault at once. The file is read, never run.
read_names() {
  local file=$1 line key value faults=()
  declare -A given=()
  [[ -r $file ]] || fail "Names not found: nobody can read them" "$file" "Copy k8s/gcp/overlays/dev/names/names.env and say where with --names." 2
  while IFS= read -r line || [[ -n $line ]]; do
    [[ -z $line || $line == \#* ]] && continue
    key=${line%%=*} value=${line#*=}
    given[$key]=1
    if [[ $line != *=* || -z ${known[$key]:-} ]]; then
      faults+=("\"$line\" is none of ${required[*]} ${optional[*]}")
    elif [[ ! $value =~ ^(${known[$key]})$ ]]; then
      faults+=("$key=$value is not of the form ${known[$key]}")
    else
      name[$key]=$value
    fi
  done <"$file"
  for key in "${required[@]}"; do
    [[ -n ${given[$key]:-} ]] || faults+=("$key is missing")
  done
  if ((${#faults[@]} == 0)); then
    follows MEMBERS_OF "serviceAccount:${name[PROJECT]}"
    follows IAM_DOMAIN "${name[PROJECT]}.iam"
    follows INSTANCE_RESOURCE "projects/${name[PROJECT]}/instances/${name[INSTANCE]}"
    begins_a_range "${name[DATABASE_RANGE]}" ||
      faults+=("DATABASE_RANGE=${name[DATABASE_RANGE]} does not begin a /20: no number is above 255, and the third is a multiple of 16")
    [[ ${name[DRILL_PROJECT]} != "${name[PROJECT]}" ]] ||
      faults+=("DRILL_PROJECT is the source's own project: drills could write it")
  fi
  if ((${#faults[@]} > 0)); then
    for line in "${faults[@]}"; do
      say ERROR "Names wrong: $line ($file). Correct the line." >&2
    done
    exit 2
  fi
  sizes
}

follows() { [[ ${name[$1]} == "$2" ]] || faults+=("$1=${name[$1]} does not follow from the other names: $2"); }

begins_a_range() {
  local first second third rest
  IFS=. read -r first second third rest <<<"$1"
  ((first <= 255 && second <= 255 && third <= 255 && third % 16 == 0 && rest == 0))
}

# What the platform's plan says of each environment.
sizes() {
  local plan
  case ${name[ENVIRONMENT]} in
    dev) plan=(db-f1-micro zonal 10 7) ;;
    staging) plan=(db-g1-small zonal 10 7) ;;
    production) plan=(db-g1-small regional 50 30) ;;
  esac
  : "${name[TIER]:=${plan[0]}}" "${name[AVAILABILITY]:=${plan[1]}}" "${name[DISK_GB]:=${plan[2]}}" "${name[RETAINED_BACKUPS]:=${plan[3]}}"
  project=${name[PROJECT]} instance=${name[INSTANCE]} region=us-central1
}
