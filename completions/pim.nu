module completions {

  # Names of roles, scopes, presets, requests and profiles, from the local cache alone; pim quotes them for Nushell.
  def "nu-complete pim names" [line: string] {
    let told = (do { ^pim complete-words nushell $line } | complete | get stdout)
    let names = ($told | lines | each {|one| $one | split column "\t" value description | first })
    { options: { filter: false, sort: false }, completions: $names }
  }

  def "nu-complete pim output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim color" [] {
    [ "auto" "always" "never" ]
  }

  # The command line for Microsoft Entra Privileged Identity Management
  export extern pim [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
    ...words: glob@"nu-complete pim names" # The command and its arguments
  ]

  def "nu-complete pim list output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim list color" [] {
    [ "auto" "always" "never" ]
  }

  # Show every role I can have or have now
  export extern "pim list" [
    --eligible                # Only what can be activated
    --active                  # Only what is active now, standing roles included
    --pending                 # Only what waits for a decision
    --expired                 # Only what has ended
    --long(-l)                # Add what activation asks for, the longest duration and whether the role is privileged
    --can: string@"nu-complete pim names"             # Only roles that permit ACTION, the narrowest first: Microsoft.Compute/virtualMachines/restart/action
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim list output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim list color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    filter?: string@"nu-complete pim names"           # Only roles whose name, scope, kind or id has this in it
  ]

  def "nu-complete pim status output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim status color" [] {
    [ "auto" "always" "never" ]
  }

  # Show what I activated, what waits, what is scheduled and when it ends
  export extern "pim status" [
    --at-least: string@"nu-complete pim names"        # How long each ROLE must still be active
    --short                   # One line for a shell prompt, from the local cache alone; always exit 0
    --watch                   # Look on until Ctrl-C (exit 130): drawn anew on a terminal, else a line at each change
    --warn: string@"nu-complete pim names"            # Warn of what ends within this time, on stderr and on the desktop
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim status output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim status color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    ...roles: string@"nu-complete pim names"          # Only these roles; exit 3 where one is not active
  ]

  def "nu-complete pim activate if_active" [] {
    [ "reuse" "again" "fail" ]
  }

  def "nu-complete pim activate output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim activate color" [] {
    [ "auto" "always" "never" ]
  }

  # Activate roles
  export extern "pim activate" [
    --preset(-p): string@"nu-complete pim names"      # The roles, reason, duration and ticket of this preset; flags given besides count more
    --last                    # What was activated last, with its reason, duration and ticket; flags given besides count more
    --scope(-s): string@"nu-complete pim names"       # Activate at this scope, below the eligibility's own: a name, a path such as prod/rg-app, or an id; without it a picker
    --reason(-r): string@"nu-complete pim names"      # Why (PIM_REASON)
    --duration(-d): string@"nu-complete pim names"    # For how long: 2h, 1h30m, PT1H30M or max
    --until: string@"nu-complete pim names"           # Until when: 17:30, or a date and time
    --shorten                 # Take each role's longest where it allows less than asked for
    --start: string@"nu-complete pim names"           # From when: 18:00, +30m, a date and time
    --ticket(-t): string@"nu-complete pim names"      # The ticket, as NUMBER or SYSTEM:NUMBER (PIM_TICKET)
    --ticket-system: string@"nu-complete pim names"   # The ticket's system; then all of --ticket is the number
    --if-active: string@"nu-complete pim activate if_active" # What to do where a role is active already
    --at-least: string@"nu-complete pim names"        # How much must be left of an activation to be content with it
    --dry-run                 # Only let the service check; nothing is created
    --no-wait                 # Return on the service's answer
    --notify                  # Show a notification on the desktop when the roles are in force, or were decided on
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim activate output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim activate color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    ...roles: string@"nu-complete pim names"          # The roles: ROLE, ROLE@SCOPE or an id
  ]

  def "nu-complete pim deactivate output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim deactivate color" [] {
    [ "auto" "always" "never" ]
  }

  # Give activated roles back before they end
  export extern "pim deactivate" [
    --all                     # Everything that I activated
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim deactivate output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim deactivate color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    ...roles: string@"nu-complete pim names"          # The roles to give back
  ]

  def "nu-complete pim run output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim run color" [] {
    [ "auto" "always" "never" ]
  }

  # Run a command with roles, and give them back after it
  export extern "pim run" [
    --preset(-p): string@"nu-complete pim names"      # The roles, reason, duration and ticket of this preset; flags given besides count more
    --reason(-r): string@"nu-complete pim names"      # Why (PIM_REASON)
    --duration(-d): string@"nu-complete pim names"    # For how long at most: 2h, 1h30m, PT1H30M or max; 30m where nothing is said
    --ticket(-t): string@"nu-complete pim names"      # The ticket, as NUMBER or SYSTEM:NUMBER (PIM_TICKET)
    --ticket-system: string@"nu-complete pim names"   # The ticket's system; then all of --ticket is the number
    --keep                    # Leave the roles to end by themselves
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim run output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim run color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    ...roles: glob@"nu-complete pim names"          # The roles: ROLE, ROLE@SCOPE or an id
  ]

  def "nu-complete pim extend output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim extend color" [] {
    [ "auto" "always" "never" ]
  }

  # Ask for more time on a role that ends within 14 days
  export extern "pim extend" [
    --reason(-r): string@"nu-complete pim names"      # Why; the administrator who decides reads it (PIM_REASON)
    --duration(-d): string@"nu-complete pim names"    # For how much longer: 30d, P90D; as long as it was given for where nothing is said
    --until: string@"nu-complete pim names"           # Until when: a date, or a date and time
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim extend output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim extend color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    ...roles: string@"nu-complete pim names"          # The roles: ROLE, ROLE@SCOPE or an id
  ]

  def "nu-complete pim renew output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim renew color" [] {
    [ "auto" "always" "never" ]
  }

  # Ask again for a role that ended in the last 30 days
  export extern "pim renew" [
    --reason(-r): string@"nu-complete pim names"      # Why; the administrator who decides reads it (PIM_REASON)
    --duration(-d): string@"nu-complete pim names"    # For how much longer: 30d, P90D; as long as it was given for where nothing is said
    --until: string@"nu-complete pim names"           # Until when: a date, or a date and time
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim renew output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim renew color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    ...roles: string@"nu-complete pim names"          # The roles: ROLE, ROLE@SCOPE or an id
  ]

  def "nu-complete pim request output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim request color" [] {
    [ "auto" "always" "never" ]
  }

  # List, show, withdraw or wait for my requests
  export extern "pim request" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim request output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim request color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim request list output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim request list color" [] {
    [ "auto" "always" "never" ]
  }

  # List my requests, the newest first
  export extern "pim request list" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim request list output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim request list color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim request show output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim request show color" [] {
    [ "auto" "always" "never" ]
  }

  # Show one request whole: mine, or one that waits for me
  export extern "pim request show" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim request show output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim request show color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    request?: string@"nu-complete pim names"          # Its id, or ROLE[@SCOPE], PERSON, PERSON:ROLE[@SCOPE]
  ]

  def "nu-complete pim request cancel output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim request cancel color" [] {
    [ "auto" "always" "never" ]
  }

  # Withdraw requests that wait or are scheduled
  export extern "pim request cancel" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim request cancel output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim request cancel color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    ...requests: string@"nu-complete pim names"       # Their ids, or ROLE[@SCOPE]
  ]

  def "nu-complete pim request wait output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim request wait color" [] {
    [ "auto" "always" "never" ]
  }

  # Wait until requests are decided and in force; without a name for all that wait
  export extern "pim request wait" [
    --for: string@"nu-complete pim names"             # How long to wait at most
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim request wait output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim request wait color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    ...requests: string@"nu-complete pim names"       # Their ids, or ROLE[@SCOPE]
  ]

  def "nu-complete pim suggest output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim suggest color" [] {
    [ "auto" "always" "never" ]
  }

  # Name the narrowest role that permits what another tool was refused, as the command to type
  export extern "pim suggest" [
    --can: string@"nu-complete pim names"             # The action itself, wherever: Microsoft.Compute/virtualMachines/restart/action
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim suggest output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim suggest color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    message?: string@"nu-complete pim names"          # The refusal; without it, or with -, standard input
  ]

  def "nu-complete pim approve output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim approve color" [] {
    [ "auto" "always" "never" ]
  }

  # Approve requests that wait for me
  export extern "pim approve" [
    --reason(-r): string@"nu-complete pim names"      # Why; the requester reads it and the audit log keeps it
    --all                     # Everything that waits for me now
    --list                    # List what waits for me, and decide nothing
    --watch                   # Keep looking: tell each request that comes to wait for me, on the desktop too; decide nothing
    --exec: string@"nu-complete pim names"            # Run this for each request that --watch tells, with the request as JSON on its standard input
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim approve output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim approve color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    ...requests: string@"nu-complete pim names"       # Ids, or PERSON, ROLE[@SCOPE], PERSON:ROLE[@SCOPE]
  ]

  def "nu-complete pim deny output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim deny color" [] {
    [ "auto" "always" "never" ]
  }

  # Deny requests that wait for me
  export extern "pim deny" [
    --reason(-r): string@"nu-complete pim names"      # Why; the requester reads it and the audit log keeps it
    --all                     # Everything that waits for me now
    --list                    # List what waits for me, and decide nothing
    --watch                   # Keep looking: tell each request that comes to wait for me, on the desktop too; decide nothing
    --exec: string@"nu-complete pim names"            # Run this for each request that --watch tells, with the request as JSON on its standard input
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim deny output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim deny color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    ...requests: string@"nu-complete pim names"       # Ids, or PERSON, ROLE[@SCOPE], PERSON:ROLE[@SCOPE]
  ]

  def "nu-complete pim approvals output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim approvals color" [] {
    [ "auto" "always" "never" ]
  }

  # List the requests that wait for me
  export extern "pim approvals" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim approvals output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim approvals color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim login output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim login color" [] {
    [ "auto" "always" "never" ]
  }

  # Sign in, once
  export extern "pim login" [
    --tenant: string@"nu-complete pim names"          # The tenant: its id, or a domain such as contoso.com
    --account: string@"nu-complete pim names"         # The account to sign in with
    --device-code             # Sign in with a code on another device; many organisations block this
    --azure-cli               # Take whoever is signed in to the Azure CLI (Azure resources alone)
    --auth: string@"nu-complete pim names"            # Sign in this way: client-secret, client-certificate, workload-identity, github-actions, azure-pipelines, managed-identity, ...
    --claims: string@"nu-complete pim names"          # What the sign-in has to satisfy: an authentication context such as c1, mfa, or a challenge's JSON
    --consent-link            # Print the link and the permissions to send to an administrator
    --token-store: string@"nu-complete pim names"     # Where to keep the tokens: keychain, file or memory
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim login output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim login color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim logout output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim logout color" [] {
    [ "auto" "always" "never" ]
  }

  # Sign out
  export extern "pim logout" [
    --all                     # Every account of every profile
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim logout output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim logout color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim whoami output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim whoami color" [] {
    [ "auto" "always" "never" ]
  }

  # Show who is signed in, how, with which permissions, and until when
  export extern "pim whoami" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim whoami output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim whoami color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim doctor output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim doctor color" [] {
    [ "auto" "always" "never" ]
  }

  # Look at each thing that can be wrong, and say how to mend it
  export extern "pim doctor" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim doctor output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim doctor color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim config output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim config color" [] {
    [ "auto" "always" "never" ]
  }

  # Show and change what config.toml says
  export extern "pim config" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim config output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim config color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim config get output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim config get color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the value of a key
  export extern "pim config get" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim config get output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim config get color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    key: string@"nu-complete pim names"               # Such as tenant, profiles.work.account or clouds.lab.graph
  ]

  def "nu-complete pim config set output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim config set color" [] {
    [ "auto" "always" "never" ]
  }

  # Set keys; comments and order of the file stay
  export extern "pim config set" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim config set output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim config set color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    key: string@"nu-complete pim names"               # The key
    value: string@"nu-complete pim names"             # Its value; a list as entra,azure
    ...more: string@"nu-complete pim names"           # Further keys, each with its value: all are set or none
  ]

  def "nu-complete pim config unset output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim config unset color" [] {
    [ "auto" "always" "never" ]
  }

  # Take keys out of the file
  export extern "pim config unset" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim config unset output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim config unset color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    ...keys: string@"nu-complete pim names"           # The keys
  ]

  def "nu-complete pim config list output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim config list color" [] {
    [ "auto" "always" "never" ]
  }

  # List every key, its value, and where it comes from
  export extern "pim config list" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim config list output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim config list color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim config edit output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim config edit color" [] {
    [ "auto" "always" "never" ]
  }

  # Open the file in an editor (VISUAL, EDITOR) and check it
  export extern "pim config edit" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim config edit output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim config edit color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim config path output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim config path color" [] {
    [ "auto" "always" "never" ]
  }

  # Print where the file is
  export extern "pim config path" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim config path output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim config path color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim config preset output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim config preset color" [] {
    [ "auto" "always" "never" ]
  }

  # Keep several roles with reason, duration and ticket under one name
  export extern "pim config preset" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim config preset output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim config preset color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim config preset save output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim config preset save color" [] {
    [ "auto" "always" "never" ]
  }

  # Keep roles under a name; without ROLE those of the last activation
  export extern "pim config preset save" [
    --reason(-r): string@"nu-complete pim names"      # The reason
    --duration(-d): string@"nu-complete pim names"    # For how long: 2h, 1h30m, PT1H30M or max
    --ticket(-t): string@"nu-complete pim names"      # The ticket, as NUMBER or SYSTEM:NUMBER
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim config preset save output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim config preset save color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    name: string@"nu-complete pim names"              # The preset's name
    ...roles: string@"nu-complete pim names"          # The roles, as ROLE@SCOPE
  ]

  def "nu-complete pim config preset list output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim config preset list color" [] {
    [ "auto" "always" "never" ]
  }

  # List the presets
  export extern "pim config preset list" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim config preset list output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim config preset list color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim config preset remove output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim config preset remove color" [] {
    [ "auto" "always" "never" ]
  }

  # Take a preset out of the file
  export extern "pim config preset remove" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim config preset remove output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim config preset remove color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    name: string@"nu-complete pim names"              # The preset's name
  ]

  def "nu-complete pim completions shell" [] {
    [ "bash" "elvish" "fish" "nushell" "powershell" "zsh" ]
  }

  def "nu-complete pim completions output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim completions color" [] {
    [ "auto" "always" "never" ]
  }

  # Print a completion script for a shell
  export extern "pim completions" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim completions output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim completions color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    shell: string@"nu-complete pim completions shell" # The shell
  ]

  def "nu-complete pim hook shell" [] {
    [ "bash" "zsh" "fish" "pwsh" ]
  }

  def "nu-complete pim hook output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim hook color" [] {
    [ "auto" "always" "never" ]
  }

  # Print a shell hook that suggests a role after a refused az, kubectl or terraform.
  export extern "pim hook" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim hook output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim hook color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    shell: string@"nu-complete pim hook shell" # The shell
  ]

  def "nu-complete pim man output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim man color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the manual pages
  export extern "pim man" [
    --all: path               # Write every page into this folder
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim man output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim man color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    command?: string@"nu-complete pim names"          # The command whose page to print
  ]

  def "nu-complete pim sandbox output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox color" [] {
    [ "auto" "always" "never" ]
  }

  # Run and steer the embedded tenant that `pim --sandbox` works on
  export extern "pim sandbox" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim sandbox serve output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox serve color" [] {
    [ "auto" "always" "never" ]
  }

  # Serve it on loopback for other programs, until stopped
  export extern "pim sandbox serve" [
    --port: string@"nu-complete pim names"            # The port for HTTP; any free one by default
    --tls-port: string@"nu-complete pim names"        # A port for HTTPS too (0: any), under the sandbox's own authority
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox serve output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox serve color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim sandbox token audience" [] {
    [ "graph" "arm" ]
  }

  def "nu-complete pim sandbox token output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox token color" [] {
    [ "auto" "always" "never" ]
  }

  # Print an access token of one of its people
  export extern "pim sandbox token" [
    --for: string@"nu-complete pim sandbox token audience" # For which service
    --claims: string@"nu-complete pim names"          # What the token is to hold besides, as JSON
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox token output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox token color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim sandbox credential output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox credential color" [] {
    [ "auto" "always" "never" ]
  }

  # Print what the pipeline's application signs in with, as shell exports
  export extern "pim sandbox credential" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox credential output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox credential color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim sandbox credential secret output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox credential secret color" [] {
    [ "auto" "always" "never" ]
  }

  # A client secret
  export extern "pim sandbox credential secret" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox credential secret output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox credential secret color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim sandbox credential certificate output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox credential certificate color" [] {
    [ "auto" "always" "never" ]
  }

  # A certificate with its key, in a file
  export extern "pim sandbox credential certificate" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox credential certificate output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox credential certificate color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    folder: path              # The folder for the file
  ]

  def "nu-complete pim sandbox credential federated output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox credential federated color" [] {
    [ "auto" "always" "never" ]
  }

  # A federated token as a cluster gives it, in a file
  export extern "pim sandbox credential federated" [
    --subject: string@"nu-complete pim names"         # Whom the token is about, in place of the one that is trusted
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox credential federated output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox credential federated color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    folder: path              # The folder for the file
  ]

  def "nu-complete pim sandbox credential github-actions output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox credential github-actions color" [] {
    [ "auto" "always" "never" ]
  }

  # The identity of a GitHub Actions job
  export extern "pim sandbox credential github-actions" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox credential github-actions output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox credential github-actions color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    origin: string@"nu-complete pim names"            # Where the sandbox serves, as `pim sandbox serve` says it
  ]

  def "nu-complete pim sandbox credential azure-pipelines output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox credential azure-pipelines color" [] {
    [ "auto" "always" "never" ]
  }

  # The service connection of an Azure Pipelines job
  export extern "pim sandbox credential azure-pipelines" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox credential azure-pipelines output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox credential azure-pipelines color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    origin: string@"nu-complete pim names"            # Where the sandbox serves, as `pim sandbox serve` says it
  ]

  def "nu-complete pim sandbox credential managed-identity output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox credential managed-identity color" [] {
    [ "auto" "always" "never" ]
  }

  # The managed identity of an App Service app
  export extern "pim sandbox credential managed-identity" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox credential managed-identity output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox credential managed-identity color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    origin: string@"nu-complete pim names"            # Where the sandbox serves, as `pim sandbox serve` says it
  ]

  def "nu-complete pim sandbox reset output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox reset color" [] {
    [ "auto" "always" "never" ]
  }

  # Make it anew
  export extern "pim sandbox reset" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox reset output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox reset color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim sandbox seed output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox seed color" [] {
    [ "auto" "always" "never" ]
  }

  # Make it anew, with a large Azure estate besides
  export extern "pim sandbox seed" [
    --size: string@"nu-complete pim names"            # How many assignments somebody has in it (--as NAME); each fifty have a subscription of their own
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox seed output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox seed color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim sandbox users output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox users color" [] {
    [ "auto" "always" "never" ]
  }

  # List its people
  export extern "pim sandbox users" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox users output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox users color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim sandbox advance output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox advance color" [] {
    [ "auto" "always" "never" ]
  }

  # Move its clock ahead; what is due happens
  export extern "pim sandbox advance" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox advance output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox advance color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    by: string@"nu-complete pim names"                # How far: 6m, 2h, 1d
  ]

  def "nu-complete pim sandbox fault effect" [] {
    [ "true" "false" ]
  }

  def "nu-complete pim sandbox fault output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox fault color" [] {
    [ "auto" "always" "never" ]
  }

  # Make its next answers go wrong
  export extern "pim sandbox fault" [
    --match: string@"nu-complete pim names"           # Only for requests with this method, this part of the path, or both: "POST roleAssignment"
    --times: string@"nu-complete pim names"           # For how many requests
    --retry-after: string@"nu-complete pim names"     # The Retry-After header, whatever it says
    --status: string@"nu-complete pim names"          # An HTTP status
    --reads: string@"nu-complete pim names"           # How many reads
    --ms: string@"nu-complete pim names"              # Milliseconds
    --bytes: string@"nu-complete pim names"           # Bytes
    --url: string@"nu-complete pim names"             # An address
    --code: string@"nu-complete pim names"            # An error code
    --message: string@"nu-complete pim names"         # An error message
    --text: string@"nu-complete pim names"            # A text
    --claims: string@"nu-complete pim names"          # Claims, as JSON
    --effect: string@"nu-complete pim sandbox fault effect" # Whether the request takes effect although its answer is spoiled
    --list                    # List the faults that are set
    --clear                   # Take all faults back
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox fault output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox fault color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    kind?: string@"nu-complete pim names"             # What goes wrong; without it the faults that can be had are listed
  ]

  def "nu-complete pim sandbox set output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox set color" [] {
    [ "auto" "always" "never" ]
  }

  # Set a rule that the tenant's administrators decide on
  export extern "pim sandbox set" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox set output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox set color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim sandbox set device-code value" [] {
    [ "allowed" "blocked" ]
  }

  def "nu-complete pim sandbox set device-code output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox set device-code color" [] {
    [ "auto" "always" "never" ]
  }

  # Whether conditional access lets anybody sign in with a device code
  export extern "pim sandbox set device-code" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox set device-code output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox set device-code color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    value: string@"nu-complete pim sandbox set device-code value" # What holds from now on
  ]

  def "nu-complete pim sandbox set mfa value" [] {
    [ "required" "off" ]
  }

  def "nu-complete pim sandbox set mfa output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox set mfa color" [] {
    [ "auto" "always" "never" ]
  }

  # Whether conditional access asks everybody for a second factor
  export extern "pim sandbox set mfa" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox set mfa output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox set mfa color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    value: string@"nu-complete pim sandbox set mfa value" # What holds from now on
  ]

  def "nu-complete pim sandbox set admin-consent value" [] {
    [ "granted" "revoked" ]
  }

  def "nu-complete pim sandbox set admin-consent output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox set admin-consent color" [] {
    [ "auto" "always" "never" ]
  }

  # Whether an administrator has consented to what a requester needs
  export extern "pim sandbox set admin-consent" [
    --client: string@"nu-complete pim names"          # For this application alone
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox set admin-consent output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox set admin-consent color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    value: string@"nu-complete pim sandbox set admin-consent value" # What holds from now on
  ]

  def "nu-complete pim sandbox session output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox session color" [] {
    [ "auto" "always" "never" ]
  }

  # Take sessions back
  export extern "pim sandbox session" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox session output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox session color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim sandbox session revoke output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox session revoke color" [] {
    [ "auto" "always" "never" ]
  }

  # End every session of one person (--as NAME)
  export extern "pim sandbox session revoke" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox session revoke output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox session revoke color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete pim sandbox log output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" "yaml" "markdown" "ids" ]
  }

  def "nu-complete pim sandbox log color" [] {
    [ "auto" "always" "never" ]
  }

  # List the requests that it received
  export extern "pim sandbox log" [
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim sandbox log output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim sandbox log color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
  ]

  export extern "pim on" [
    --preset(-p): string@"nu-complete pim names"      # The roles, reason, duration and ticket of this preset; flags given besides count more
    --last                    # What was activated last, with its reason, duration and ticket; flags given besides count more
    --scope(-s): string@"nu-complete pim names"       # Activate at this scope, below the eligibility's own: a name, a path such as prod/rg-app, or an id; without it a picker
    --reason(-r): string@"nu-complete pim names"      # Why (PIM_REASON)
    --duration(-d): string@"nu-complete pim names"    # For how long: 2h, 1h30m, PT1H30M or max
    --until: string@"nu-complete pim names"           # Until when: 17:30, or a date and time
    --shorten                 # Take each role's longest where it allows less than asked for
    --start: string@"nu-complete pim names"           # From when: 18:00, +30m, a date and time
    --ticket(-t): string@"nu-complete pim names"      # The ticket, as NUMBER or SYSTEM:NUMBER (PIM_TICKET)
    --ticket-system: string@"nu-complete pim names"   # The ticket's system; then all of --ticket is the number
    --if-active: string@"nu-complete pim activate if_active" # What to do where a role is active already
    --at-least: string@"nu-complete pim names"        # How much must be left of an activation to be content with it
    --dry-run                 # Only let the service check; nothing is created
    --no-wait                 # Return on the service's answer
    --notify                  # Show a notification on the desktop when the roles are in force, or were decided on
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim activate output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim activate color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    ...roles: string@"nu-complete pim names"          # The roles: ROLE, ROLE@SCOPE or an id
  ]

  export extern "pim off" [
    --all                     # Everything that I activated
    --sandbox                 # Use the embedded tenant: no account and no network needed
    --as: string@"nu-complete pim names"              # Which of the sandbox's people to be
    --profile: string@"nu-complete pim names"         # The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    --all-profiles            # Every profile of config.toml, for list, status and approve
    --kind(-k): string@"nu-complete pim names"        # Only this kind of role; repeatable
    --output(-o): string@"nu-complete pim deactivate output" # How to print the result
    --query: string@"nu-complete pim names"           # Pick from the result with a JMESPath expression
    --raw                     # Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    --no-input                # Never ask; what is missing is an error
    --yes(-y)                 # Do not ask for confirmation
    --quiet(-q)               # Say only what is needed
    --verbose(-v)             # Say what is sent; twice for more
    --color: string@"nu-complete pim deactivate color" # When to use colour
    --har: path               # Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    --timeout: string@"nu-complete pim names"         # How long the whole command may take, less what it waits for on purpose
    --max-wait: string@"nu-complete pim names"        # How long to wait where a service asks for it, and to look after a lost answer
    --help(-h)                # Print help (see more with '--help')
    ...roles: string@"nu-complete pim names"          # The roles to give back
  ]

}

export use completions *
