# Names a role of yours after a refused az, kubectl or terraform. Printed by: pim hook bash
# It acts where standard error is a terminal. What the command prints and its exit code stay as they are.
__pim_hook() {
  if [ -t 2 ] && type -P pim >/dev/null 2>&1 && type -P "$1" >/dev/null 2>&1; then
    command pim hook-run "$@"
  else
    command "$@"
  fi
}
# What is a function of yours already is left alone.
declare -F az >/dev/null || function az { __pim_hook az "$@"; }
declare -F kubectl >/dev/null || function kubectl { __pim_hook kubectl "$@"; }
declare -F terraform >/dev/null || function terraform { __pim_hook terraform "$@"; }
