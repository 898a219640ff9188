# What runs in the cluster, on the way there and on the way back.
# shellcheck shell=bash disable=SC2154

# What an image is rolled out with, and a record of it for the way back: of its objects, job files and settings the next version has others.
rollout_manifests() {
  local objects
  objects=$(overlay_manifests) || return 1
  with_record
}
with_record() {
  local record
  record=$(gzip -n9 <<<"$objects" | base64 -w 0) || return 1
  printf '%s\n---\n' "$objects"
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %s\n  namespace: coditect-app\n  labels:\n    %s: recorded\n' \
    "$(record_name)" ops.coditect.ai/rollout
  printf '  annotations:\n    ops.coditect.ai/image: "%s"\nbinaryData:\n  manifests.gz: %s\n' "$image_reference" "$record"
}
record_name() {
  local digest=${image_reference##*sha256:}
  printf 'ops-rollout-%s' "${digest:0:12}"
}
recorded_manifests() { with_record; }

roll_out() { run_with rollout_manifests kubectl apply --filename=-; }

overlay_unchanged() { unchanged rollout_manifests; }
recorded_unchanged() { unchanged recorded_manifests; }
unchanged() {
  "$1" | kubectl diff --filename=- >"$work/stdout" 2>"$work/stderr"
  case $? in
    0) return 0 ;;
    1) return 1 ;;
  esac
  tools_output=$(<"$work/stderr")
  refused kubectl diff --filename=-
}

# find_strays MANIFESTS: the CronJobs that are there and not among these, in $strays: of another version, they would go on running it.
find_strays() {
  local wanted each
  strays=''
  ask kubectl get cronjobs "${in_app[@]}" --selector=app.kubernetes.io/name=ops-worker --ignore-not-found \
    --output='jsonpath={range .items[*]}{.metadata.name}{"\n"}{end}'
  if [[ -n $answer ]]; then
    wanted=$("$1" | cronjobs_of)
    for each in $answer; do
      has "$wanted" "$each" || strays+=" $each"
    done
  fi
}

remove_strays() {
  local each
  for each in $strays; do
    run kubectl delete cronjob "$each" "${in_app[@]}" --ignore-not-found
  done
}

# The names of the CronJobs among manifests on standard input.
cronjobs_of() { awk 'BEGIN { RS = "---\n" } /(^|\n)kind: CronJob\n/ && match($0, /\n  name: [^\n]*/) { print substr($0, RSTART + 9, RLENGTH - 9) }'; }

# Variables are read once, when a pod begins; a new annotation begins new pods, one after the other.
renew_pods() {
  local said=VERSIONS
  [[ -n ${dry_run:-} ]] || said=$(versions_of ops-subject-key ops-evidence-key) || refused gcloud secrets versions list
  run kubectl patch deployment ops-worker "${in_app[@]}" \
    --patch="{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"ops.coditect.ai/versions\":\"$said\"}}}}}"
}

# What was applied when that image was rolled out is applied again: of the objects, job files and settings of this checkout it knows nothing.
roll_back() {
  local objects
  reach_cluster
  find_image
  [[ -n $image_reference ]] || fail "Image not found: coditect/ops-worker:$image" "project $project" \
    "gcloud artifacts docker tags list $region-docker.pkg.dev/$project/coditect/ops-worker" 3
  look_at_deployment
  ask kubectl get configmap "$(record_name)" "${in_app[@]}" --ignore-not-found --output='jsonpath={.binaryData.manifests\.gz}'
  objects=$(base64 -d <<<"$answer" 2>"$work/stderr" | gzip -d 2>"$work/stderr")
  [[ -n $answer && -n $objects ]] ||
    fail "Rollout not recorded: nobody knows with what objects and job files ops-worker:$image ran in ${name[CLUSTER]}" \
      "configmap $(record_name)" \
      "One of these is: kubectl get configmaps --selector=ops.coditect.ai/rollout --namespace=coditect-app; else check out that version and run its own k8s/deploy --image $image." 3
  local recorded_instance
  recorded_instance=$(sed -n '/name: DB_INSTANCE$/ { n; s/^ *value: //p; }' <<<"$objects" | sort -u)
  [[ -z $recorded_instance || $recorded_instance == "$project:$region:$instance" ]] ||
    fail "Instance differs: ops-worker:$image was rolled out on $recorded_instance, not on $project:$region:$instance" \
      "configmap $(record_name)" "Check out that version, set INSTANCE in its file of names, and run its own k8s/deploy --image $image." 3
  find_strays recorded_manifests
  if [[ $deployed == "$image_reference" && -z $strays ]] && recorded_unchanged; then
    info "ops-worker:$image is deployed already"
  else
    at_terminal_ask "Take a backup of $instance, then go back from ${deployed:-nothing} to $image?" ||
      fail 'Not begun' 'terminal' 'Nothing was changed.' 3
    step 'Backup'
    run gcloud sql backups create --instance="$instance" --location="$region" --description="before the rollback to ops-worker:$image" \
      --project="$project"
    step_done
    step 'Rollout'
    run_with recorded_manifests kubectl apply --filename=-
    remove_strays
    step_done
    info "The backup stays until somebody deletes it, and costs until then: gcloud sql backups list --instance=$instance --project=$project"
  fi
  verify
  exit "${checked:-0}"
}
