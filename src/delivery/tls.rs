//! TLS: with certificates checked, always; against what the machine trusts, and an authority of one's own.

use std::io;
use std::sync::Arc;

use anyhow::{Context, Result};
use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::wire::Stream;

/// What turns a line into a secure one, from the first byte or after STARTTLS.
pub struct Tls {
    connector: TlsConnector,
    host: ServerName<'static>,
}

impl Tls {
    /// # Errors
    /// The authority is no certificate, or the host's name none that a certificate can have.
    pub fn new(host: &str, authority: Option<&[u8]>) -> Result<Self> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = verifier(authority, &provider)?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        let host = ServerName::try_from(host.to_owned()).context("`mail.smtp.host` is no name for TLS")?;
        Ok(Tls { connector: TlsConnector::from(Arc::new(config)), host })
    }

    /// # Errors
    /// The server is not shown to be `host`, or speaks no TLS.
    pub async fn connect<S: Stream>(&self, stream: S) -> io::Result<TlsStream<S>> {
        self.connector.connect(self.host.clone(), stream).await
    }
}

/// The machine's own verifier; rustls calls any that is not its own "custom".
fn verifier(authority: Option<&[u8]>, provider: &Arc<CryptoProvider>) -> Result<Verifier> {
    let roots = roots(authority)?;
    Verifier::new_with_extra_roots(roots, provider.clone()).context("cannot set up TLS to the mail server")
}

fn roots(authority: Option<&[u8]>) -> Result<Vec<CertificateDer<'static>>> {
    let Some(pem) = authority else { return Ok(vec![]) };
    let found = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
    found.ok().filter(|roots| !roots.is_empty()).context("`mail.smtp.ca_file` holds no certificate as PEM")
}
