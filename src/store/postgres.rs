//! PostgreSQL as an ordinary blocking connection, without libpq. Never call it from inside an async task.

use crate::domain::counted;
use std::cell::RefCell;
use std::future::Future;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use diesel::QueryResult;
use diesel::connection::{Connection, TransactionManager};
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::{AsyncConnectionWrapper, BlockOn};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::UnixStream;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::config::{Host, SslMode, SslNegotiation};
use tokio_postgres::{AsyncMessage, Client, Config, Connection as Link, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::overhear::{InTheClear, Overheard, Within};
use crate::tls::{Trusted, certificates, client};

pub type Postgres = AsyncConnectionWrapper<AsyncPgConnection, OwnRuntime>;
type Manager = <Postgres as Connection>::TransactionManager;

thread_local! {
    // The runtime a connection was made on: the wrapper asks for one without saying for which connection.
    static MADE_ON: RefCell<Option<Runtime>> = const { RefCell::new(None) };
}

/// Each connection drives its own small runtime, on the caller's thread.
pub struct OwnRuntime(Runtime);

impl BlockOn for OwnRuntime {
    /// Nobody stands still without a word: what takes long is told while it lasts.
    fn block_on<F: Future>(&self, f: F) -> F::Output {
        self.0.block_on(async {
            let mut asked = std::pin::pin!(f);
            let mut patience = SILENCE;
            loop {
                match tokio::time::timeout(patience, asked.as_mut()).await {
                    Ok(answer) => return answer,
                    Err(_) => tracing::warn!(
                        "the database has not answered for {}: it is busy, or somebody else holds a lock \
                         (`pg_stat_activity` tells who); waiting",
                        counted(patience.as_secs(), "second")
                    ),
                }
                patience = SILENCE_AGAIN;
            }
        })
    }

    fn get_runtime() -> Self {
        OwnRuntime(MADE_ON.take().expect("connect() leaves the runtime it connected on"))
    }
}

const SILENCE: Duration = Duration::from_secs(5);
const SILENCE_AGAIN: Duration = Duration::from_secs(60);

/// Every call has a limit, and a session whose process is frozen or whose host is gone lets go of its locks.
const LIMITS: &str = "-c statement_timeout=600s -c lock_timeout=60s -c idle_in_transaction_session_timeout=20s \
    -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=20s";

pub fn connect(url: &str) -> Result<Postgres> {
    let (config, root) = parse(url)?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let place = place(&config);
    let connected = runtime.block_on(overheard(&config, root.as_deref()));
    if connected.as_ref().is_err_and(|e| format!("{e:#}").contains("unsupported startup parameter")) {
        bail!(super::pooler::POOLED)
    }
    let inner = connected.with_context(|| format!("cannot reach PostgreSQL at {place}"))?;
    MADE_ON.set(Some(runtime));
    Ok(Postgres::from(inner))
}

/// A connection whose answers are listened to, by a socket file, in the clear or over TLS.
async fn overheard(config: &Config, root: Option<&str>) -> Result<AsyncPgConnection> {
    if let Some(Host::Unix(folder)) = config.get_hosts().first() {
        let port = config.get_ports().first().unwrap_or(&5432);
        let socket = UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await?;
        let (client, link) = config.connect_raw(Overheard::plain(socket), NoTls).await?;
        tokio::spawn(link);
        return Ok(AsyncPgConnection::try_from(client).await?);
    }
    if config.get_ssl_mode() == SslMode::Disable {
        let mut config = config.clone();
        config.ssl_mode(SslMode::Require).ssl_negotiation(SslNegotiation::Direct);
        let (client, link) = config.connect(InTheClear).await?;
        return Ok(AsyncPgConnection::try_from_client_and_connection(client, link).await?);
    }
    let (client, link) = config.connect(Within(tls(root)?)).await?;
    Ok(AsyncPgConnection::try_from_client_and_connection(client, link).await?)
}

const UNREADABLE: &str =
    "the PostgreSQL URL cannot be read; it looks like `postgres://user:password@host:5432/database`";

/// The driver knows neither `verify-full` nor `sslrootcert`; TLS is always verified here, and required off this host.
fn parse(url: &str) -> Result<(Config, Option<String>)> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut kept, mut mode, mut root) = (vec![], None, None);
    for pair in query.split('&').filter(|p| !p.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", v)) => mode = Some(v),
            Some(("sslrootcert", v)) if v != "system" => root = Some(v.replace("%2F", "/")),
            Some(("sslrootcert", _)) => {}
            _ => kept.push(pair),
        }
    }
    let plain = if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) };
    // The driver ends the password at the first `@`: the rest of it would be a host to look up, and to name in errors.
    let ats = if base.contains('@') { base } else { url }.matches('@').count();
    ensure!(
        ats < 2 && (base.contains('@') || ats == 0),
        "{UNREADABLE}; in a user name or password, write `@` as `%40`"
    );
    // The driver's own message would repeat the URL's parts, password among them.
    let Ok(mut config) = plain.parse::<Config>() else { bail!("{UNREADABLE}") };
    let local = config.get_hosts().iter().all(is_local);
    config.ssl_mode(match mode {
        Some("disable") => SslMode::Disable,
        None if local => SslMode::Disable,
        Some("require" | "verify-ca" | "verify-full" | "prefer" | "allow") | None => SslMode::Require,
        Some(_) => bail!("unknown `sslmode`; use `disable`, `require` or `verify-full`"),
    });
    config.connect_timeout(Duration::from_secs(10)).application_name("rutine");
    config.keepalives_idle(Duration::from_secs(10)).tcp_user_timeout(Duration::from_secs(20));
    if config.get_options().is_none() {
        config.options(LIMITS);
    }
    Ok((config, root))
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
    }
}

fn place(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        Some(Host::Unix(path)) => path.display().to_string(),
        None => "localhost".into(),
    };
    format!("`{host}:{}`", config.get_ports().first().unwrap_or(&5432))
}

/// TLS that believes the machine's authorities, or those of the file at `root` and no other.
fn tls(root: Option<&str>) -> Result<MakeRustlsConnect> {
    let Some(path) = root else { return Ok(MakeRustlsConnect::new(client(Trusted::Machines)?)) };
    let pem = std::fs::read(path).with_context(|| format!("cannot read `{path}`"))?;
    let roots = certificates(&pem).with_context(|| format!("cannot use `{path}`"))?;
    Ok(MakeRustlsConnect::new(client(Trusted::Only(roots))?))
}

/// Calls `heard` for every notification, until the connection ends.
///
/// # Errors
/// The server cannot be reached.
pub async fn listen(url: &str, heard: impl Fn()) -> Result<()> {
    let (config, root) = parse(url)?;
    if config.get_ssl_mode() == SslMode::Disable {
        let (client, link) = config.connect(NoTls).await?;
        return hear(client, link, heard).await;
    }
    let (client, link) = config.connect(tls(root.as_deref())?).await?;
    hear(client, link, heard).await
}

async fn hear<S, T>(client: Client, mut link: Link<S, T>, heard: impl Fn()) -> Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    let asked = client.batch_execute("LISTEN rutine");
    let told = async {
        while let Some(message) = std::future::poll_fn(|cx| link.poll_message(cx)).await {
            if let AsyncMessage::Notification(_) = message? {
                heard();
            }
        }
        Ok(())
    };
    // The link must be driven for the question to be answered; `client` lives until the link ends.
    let (asked, told) = tokio::join!(asked, told);
    asked?;
    told
}

pub fn begin(c: &mut Postgres) -> QueryResult<()> {
    Manager::begin_transaction(c)
}

pub fn commit(c: &mut Postgres) -> QueryResult<()> {
    Manager::commit_transaction(c)
}

pub fn rollback(c: &mut Postgres) -> QueryResult<()> {
    Manager::rollback_transaction(c)
}
