//! argv in, exit code out; nothing else.

use pim::local::env::Env;
use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(pim::cli::run(std::env::args_os().collect(), Env::of_process()))
}
