# Names of roles, scopes, presets, requests and profiles, from the local cache alone; pim quotes them for bash.
_pim_words() {
    local word
    [[ -n "${COMP_LINE-}" ]] || return 1
    while IFS= read -r word; do
        [[ -n "$word" ]] && COMPREPLY+=("$word")
    done <<< "$(command pim complete-words bash "${COMP_LINE:0:COMP_POINT}" "$1" 2> /dev/null)"
    [[ ${#COMPREPLY[@]} -gt 0 ]]
}

