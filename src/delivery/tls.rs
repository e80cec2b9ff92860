//! TLS: with certificates checked, always; against what the machine trusts, and an authority of one's own.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as Task, Poll};

use anyhow::{Context, Result};
use lettre::transport::smtp::client::{AsyncTokioStream, Certificate, TlsParameters};
use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// For STARTTLS, where lettre turns the line.
///
/// # Errors
/// The authority is no certificate.
pub fn parameters(host: &str, authority: Option<&[u8]>) -> Result<TlsParameters> {
    let mut builder = TlsParameters::builder(host.to_owned());
    roots(authority)?;
    if let Some(pem) = authority {
        builder = builder.add_root_certificate(Certificate::from_pem(pem)?);
    }
    builder.build_rustls().context("cannot set up TLS to the mail server")
}

/// For TLS from the first byte.
#[derive(Clone)]
pub struct FromTheFirstByte {
    connector: TlsConnector,
    host: ServerName<'static>,
}

impl FromTheFirstByte {
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
        Ok(FromTheFirstByte { connector: TlsConnector::from(Arc::new(config)), host })
    }

    pub async fn connect(&self, stream: TcpStream) -> io::Result<Tls> {
        Ok(Tls(self.connector.connect(self.host.clone(), stream).await?))
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

/// A stream that lettre takes.
#[derive(Debug)]
pub struct Tls(TlsStream<TcpStream>);

impl AsyncTokioStream for Tls {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Tls {
    fn poll_read(mut self: Pin<&mut Self>, task: &mut Task, into: &mut ReadBuf) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(task, into)
    }
}

impl AsyncWrite for Tls {
    fn poll_write(mut self: Pin<&mut Self>, task: &mut Task, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(task, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, task: &mut Task) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(task)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, task: &mut Task) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(task)
    }
}
