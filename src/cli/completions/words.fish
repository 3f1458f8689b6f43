
# Names of roles, scopes, presets, requests and profiles, from the local cache alone; fish quotes them.
function __fish_pim_words
    set -l flag (string match -r -- '^--[a-z-]+(?==)' (commandline -ct))
    command pim complete-words fish (commandline -opc) $flag '' 2>/dev/null
end

# Where a name stands, no file does.
complete -c pim -n "__fish_pim_words >/dev/null" -f -a "(__fish_pim_words)"
