//! ROLE[@SCOPE] matching.
