//! TLS to the mail server: it is shown to be who it is, by what the machine trusts, or an authority of one's own.

use std::io;
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::ServerName;

use super::wire::Stream;
use crate::tls::{Trusted, certificates, client};

/// What turns a line into a secure one, from the first byte or after STARTTLS.
pub struct Tls {
    connector: TlsConnector,
    host: ServerName<'static>,
}

impl Tls {
    /// # Errors
    /// The authority is no certificate, or the host's name none that a certificate can have.
    pub fn new(host: &str, authority: Option<&[u8]>) -> Result<Self> {
        let roots = authority.map(certificates).transpose();
        let roots = roots.ok().context("`mail.smtp.ca_file` holds no certificate as PEM")?;
        let config = client(Trusted::MachinesAnd(roots.unwrap_or_default()))
            .context("cannot set up TLS to the mail server")?;
        let host = ServerName::try_from(host.to_owned()).context("`mail.smtp.host` is no name for TLS")?;
        Ok(Tls { connector: TlsConnector::from(Arc::new(config)), host })
    }

    /// # Errors
    /// The server is not shown to be `host`, or speaks no TLS.
    pub async fn connect<S: Stream>(&self, stream: S) -> io::Result<TlsStream<S>> {
        self.connector.connect(self.host.clone(), stream).await
    }
}
