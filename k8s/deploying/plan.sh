# What is there and what will be made: filled by looking, printed, then gone through in order.
# shellcheck shell=bash

plan_of=() plan_what=() plan_start=() plan_length=() plan_words=()
declare -A planned=()
there_count=0

# need STEP WHAT LIST ENTRY CALL…: there when the list has the entry, else planned.
need() {
  if has "$3" "$4"; then
    there_count=$((there_count + 1))
  else
    make "$1" "$2" "${@:5}"
  fi
}

# make STEP WHAT CALL…: planned whatever is there.
make() {
  planned["$1: $2"]=1
  plan_of+=("$1") plan_what+=("$2") plan_start+=("${#plan_words[@]}") plan_length+=($(($# - 2)))
  plan_words+=("${@:3}")
}

# A step of many things is a line; a dry run shows each.
show_plan() {
  local i of=''
  declare -A count=()
  for ((i = 0; i < ${#plan_of[@]}; i++)); do
    count[${plan_of[i]}]=$((${count[${plan_of[i]}]:-0} + 1))
  done
  info "$there_count things are there, ${#plan_of[@]} will be made or changed"
  for ((i = 0; i < ${#plan_of[@]}; i++)); do
    if [[ ${plan_of[i]} != "$of" ]]; then
      of=${plan_of[i]}
      info "  $of: ${count[$of]}"
    fi
    if ((count[$of] <= 12)) || [[ -n ${dry_run:-} ]]; then
      info "    ${plan_what[i]}"
    fi
  done
}

# Step by step, each with its time.
go_through_plan() {
  local i of=''
  for ((i = 0; i < ${#plan_of[@]}; i++)); do
    if [[ ${plan_of[i]} != "$of" ]]; then
      [[ -z $of ]] || step_done
      of=${plan_of[i]}
      step "$of"
    fi
    "${plan_words[@]:plan_start[i]:plan_length[i]}"
  done
  [[ -z $of ]] || step_done
}
