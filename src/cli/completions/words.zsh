# Names of roles, scopes, presets, requests and profiles, from the local cache alone; compadd quotes them.
_pim_words() {
    local line printed
    local -a given shown
    printed="$(command pim complete-words zsh "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" 2> /dev/null)" || return 1
    # Where a name stands, no file does.
    [[ -n "$printed" ]] || return 0
    for line in "${(@f)printed}"; do
        given+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  }")
    done
    compadd -l -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' -d shown -a given
}

