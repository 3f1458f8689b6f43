//! How one signs in, and where what comes of it is kept.

/// A way to sign in, as `--auth` and the profile's `auth` name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// A person, in the system's browser.
    Browser,
    /// A person, with a code entered on any device.
    DeviceCode,
    /// Whoever is signed in to the Azure CLI.
    AzureCli,
    /// An application with a secret.
    ClientSecret,
    /// An application with a certificate.
    ClientCertificate,
    /// An application by a federated token in a file, as Kubernetes gives it.
    WorkloadIdentity,
    /// An application by the identity of a GitHub Actions job.
    GithubActions,
    /// An application by a service connection of Azure Pipelines.
    AzurePipelines,
    /// The identity that the platform gives to the machine.
    ManagedIdentity,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Browser,
        Self::DeviceCode,
        Self::AzureCli,
        Self::ClientSecret,
        Self::ClientCertificate,
        Self::WorkloadIdentity,
        Self::GithubActions,
        Self::AzurePipelines,
        Self::ManagedIdentity,
    ];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::DeviceCode => "device-code",
            Self::AzureCli => "azure-cli",
            Self::ClientSecret => "client-secret",
            Self::ClientCertificate => "client-certificate",
            Self::WorkloadIdentity => "workload-identity",
            Self::GithubActions => "github-actions",
            Self::AzurePipelines => "azure-pipelines",
            Self::ManagedIdentity => "managed-identity",
        }
    }

    /// The way of this name, whatever its case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str().eq_ignore_ascii_case(name))
    }

    /// Whether it is an application that signs in, and no person.
    #[must_use]
    pub const fn is_application(self) -> bool {
        !matches!(self, Self::Browser | Self::DeviceCode | Self::AzureCli)
    }

    /// Whether a person signs in this way with `pim` itself, so that there is something to keep.
    #[must_use]
    pub const fn is_own(self) -> bool {
        matches!(self, Self::Browser | Self::DeviceCode)
    }
}

impl std::fmt::Display for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where tokens are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenStore {
    /// In a file that is encrypted with a key in the operating system's keychain.
    Keychain,
    /// In a file that only its owner may read.
    File,
    /// Nowhere: every command signs in anew.
    Memory,
}

impl TokenStore {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Keychain, Self::File, Self::Memory];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keychain => "keychain",
            Self::File => "file",
            Self::Memory => "memory",
        }
    }

    /// The one of this name, whatever its case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|store| store.as_str().eq_ignore_ascii_case(name))
    }
}

impl std::fmt::Display for TokenStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
