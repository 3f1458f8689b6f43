    # Names of roles, scopes, presets, requests and profiles, from the local cache alone; elvish quotes them.
    var names = []
    var is-name = $false
    if (has-external pim) {
        set names = [(try {
            (external pim) complete-words elvish $@words | from-lines
            set is-name = $true
        } catch { nop })]
    }
