    # Names of roles, scopes, presets, requests and profiles, from the local cache alone; pim quotes them.
    if (Get-Command -Name 'pim' -CommandType Application -ErrorAction Ignore) {
        $words = @('pim') + @(for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element.Extent.EndOffset -ge $cursorPosition) {
                break
            }
            if ($element -is [StringConstantExpressionAst]) { $element.Value } else { $element.Extent.Text }
        })
        $names = @(& (Get-Command -Name 'pim' -CommandType Application)[0] complete-words powershell @words "=$wordToComplete" 2>$null)
        if ($names.Count -gt 0) {
            return $names | ForEach-Object {
                $text, $note = $_ -split "`t", 2
                [CompletionResult]::new($text, $text, [CompletionResultType]::ParameterValue, "$text  $note")
            }
        }
        # Where a name stands, no file does; PowerShell offers files where it gets nothing.
        if ($LASTEXITCODE -eq 0) {
            return ''
        }
    }

