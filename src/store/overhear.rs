//! What kind of error PostgreSQL answers with is its SQLSTATE, the same in every language; diesel hands on the message
//! alone, which the server writes in its own. So the answers are listened to on their way in: of each its kind and
//! length, and of an error this field. The thread that asks is the one that reads.

use std::cell::RefCell;
use std::future::Future;
use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_postgres_rustls::MakeRustlsConnect;

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The SQLSTATE of the last error that this thread was answered with.
pub fn last_sqlstate() -> Option<String> {
    LAST.with_borrow(Clone::clone)
}

/// A message is its kind, its length in four bytes that counts these four, and its text.
const HEAD: usize = 5;

/// Follows the messages that go by, whatever pieces they come in.
#[derive(Default)]
struct Ear {
    head: Vec<u8>,
    /// How much of the message is still to come.
    left: usize,
    /// An error so far, where the message is one.
    error: Option<Vec<u8>>,
}

impl Ear {
    fn hear(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let wanted = if self.left == 0 { HEAD - self.head.len() } else { self.left };
            let (now, later) = bytes.split_at(wanted.min(bytes.len()));
            if self.left == 0 {
                self.begin(now)
            } else {
                self.go_on(now)
            }
            bytes = later;
        }
    }

    fn begin(&mut self, bytes: &[u8]) {
        self.head.extend_from_slice(bytes);
        if let [kind, length @ ..] = self.head.as_slice()
            && let Ok(length) = <[u8; 4]>::try_from(length)
        {
            self.left = (u32::from_be_bytes(length) as usize).saturating_sub(4);
            self.error = (*kind == b'E').then(Vec::new);
            self.head.clear();
        }
    }

    fn go_on(&mut self, bytes: &[u8]) {
        self.left -= bytes.len();
        if let Some(error) = &mut self.error {
            error.extend_from_slice(bytes);
        }
        if self.left == 0
            && let Some(error) = self.error.take()
        {
            LAST.set(sqlstate(&error));
        }
    }
}

/// The field `C` of an error: fields are a letter and a text that ends in a zero.
fn sqlstate(error: &[u8]) -> Option<String> {
    let field = error.split(|b| *b == 0).find(|field| field.first() == Some(&b'C'))?;
    String::from_utf8(field[1..].to_vec()).ok()
}

/// A stream with an ear on it.
pub struct Overheard<S> {
    stream: S,
    binding: fn(&S) -> ChannelBinding,
    ear: Ear,
}

impl<S> Overheard<S> {
    pub fn plain(stream: S) -> Self {
        Overheard { stream, binding: |_| ChannelBinding::none(), ear: Ear::default() }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Overheard<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.ear.hear(&buf.filled()[before..]);
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Overheard<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Overheard<S> {
    fn channel_binding(&self) -> ChannelBinding {
        (self.binding)(&self.stream)
    }
}

type Connecting<S, E> = Pin<Box<dyn Future<Output = std::result::Result<Overheard<S>, E>> + Send>>;

/// No TLS: the driver asks for a stream in its place, and is given the socket itself with an ear on it. Goes with
/// `SslMode::Require` and `SslNegotiation::Direct`, by which the driver says nothing of TLS to the server.
#[derive(Clone)]
pub struct InTheClear;

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> MakeTlsConnect<S> for InTheClear {
    type Stream = Overheard<S>;
    type TlsConnect = InTheClear;
    type Error = std::io::Error;

    fn make_tls_connect(&mut self, _: &str) -> Result<InTheClear> {
        Ok(InTheClear)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> TlsConnect<S> for InTheClear {
    type Stream = Overheard<S>;
    type Error = std::io::Error;
    type Future = std::future::Ready<Result<Overheard<S>>>;

    fn connect(self, stream: S) -> Self::Future {
        std::future::ready(Ok(Overheard::plain(stream)))
    }
}

/// TLS, with an ear behind it.
#[derive(Clone)]
pub struct Within<T>(pub T);

impl<S> MakeTlsConnect<S> for Within<MakeRustlsConnect>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Overheard<<MakeRustlsConnect as MakeTlsConnect<S>>::Stream>;
    type TlsConnect = Within<<MakeRustlsConnect as MakeTlsConnect<S>>::TlsConnect>;
    type Error = <MakeRustlsConnect as MakeTlsConnect<S>>::Error;

    fn make_tls_connect(&mut self, domain: &str) -> std::result::Result<Self::TlsConnect, Self::Error> {
        MakeTlsConnect::<S>::make_tls_connect(&mut self.0, domain).map(Within)
    }
}

impl<S, T> TlsConnect<S> for Within<T>
where
    T: TlsConnect<S>,
    T::Future: Send + 'static,
{
    type Stream = Overheard<T::Stream>;
    type Error = T::Error;
    type Future = Connecting<T::Stream, T::Error>;

    fn connect(self, stream: S) -> Self::Future {
        let connecting = self.0.connect(stream);
        Box::pin(async move {
            let stream = connecting.await?;
            Ok(Overheard { stream, binding: T::Stream::channel_binding, ear: Ear::default() })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, text: &[u8]) -> Vec<u8> {
        let length = u32::try_from(text.len() + 4).expect("short").to_be_bytes();
        [&[kind], length.as_slice(), text].concat()
    }

    /// However the answers are cut into pieces, the error's code is heard, and nothing that merely looks like one.
    #[test]
    fn an_errors_code_is_heard_whatever_the_pieces() {
        let error = message(b'E', b"SFEIL\0VERROR\0C53100\0Mtom for plass\0\0");
        let answers = [
            message(b'2', b""),
            message(b'D', b"E\0\0\0\x09C40001\0"),
            error,
            message(b'N', b"C01000\0\0"),
            message(b'Z', b"E"),
        ];
        let bytes = answers.concat();
        for piece in 1..=bytes.len() {
            LAST.set(None);
            let mut ear = Ear::default();
            bytes.chunks(piece).for_each(|part| ear.hear(part));
            assert_eq!(last_sqlstate().as_deref(), Some("53100"), "in pieces of {piece}");
        }
    }
}
