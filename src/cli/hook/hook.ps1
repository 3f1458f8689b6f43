# Names a role of yours after a refused az, kubectl or terraform. Printed by: pim hook pwsh
# A line that you type has "pim hook-run" put before these commands, and PowerShell runs it as any other: what the
# command prints and its exit code stay as they are. History keeps the line as you typed it.
if ((Get-Module PSReadLine) -and (Test-Path Function:\PSConsoleHostReadLine) -and -not (Test-Path Function:\__PimReadLine)) {
    Copy-Item Function:\PSConsoleHostReadLine Function:\__PimReadLine
    function global:__PimHook([string] $Line) {
        $isCommand = { param($Name) [bool] (Get-Command -Name $Name -CommandType Application -ErrorAction Ignore) }
        if ([Console]::IsErrorRedirected -or -not (& $isCommand 'pim')) { return $Line }
        $tokens = $null
        $errors = $null
        $ast = [System.Management.Automation.Language.Parser]::ParseInput($Line, [ref] $tokens, [ref] $errors)
        if ($errors.Count -gt 0) { return $Line }
        $wanted = {
            param($Node)
            $Node -is [System.Management.Automation.Language.CommandAst] -and
            $Node.InvocationOperator -eq 'Unknown' -and $Node.Redirections.Count -eq 0 -and
            $Node.CommandElements[0].Extent.Text -cin 'az', 'kubectl', 'terraform'
        }
        $found = @($ast.FindAll($wanted, $true) | Sort-Object { $_.Extent.StartOffset } -Descending)
        foreach ($one in $found) {
            $name = $one.CommandElements[0].Extent.Text
            # What is a function or an alias of yours is left alone.
            $is = Get-Command -Name $name -ErrorAction Ignore | Select-Object -First 1
            if ($is -and $is.CommandType -eq 'Application' -and -not $is.Source.EndsWith('.cmd')) {
                $Line = $Line.Insert($one.Extent.StartOffset, 'pim hook-run ')
            }
        }
        $Line
    }
    function global:PSConsoleHostReadLine {
        $line = __PimReadLine
        try { __PimHook $line } catch { $line }
    }
}
