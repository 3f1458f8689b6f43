# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_pim_global_optspecs
    string join \n sandbox as= profile= all-profiles k/kind= o/output= query= raw no-input y/yes q/quiet v/verbose color= har= timeout= max-wait= h/help V/version
end

function __fish_pim_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_pim_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_pim_using_subcommand
    set -l cmd (__fish_pim_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c pim -n "__fish_pim_needs_command" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_needs_command" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_needs_command" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_needs_command" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_needs_command" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_needs_command" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_needs_command" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_needs_command" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_needs_command" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_needs_command" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_needs_command" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_needs_command" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_needs_command" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_needs_command" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_needs_command" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_needs_command" -s V -l version -d 'Print version'
complete -c pim -n "__fish_pim_needs_command" -f -a "list" -d 'Show every role I can have or have now'
complete -c pim -n "__fish_pim_needs_command" -f -a "status" -d 'Show what I activated, what waits, what is scheduled and when it ends'
complete -c pim -n "__fish_pim_needs_command" -f -a "activate" -d 'Activate roles'
complete -c pim -n "__fish_pim_needs_command" -f -a "on" -d 'Activate roles'
complete -c pim -n "__fish_pim_needs_command" -f -a "deactivate" -d 'Give activated roles back before they end'
complete -c pim -n "__fish_pim_needs_command" -f -a "off" -d 'Give activated roles back before they end'
complete -c pim -n "__fish_pim_needs_command" -f -a "run" -d 'Run a command with roles, and give them back after it'
complete -c pim -n "__fish_pim_needs_command" -f -a "extend" -d 'Ask for more time on a role that ends within 14 days'
complete -c pim -n "__fish_pim_needs_command" -f -a "renew" -d 'Ask again for a role that ended in the last 30 days'
complete -c pim -n "__fish_pim_needs_command" -f -a "request" -d 'List, show, withdraw or wait for my requests'
complete -c pim -n "__fish_pim_needs_command" -f -a "suggest" -d 'Name the narrowest role that permits what another tool was refused, as the command to type'
complete -c pim -n "__fish_pim_needs_command" -f -a "approve" -d 'Approve requests that wait for me'
complete -c pim -n "__fish_pim_needs_command" -f -a "deny" -d 'Deny requests that wait for me'
complete -c pim -n "__fish_pim_needs_command" -f -a "approvals" -d 'List the requests that wait for me'
complete -c pim -n "__fish_pim_needs_command" -f -a "login" -d 'Sign in, once'
complete -c pim -n "__fish_pim_needs_command" -f -a "logout" -d 'Sign out'
complete -c pim -n "__fish_pim_needs_command" -f -a "whoami" -d 'Show who is signed in, how, with which permissions, and until when'
complete -c pim -n "__fish_pim_needs_command" -f -a "doctor" -d 'Look at each thing that can be wrong, and say how to mend it'
complete -c pim -n "__fish_pim_needs_command" -f -a "config" -d 'Show and change what config.toml says'
complete -c pim -n "__fish_pim_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c pim -n "__fish_pim_needs_command" -f -a "hook" -d 'Print a shell hook that suggests a role after a refused az, kubectl or terraform.'
complete -c pim -n "__fish_pim_needs_command" -f -a "man" -d 'Print the manual pages'
complete -c pim -n "__fish_pim_needs_command" -f -a "sandbox" -d 'Run and steer the embedded tenant that `pim --sandbox` works on'
complete -c pim -n "__fish_pim_using_subcommand list" -l can -d 'Only roles that permit ACTION, the narrowest first: Microsoft.Compute/virtualMachines/restart/action' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand list" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand list" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand list" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand list" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand list" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand list" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand list" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand list" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand list" -l eligible -d 'Only what can be activated'
complete -c pim -n "__fish_pim_using_subcommand list" -l active -d 'Only what is active now, standing roles included'
complete -c pim -n "__fish_pim_using_subcommand list" -l pending -d 'Only what waits for a decision'
complete -c pim -n "__fish_pim_using_subcommand list" -l expired -d 'Only what has ended'
complete -c pim -n "__fish_pim_using_subcommand list" -s l -l long -d 'Add what activation asks for, the longest duration and whether the role is privileged'
complete -c pim -n "__fish_pim_using_subcommand list" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand list" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand list" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand list" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand list" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand list" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand list" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand status" -l at-least -d 'How long each ROLE must still be active' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand status" -l warn -d 'Warn of what ends within this time, on stderr and on the desktop' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand status" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand status" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand status" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand status" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand status" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand status" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand status" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand status" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand status" -l short -d 'One line for a shell prompt, from the local cache alone; always exit 0'
complete -c pim -n "__fish_pim_using_subcommand status" -l watch -d 'Look on until Ctrl-C (exit 130): drawn anew on a terminal, else a line at each change'
complete -c pim -n "__fish_pim_using_subcommand status" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand status" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand status" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand status" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand status" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand status" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand status" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand activate" -s p -l preset -d 'The roles, reason, duration and ticket of this preset; flags given besides count more' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -s s -l scope -d 'Activate at this scope, below the eligibility\'s own: a name, a path such as prod/rg-app, or an id; without it a picker' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -s r -l reason -d 'Why (PIM_REASON)' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -s d -l duration -d 'For how long: 2h, 1h30m, PT1H30M or max' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -l until -d 'Until when: 17:30, or a date and time' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -l start -d 'From when: 18:00, +30m, a date and time' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -s t -l ticket -d 'The ticket, as NUMBER or SYSTEM:NUMBER (PIM_TICKET)' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -l ticket-system -d 'The ticket\'s system; then all of --ticket is the number' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -l if-active -d 'What to do where a role is active already' -r -f -a "reuse\t'Be content with it, if --at-least is left'
again\t'Give it back and take it anew'
fail\t'Fail'"
complete -c pim -n "__fish_pim_using_subcommand activate" -l at-least -d 'How much must be left of an activation to be content with it' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -s w -l wait -d 'Wait for approvers too; 10m where no time is given' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand activate" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand activate" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand activate" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand activate" -l last -d 'What was activated last, with its reason, duration and ticket; flags given besides count more'
complete -c pim -n "__fish_pim_using_subcommand activate" -l shorten -d 'Take each role\'s longest where it allows less than asked for'
complete -c pim -n "__fish_pim_using_subcommand activate" -l dry-run -d 'Only let the service check; nothing is created'
complete -c pim -n "__fish_pim_using_subcommand activate" -l no-wait -d 'Return on the service\'s answer'
complete -c pim -n "__fish_pim_using_subcommand activate" -l notify -d 'Show a notification on the desktop when the roles are in force, or were decided on'
complete -c pim -n "__fish_pim_using_subcommand activate" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand activate" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand activate" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand activate" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand activate" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand activate" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand activate" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand activate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand on" -s p -l preset -d 'The roles, reason, duration and ticket of this preset; flags given besides count more' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -s s -l scope -d 'Activate at this scope, below the eligibility\'s own: a name, a path such as prod/rg-app, or an id; without it a picker' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -s r -l reason -d 'Why (PIM_REASON)' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -s d -l duration -d 'For how long: 2h, 1h30m, PT1H30M or max' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -l until -d 'Until when: 17:30, or a date and time' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -l start -d 'From when: 18:00, +30m, a date and time' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -s t -l ticket -d 'The ticket, as NUMBER or SYSTEM:NUMBER (PIM_TICKET)' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -l ticket-system -d 'The ticket\'s system; then all of --ticket is the number' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -l if-active -d 'What to do where a role is active already' -r -f -a "reuse\t'Be content with it, if --at-least is left'
again\t'Give it back and take it anew'
fail\t'Fail'"
complete -c pim -n "__fish_pim_using_subcommand on" -l at-least -d 'How much must be left of an activation to be content with it' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -s w -l wait -d 'Wait for approvers too; 10m where no time is given' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand on" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand on" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand on" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand on" -l last -d 'What was activated last, with its reason, duration and ticket; flags given besides count more'
complete -c pim -n "__fish_pim_using_subcommand on" -l shorten -d 'Take each role\'s longest where it allows less than asked for'
complete -c pim -n "__fish_pim_using_subcommand on" -l dry-run -d 'Only let the service check; nothing is created'
complete -c pim -n "__fish_pim_using_subcommand on" -l no-wait -d 'Return on the service\'s answer'
complete -c pim -n "__fish_pim_using_subcommand on" -l notify -d 'Show a notification on the desktop when the roles are in force, or were decided on'
complete -c pim -n "__fish_pim_using_subcommand on" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand on" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand on" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand on" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand on" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand on" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand on" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand on" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand deactivate" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deactivate" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deactivate" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deactivate" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand deactivate" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deactivate" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand deactivate" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand deactivate" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deactivate" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deactivate" -l all -d 'Everything that I activated'
complete -c pim -n "__fish_pim_using_subcommand deactivate" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand deactivate" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand deactivate" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand deactivate" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand deactivate" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand deactivate" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand deactivate" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand deactivate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand off" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand off" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand off" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand off" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand off" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand off" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand off" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand off" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand off" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand off" -l all -d 'Everything that I activated'
complete -c pim -n "__fish_pim_using_subcommand off" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand off" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand off" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand off" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand off" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand off" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand off" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand off" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand run" -s p -l preset -d 'The roles, reason, duration and ticket of this preset; flags given besides count more' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand run" -s r -l reason -d 'Why (PIM_REASON)' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand run" -s d -l duration -d 'For how long at most: 2h, 1h30m, PT1H30M or max; 30m where nothing is said' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand run" -s t -l ticket -d 'The ticket, as NUMBER or SYSTEM:NUMBER (PIM_TICKET)' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand run" -l ticket-system -d 'The ticket\'s system; then all of --ticket is the number' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand run" -s w -l wait -d 'Wait for approvers too; 10m where no time is given' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand run" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand run" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand run" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand run" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand run" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand run" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand run" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand run" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand run" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand run" -l keep -d 'Leave the roles to end by themselves'
complete -c pim -n "__fish_pim_using_subcommand run" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand run" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand run" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand run" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand run" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand run" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand run" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand extend" -s r -l reason -d 'Why; the administrator who decides reads it (PIM_REASON)' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand extend" -s d -l duration -d 'For how much longer: 30d, P90D; as long as it was given for where nothing is said' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand extend" -l until -d 'Until when: a date, or a date and time' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand extend" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand extend" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand extend" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand extend" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand extend" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand extend" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand extend" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand extend" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand extend" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand extend" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand extend" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand extend" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand extend" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand extend" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand extend" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand extend" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand extend" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand renew" -s r -l reason -d 'Why; the administrator who decides reads it (PIM_REASON)' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand renew" -s d -l duration -d 'For how much longer: 30d, P90D; as long as it was given for where nothing is said' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand renew" -l until -d 'Until when: a date, or a date and time' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand renew" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand renew" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand renew" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand renew" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand renew" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand renew" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand renew" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand renew" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand renew" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand renew" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand renew" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand renew" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand renew" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand renew" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand renew" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand renew" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand renew" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -f -a "list" -d 'List my requests, the newest first'
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -f -a "show" -d 'Show one request whole: mine, or one that waits for me'
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -f -a "cancel" -d 'Withdraw requests that wait or are scheduled'
complete -c pim -n "__fish_pim_using_subcommand request; and not __fish_seen_subcommand_from list show cancel wait" -f -a "wait" -d 'Wait until requests are decided and in force; without a name for all that wait'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -l for -d 'How long to wait at most' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand request; and __fish_seen_subcommand_from wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand suggest" -l can -d 'The action itself, wherever: Microsoft.Compute/virtualMachines/restart/action' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand suggest" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand suggest" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand suggest" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand suggest" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand suggest" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand suggest" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand suggest" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand suggest" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand suggest" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand suggest" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand suggest" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand suggest" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand suggest" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand suggest" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand suggest" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand suggest" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand suggest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand approve" -s r -l reason -d 'Why; the requester reads it and the audit log keeps it' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approve" -l exec -d 'Run this for each request that --watch tells, with the request as JSON on its standard input' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approve" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approve" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approve" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approve" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand approve" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approve" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand approve" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand approve" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approve" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approve" -l all -d 'Everything that waits for me now'
complete -c pim -n "__fish_pim_using_subcommand approve" -l list -d 'List what waits for me, and decide nothing'
complete -c pim -n "__fish_pim_using_subcommand approve" -l watch -d 'Keep looking: tell each request that comes to wait for me, on the desktop too; decide nothing'
complete -c pim -n "__fish_pim_using_subcommand approve" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand approve" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand approve" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand approve" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand approve" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand approve" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand approve" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand deny" -s r -l reason -d 'Why; the requester reads it and the audit log keeps it' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deny" -l exec -d 'Run this for each request that --watch tells, with the request as JSON on its standard input' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deny" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deny" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deny" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deny" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand deny" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deny" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand deny" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand deny" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deny" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand deny" -l all -d 'Everything that waits for me now'
complete -c pim -n "__fish_pim_using_subcommand deny" -l list -d 'List what waits for me, and decide nothing'
complete -c pim -n "__fish_pim_using_subcommand deny" -l watch -d 'Keep looking: tell each request that comes to wait for me, on the desktop too; decide nothing'
complete -c pim -n "__fish_pim_using_subcommand deny" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand deny" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand deny" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand deny" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand deny" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand deny" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand deny" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand deny" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand approvals" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approvals" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approvals" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approvals" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand approvals" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approvals" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand approvals" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand approvals" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approvals" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand approvals" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand approvals" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand approvals" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand approvals" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand approvals" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand approvals" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand approvals" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand approvals" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand login" -l tenant -d 'The tenant: its id, or a domain such as contoso.com' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand login" -l account -d 'The account to sign in with' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand login" -l auth -d 'Sign in this way: client-secret, client-certificate, workload-identity, github-actions, azure-pipelines, managed-identity, ...' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand login" -l claims -d 'What the sign-in has to satisfy: an authentication context such as c1, mfa, or a challenge\'s JSON' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand login" -l token-store -d 'Where to keep the tokens: keychain, file or memory' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand login" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand login" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand login" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand login" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand login" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand login" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand login" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand login" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand login" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand login" -l device-code -d 'Sign in with a code on another device; many organisations block this'
complete -c pim -n "__fish_pim_using_subcommand login" -l azure-cli -d 'Take whoever is signed in to the Azure CLI (Azure resources alone)'
complete -c pim -n "__fish_pim_using_subcommand login" -l consent-link -d 'Print the link and the permissions to send to an administrator'
complete -c pim -n "__fish_pim_using_subcommand login" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand login" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand login" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand login" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand login" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand login" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand login" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand logout" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand logout" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand logout" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand logout" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand logout" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand logout" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand logout" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand logout" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand logout" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand logout" -l all -d 'Every account of every profile'
complete -c pim -n "__fish_pim_using_subcommand logout" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand logout" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand logout" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand logout" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand logout" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand logout" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand logout" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand whoami" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand whoami" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand whoami" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand whoami" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand whoami" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand whoami" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand whoami" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand whoami" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand whoami" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand whoami" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand whoami" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand whoami" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand whoami" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand whoami" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand whoami" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand whoami" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand whoami" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand doctor" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand doctor" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand doctor" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand doctor" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand doctor" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand doctor" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand doctor" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand doctor" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand doctor" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand doctor" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand doctor" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand doctor" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand doctor" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand doctor" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand doctor" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand doctor" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -f -a "get" -d 'Print the value of a key'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -f -a "set" -d 'Set keys; comments and order of the file stay'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -f -a "unset" -d 'Take keys out of the file'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -f -a "list" -d 'List every key, its value, and where it comes from'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -f -a "edit" -d 'Open the file in an editor (VISUAL, EDITOR) and check it'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -f -a "path" -d 'Print where the file is'
complete -c pim -n "__fish_pim_using_subcommand config; and not __fish_seen_subcommand_from get set unset list edit path preset" -f -a "preset" -d 'Keep several roles with reason, duration and ticket under one name'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -f -a "save" -d 'Keep roles under a name; without ROLE those of the last activation'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -f -a "list" -d 'List the presets'
complete -c pim -n "__fish_pim_using_subcommand config; and __fish_seen_subcommand_from preset" -f -a "remove" -d 'Take a preset out of the file'
complete -c pim -n "__fish_pim_using_subcommand completions" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand completions" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand completions" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand completions" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand completions" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand completions" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand completions" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand completions" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand completions" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand completions" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand completions" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand completions" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand completions" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand completions" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand completions" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand hook" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand hook" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand hook" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand hook" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand hook" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand hook" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand hook" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand hook" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand hook" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand hook" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand hook" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand hook" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand hook" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand hook" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand hook" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand hook" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand hook" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand man" -l all -d 'Write every page into this folder' -r -F
complete -c pim -n "__fish_pim_using_subcommand man" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand man" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand man" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand man" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand man" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand man" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand man" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand man" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand man" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand man" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand man" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand man" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand man" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand man" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand man" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand man" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -f -a "serve" -d 'Serve it on loopback for other programs, until stopped'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -f -a "token" -d 'Print an access token of one of its people'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -f -a "credential" -d 'Print what the pipeline\'s application signs in with, as shell exports'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -f -a "reset" -d 'Make it anew'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -f -a "seed" -d 'Make it anew, with a large Azure estate besides'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -f -a "users" -d 'List its people'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -f -a "advance" -d 'Move its clock ahead; what is due happens'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -f -a "fault" -d 'Make its next answers go wrong'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -f -a "set" -d 'Set a rule that the tenant\'s administrators decide on'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -f -a "session" -d 'Take sessions back'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and not __fish_seen_subcommand_from serve token credential reset seed users advance fault set session log" -f -a "log" -d 'List the requests that it received'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l port -d 'The port for HTTP; any free one by default' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l tls-port -d 'A port for HTTPS too (0: any), under the sandbox\'s own authority' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -l for -d 'For which service' -r -f -a "graph\t'Microsoft Graph'
arm\t'Azure Resource Manager'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -l claims -d 'What the token is to hold besides, as JSON' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -f -a "secret" -d 'A client secret'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -f -a "certificate" -d 'A certificate with its key, in a file'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -f -a "federated" -d 'A federated token as a cluster gives it, in a file'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -f -a "github-actions" -d 'The identity of a GitHub Actions job'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -f -a "azure-pipelines" -d 'The service connection of an Azure Pipelines job'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from credential" -f -a "managed-identity" -d 'The managed identity of an App Service app'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -l size -d 'How many assignments somebody has in it (--as NAME); each fifty have a subscription of their own' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from seed" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from users" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l match -d 'Only for requests with this method, this part of the path, or both: "POST roleAssignment"' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l times -d 'For how many requests' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l retry-after -d 'The Retry-After header, whatever it says' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l status -d 'An HTTP status' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l reads -d 'How many reads' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l ms -d 'Milliseconds' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l bytes -d 'Bytes' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l url -d 'An address' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l code -d 'An error code' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l message -d 'An error message' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l text -d 'A text' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l claims -d 'Claims, as JSON' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l effect -d 'Whether the request takes effect although its answer is spoiled' -r -f -a "true\t''
false\t''"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l list -d 'List the faults that are set'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l clear -d 'Take all faults back'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from fault" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -f -a "device-code" -d 'Whether conditional access lets anybody sign in with a device code'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -f -a "mfa" -d 'Whether conditional access asks everybody for a second factor'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from set" -f -a "admin-consent" -d 'Whether an administrator has consented to what a requester needs'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from session" -f -a "revoke" -d 'End every session of one person (--as NAME)'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -l as -d 'Which of the sandbox\'s people to be' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -l profile -d 'The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -s k -l kind -d 'Only this kind of role; repeatable' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -s o -l output -d 'How to print the result' -r -f -a "table\t'Aligned columns for a person; the default on a terminal'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'Comma-separated, with a header'
tsv\t'Tab-separated, without a header; the default in a pipe'
yaml\t'YAML'
markdown\t'A Markdown table'
ids\t'One id a line, to hand to another command'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -l query -d 'Pick from the result with a JMESPath expression' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -l har -d 'Record the exchanges with the services in FILE (HAR 1.2, without tokens)' -r -F
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -l timeout -d 'How long the whole command may take, less what it waits for on purpose' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -l max-wait -d 'How long to wait where a service asks for it, and to look after a lost answer' -r -f -a "(__fish_pim_words)"
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -l sandbox -d 'Use the embedded tenant: no account and no network needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -l all-profiles -d 'Every profile of config.toml, for list, status and approve'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -l raw -d 'Leave cells of csv and tsv as they are, even where a spreadsheet would run them'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -l no-input -d 'Never ask; what is missing is an error'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -s y -l yes -d 'Do not ask for confirmation'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -s q -l quiet -d 'Say only what is needed'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -s v -l verbose -d 'Say what is sent; twice for more'
complete -c pim -n "__fish_pim_using_subcommand sandbox; and __fish_seen_subcommand_from log" -s h -l help -d 'Print help (see more with \'--help\')'

# Names of roles, scopes, presets, requests and profiles, from the local cache alone; fish quotes them.
function __fish_pim_words
    set -l flag (string match -r -- '^--[a-z-]+(?==)' (commandline -ct))
    command pim complete-words fish (commandline -opc) $flag '' 2>/dev/null
end

# Where a name stands, no file does.
complete -c pim -n "__fish_pim_words >/dev/null" -f -a "(__fish_pim_words)"
