  # Names of roles, scopes, presets, requests and profiles, from the local cache alone; pim quotes them for Nushell.
  def "nu-complete pim names" [line: string] {
    let told = (do { ^pim complete-words nushell $line } | complete | get stdout)
    let names = ($told | lines | each {|one| $one | split column "\t" value description | first })
    { options: { filter: false, sort: false }, completions: $names }
  }

