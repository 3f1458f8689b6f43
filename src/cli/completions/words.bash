# Names of roles, scopes, presets, requests and profiles, from the local cache alone; pim quotes them for bash.
_pim_words() {
    local word words
    [[ -n "${COMP_LINE-}" ]] || return 1
    words="$(command pim complete-words bash "${COMP_LINE:0:COMP_POINT}" "$1" 2> /dev/null)" || return 1
    while IFS= read -r word; do
        [[ -n "$word" ]] && COMPREPLY+=("$word")
    done <<< "$words"
    # Where a name stands, no file does.
    [[ ${#COMPREPLY[@]} -gt 0 ]] || compopt +o bashdefault +o default 2> /dev/null
    return 0
}

