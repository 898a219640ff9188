# The cluster's half: secrets, migration, rollout, and the checklist of the worker that runs then.
# shellcheck shell=bash

in_app=(--namespace=coditect-app)
# As the image begins the worker, for a command beside the one that serves: both fit into the memory of one pod.
worker_command=(/opt/java/bin/java -Xmx96m @/app/java.args)

reach_cluster() {
  find_cluster || fail "Cluster not found: ${name[CLUSTER]} in ${name[CLUSTER_LOCATION]}" "project $project" \
      "Set CLUSTER and CLUSTER_LOCATION to one of: gcloud container clusters list --project=$project" 3
  [[ $cluster_status == RUNNING ]] ||
    fail "Cluster is $cluster_status" "${name[CLUSTER]} in $project" "Wait for it, then run k8s/deploy again."
  # Into a file of this run's own: nobody's kubectl points elsewhere afterwards.
  export KUBECONFIG=$work/kubeconfig
  ask gcloud container clusters get-credentials "${name[CLUSTER]}" --location="${name[CLUSTER_LOCATION]}" --project="$project"
  ask kubectl get namespaces --output='jsonpath={range .items[*]}{.metadata.name}{"\n"}{end}'
  namespaces=$answer
}

find_cluster() {
  there gcloud container clusters describe "${name[CLUSTER]}" --location="${name[CLUSTER_LOCATION]}" --project="$project" \
    --format='value[separator=" "](status,workloadIdentityConfig.workloadPool)' || return 1
  read -r cluster_status workload_pool <<<"$answer"
}

# Without it every pod is the node's identity, and no right that is granted here is any pod's.
know_pods() {
  [[ $workload_pool == "$project.svc.id.goog" ]] ||
    fail "Workload Identity is off: the cluster does not know pods as ${name[MEMBERS_OF]#*:}.svc.id.goog" "${name[CLUSTER]} in $project" \
      "gcloud container clusters update ${name[CLUSTER]} --location=${name[CLUSTER_LOCATION]} --workload-pool=$project.svc.id.goog --project=$project; then its node pools with --workload-metadata=GKE_METADATA" 3
}

# The folders as kustomize reads them, with the names of this deployment.
prepare_folders() {
  local own="gcp/overlays/${name[ENVIRONMENT]}/names/names.env"
  folders=$here
  if ! [[ $names_file -ef $here/$own ]]; then
    folders=$work/k8s
    if ! cp -r "$here" "$folders" || ! cp "$names_file" "$folders/$own"; then
      fail 'Folders could not be copied' "$here" 'Run it from a whole checkout.'
    fi
  fi
}

# manifests FOLDER: as kubectl gets them, the image by its digest.
manifests() {
  kubectl kustomize "$folders/$1" | sed -E "s#(image: ).*ops-worker(:[^/ ]*|@[^/ ]*)?\$#\1$image_reference#"
}
overlay_manifests() { manifests "overlays/${name[ENVIRONMENT]}"; }

migration_manifests() { manifests "overlays/${name[ENVIRONMENT]}/migration"; }

# The image that was asked for, by digest; empty while it is not there.
find_image() {
  local path="$region-docker.pkg.dev/$project/coditect/ops-worker"
  image_reference=''
  [[ -n ${planned['Registry of images: coditect']:-} ]] && return 0
  if there gcloud artifacts docker images describe "$path:$image" --project="$project" --format='value(image_summary.digest)'; then
    image_reference="$path@$answer"
  fi
}

await_image() {
  if [[ -n ${dry_run:-} ]]; then
    printf '  %s\n' "skopeo copy oci-archive:target/image/ops-worker.tar docker://$region-docker.pkg.dev/$project/coditect/ops-worker:$image"
    image_reference="$region-docker.pkg.dev/$project/coditect/ops-worker@DIGEST"
    return 0
  fi
  unset "planned[Registry of images: coditect]"
  find_image
  [[ -n $image_reference ]] || fail "Image not found: coditect/ops-worker:$image" "$region-docker.pkg.dev/$project" \
    "Push it (src/docs/deployment.md, First deployment), then run k8s/deploy again: it goes on from here."
}

look_at_cluster() {
  deployed='' deployed_keys='' deployed_where=''
  local keys="ops-subject-key=${versions[ops-subject-key]} ops-evidence-key=${versions[ops-evidence-key]}"
  need 'Cluster' 'namespace coditect-app' "$namespaces" coditect-app run kubectl create namespace coditect-app
  look_at_copy ops-worker-keys "$keys" copy_of_keys
  look_at_copy ops-db-owner "ops-db-owner=${versions[ops-db-owner]}" copy_of_owner
  [[ -n $image_reference ]] || make 'Image' "coditect/ops-worker:$image" await_image
  if has "$namespaces" coditect-app; then
    look_at_deployment
  fi
  # Whoever deploys with a password names no instance there: for these only the image counts.
  local where="$project:$region:$instance ${name[DATABASE]}"
  [[ -z $deployed || -n ${deployed_where% *} ]] || deployed_where=$where
  need 'Migration' "of ${name[DATABASE]} to ops-worker:$image" "$deployed $deployed_where" "${image_reference:-none yet} $where" migrate
  look_at_copy coditect-app-db-credentials \
    "coditect-app-password=${versions[coditect-app-password]} host=$database_host database=${name[DATABASE]}" let_tenants_in 'Login of the tenants'
  if [[ -n $deployed && -n $image_reference ]] && overlay_unchanged; then
    there_count=$((there_count + 1))
  else
    make 'Rollout' "overlay ${name[ENVIRONMENT]} with ops-worker:$image" roll_out
  fi
  if [[ -n $deployed ]]; then
    find_strays overlay_manifests
    [[ -z $strays ]] || make 'Rollout' "CronJobs that this version has no more go:$strays" remove_strays
  fi
  need 'Rollout' 'pods that know the newest keys' "$deployed_keys" "$keys" renew_pods
}

# The image that runs, on which instance's database, and the keys that its pods began with.
look_at_deployment() {
  local worker='.spec.template.spec.containers[?(@.name=="worker")]'
  ask kubectl get deployment ops-worker "${in_app[@]}" --ignore-not-found \
    --output="jsonpath={$worker.image}{\"\\n\"}{$worker.env[?(@.name==\"DB_INSTANCE\")].value} {$worker.env[?(@.name==\"DB_NAME\")].value}{\"\\n\"}{.spec.template.metadata.annotations.ops\\.coditect\\.ai/versions}"
  { IFS= read -r deployed; IFS= read -r deployed_where; IFS= read -r deployed_keys; } <<<"$answer" || true
}

# look_at_copy SECRET VERSIONS CALL [STEP]: a Kubernetes secret says which versions it was copied from.
look_at_copy() {
  local found=''
  if has "$namespaces" coditect-app; then
    ask kubectl get secret "$1" "${in_app[@]}" --ignore-not-found --output='jsonpath={.metadata.annotations.ops\.coditect\.ai/versions}'
    found=$answer
  fi
  need "${4:-Cluster}" "secret $1 from Secret Manager" "$found" "$2" "$3"
}

# secret_yaml NAME VERSIONS KEY SECRET|=VALUE…: written to a pipe; values are in base64, which is no protection.
secret_yaml() {
  local value data='' versions=$2 of=$1
  shift 2
  while (($# > 0)); do
    case $2 in
      =*) value=$(printf '%s' "${2#=}" | base64 -w 0) || return 1 ;;
      *) value=$(value_of "$2") && value=$(printf '%s' "$value" | base64 -w 0) || return 1 ;;
    esac
    data+="  $1: $value"$'\n'
    shift 2
  done
  printf 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\n  namespace: coditect-app\n  annotations:\n    %s: "%s"\ntype: Opaque\ndata:\n%s' \
    "$of" ops.coditect.ai/versions "$versions" "$data"
}

# versions_of SECRET…: as the annotation of a copy names them. Read before the values, so that a value added meanwhile is copied again.
versions_of() {
  local each said version
  for each in "$@"; do
    version=$(gcloud secrets versions list "$each" --filter=state:enabled --limit=1 --project="$project" --format='value(name.basename())') &&
      [[ -n $version ]] || return 1
    said+="$each=$version "
  done
  printf '%s' "${said% }"
}

yaml_of_keys() {
  local versions
  versions=$(versions_of ops-subject-key ops-evidence-key) &&
    secret_yaml ops-worker-keys "$versions" subject ops-subject-key evidence ops-evidence-key
}
yaml_of_owner() {
  local versions
  versions=$(versions_of ops-db-owner) && secret_yaml ops-db-owner "$versions" username =ops_migrator password ops-db-owner
}
yaml_of_tenants_login() {
  local versions
  versions=$(versions_of coditect-app-password) &&
    secret_yaml coditect-app-db-credentials "$versions host=$database_host database=${name[DATABASE]}" host "=$database_host" port =5432 database "=${name[DATABASE]}" \
      username =coditect_app password coditect-app-password
}
copy_of_keys() { run_with yaml_of_keys kubectl apply --filename=-; }
copy_of_owner() { run_with yaml_of_owner kubectl apply --filename=-; }

# The migration makes coditect_app with SQL and without a password: made by the Admin API it would be an administrator.
let_tenants_in() {
  run_with flags_with_app_password gcloud sql users set-password coditect_app --instance="$instance" --project="$project" \
    --flags-file=/dev/stdin
  if [[ -z ${dry_run:-} ]]; then
    ask gcloud sql instances describe "$instance" --project="$project" --format='value(ipAddresses[0].ipAddress)'
    database_host=$answer
  fi
  run_with yaml_of_tenants_login kubectl apply --filename=-
}

migrate() {
  run kubectl delete job ops-migrate "${in_app[@]}" --ignore-not-found
  run_with migration_manifests kubectl apply --filename=-
  [[ -z ${dry_run:-} ]] || return 0
  local waited=0
  while :; do
    ask kubectl get job ops-migrate "${in_app[@]}" --output='jsonpath={.status.conditions[?(@.status=="True")].type}'
    case " $answer " in
      *' Complete '*) return 0 ;;
      *' Failed '*)
        fail 'Migration failed: the database is as it was before the first migration that failed' 'job ops-migrate' \
          'It says why: kubectl logs job/ops-migrate --all-containers --namespace=coditect-app' ;;
    esac
    ((waited++ < 720)) || fail 'Migration takes longer than an hour' 'job ops-migrate' \
      'kubectl describe job ops-migrate --namespace=coditect-app'
    sleep "${OPS_DEPLOY_PAUSE:-5}"
  done
}

# Read only, and at the end of every run: what was rolled out runs, and its own checklist is green.
verify() {
  step 'Verification'
  if [[ -n ${dry_run:-} ]]; then
    printf '  %s\n' "$(quoted kubectl rollout status deployment/ops-worker "${in_app[@]}" --timeout=600s)" \
      "$(quoted kubectl exec deployment/ops-worker --container=worker "${in_app[@]}" -- "${worker_command[@]}" check)"
    return 0
  fi
  kubectl rollout status deployment/ops-worker "${in_app[@]}" --timeout=600s >"$work/stdout" 2>"$work/stderr" || {
    tools_output=$(<"$work/stderr")
    case $tools_output in
      *'timed out'* | *'exceeded its progress deadline'*)
        fail 'Rollout stuck: no new pod became ready within ten minutes' 'deployment ops-worker' \
          'The pod says why: kubectl logs deployment/ops-worker --namespace=coditect-app; back: k8s/deploy rollback --image TAG' ;;
    esac
    refused kubectl rollout status deployment/ops-worker
  }
  if kubectl exec deployment/ops-worker --container=worker "${in_app[@]}" -- "${worker_command[@]}" check 2>"$work/stderr"; then
    step_done
  else
    warning 'check is not green: each failed item above names its cure (src/docs/deployment.md, The checklist)'
    checked=1
  fi
}
