# Names a role of yours after a refused az, kubectl or terraform. Printed by: pim hook zsh
# It acts where standard error is a terminal. What the command prints and its exit code stay as they are.
__pim_hook() {
  if [[ -t 2 ]] && whence -p pim >/dev/null 2>&1 && whence -p -- "$1" >/dev/null 2>&1; then
    command pim hook-run "$@"
  else
    command "$@"
  fi
}
# What is a function of yours already is left alone.
(( ${+functions[az]} )) || function az { __pim_hook az "$@" }
(( ${+functions[kubectl]} )) || function kubectl { __pim_hook kubectl "$@" }
(( ${+functions[terraform]} )) || function terraform { __pim_hook terraform "$@" }
