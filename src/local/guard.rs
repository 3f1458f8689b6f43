//! What keeps others out of this process's memory, which holds tokens.

/// From here on no core file is written of this process, and on Linux nobody but the administrator may look
/// into it: no debugger of the same person, no reading of its environment ("prctl(2)", PR_SET_DUMPABLE). What
/// a system does not have is left out; nothing else depends on it.
pub fn close() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        // The hard limit stays: a program that is started from here may raise its own again.
        let maximum = getrlimit(Resource::Core).maximum;
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum });
    }
}
