    if (> (count $names) 0) {
        for name $names {
            var text what = (str:split &max=2 "\t" $name)
            edit:complex-candidate $text &display=$text'  '$what
        }
    } elif (and (not $is-name) (has-key $completions $command)) {
        $completions[$command]
    }
