//! TLS as a client: certificates are checked, always. Of rustls and whom it trusts nobody else decides.

use std::sync::Arc;

use anyhow::{Context, Result};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

/// Authorities whose certificates are believed.
pub enum Trusted {
    /// Those the machine trusts.
    Machines,
    /// These, and those the machine trusts.
    MachinesAnd(Vec<CertificateDer<'static>>),
    /// These and no other.
    Only(Vec<CertificateDer<'static>>),
}

/// # Errors
/// The machine has no list of authorities, or one of these is no certificate.
pub fn client(trusted: Trusted) -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()?;
    let extra = match trusted {
        Trusted::Machines => vec![],
        Trusted::MachinesAnd(roots) => roots,
        Trusted::Only(only) => {
            let mut roots = RootCertStore::empty();
            only.into_iter().try_for_each(|root| roots.add(root))?;
            return Ok(builder.with_root_certificates(roots).with_no_client_auth());
        }
    };
    let verifier = Verifier::new_with_extra_roots(extra, provider)?;
    // rustls calls any that is not its own "custom".
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    Ok(builder.with_no_client_auth())
}

/// The certificates of a PEM text; none is an error.
///
/// # Errors
/// It holds no certificate.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let found = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
    found.ok().filter(|roots| !roots.is_empty()).context("it holds no certificate as PEM")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_certificate_is_refused() {
        for text in ["", "x", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"] {
            assert!(certificates(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_no_authority_is_not_trusted() {
        let none = CertificateDer::from(vec![1, 2, 3]);
        assert!(client(Trusted::Only(vec![none])).is_err());
        assert!(client(Trusted::Only(vec![])).is_ok());
        assert!(client(Trusted::Machines).is_ok());
    }
}
