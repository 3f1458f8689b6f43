# Names a role of yours after a refused az, kubectl or terraform. Printed by: pim hook fish
# It acts where standard error is a terminal. What the command prints and its exit code stay as they are.
function __pim_hook
    if isatty stderr; and command --search --quiet pim; and command --search --quiet -- $argv[1]
        command pim hook-run $argv
    else
        command $argv
    end
end
# What is a function of yours already is left alone.
if not functions --query az
    function az --wraps az
        __pim_hook az $argv
    end
end
if not functions --query kubectl
    function kubectl --wraps kubectl
        __pim_hook kubectl $argv
    end
end
if not functions --query terraform
    function terraform --wraps terraform
        __pim_hook terraform $argv
    end
end
