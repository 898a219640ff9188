# As BASH_ENV: both stand-ins without a process of their own for every call, which is most of what a run takes.
# shellcheck shell=bash disable=SC1090,SC1091
gcloud() (
  set +u +o pipefail
  unset name project state
  . "$TOOLS/gcloud" "$@"
)
kubectl() (
  set +u +o pipefail
  unset name project state
  . "$TOOLS/kubectl" "$@"
)
