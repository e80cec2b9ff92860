//! The line to a mail server, byte by byte: commands out, answers in. Every answer is bounded in bytes and in time, and
//! nothing is believed that was said before it was asked for.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::reply::{Line, Reply, parse};

/// RFC 5321 allows 512 bytes; some say more.
const LINE_BYTES_MAX: usize = 4096;

/// An answer of more lines than this is cut: its code is known by then.
const REPLY_BYTES_MAX: usize = 64 * 1024;

pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

pub struct Wire {
    stream: Box<dyn Stream>,
    /// Read, and not yet part of an answer.
    unread: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Loss {
    #[error("the line was lost")]
    Closed,
    #[error("the answer broke off")]
    BrokeOff,
    #[error("the answer made no sense")]
    Nonsense,
    #[error("it said more than it was asked")]
    Surplus,
    #[error("no answer within {0} s")]
    Late(u64),
}

impl Wire {
    pub fn new(stream: impl Stream + 'static) -> Self {
        Wire { stream: Box::new(stream), unread: vec![] }
    }

    /// Says `command` (without its line end) and hears the answer.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn ask(&mut self, command: &str, within: Duration) -> Result<Reply, Loss> {
        if !self.unread.is_empty() {
            return Err(Loss::Surplus);
        }
        let asked = async {
            self.write(format!("{command}\r\n").as_bytes(), &mut 0).await?;
            self.hear().await
        };
        timeout(within, asked).await.unwrap_or(Err(Loss::Late(within.as_secs())))
    }

    /// Hears an answer to what has been said, or the greeting.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn answer(&mut self, within: Duration) -> Result<Reply, Loss> {
        timeout(within, self.hear()).await.unwrap_or(Err(Loss::Late(within.as_secs())))
    }

    /// Writes all of `bytes`; `written` says how much the line has taken, however this ends.
    ///
    /// # Errors
    /// The line is lost.
    pub async fn write(&mut self, bytes: &[u8], written: &mut usize) -> Result<(), Loss> {
        while *written < bytes.len() {
            match self.stream.write(&bytes[*written..]).await {
                Ok(0) | Err(_) => return Err(Loss::Closed),
                Ok(n) => *written += n,
            }
        }
        self.stream.flush().await.map_err(|_| Loss::Closed)
    }

    /// The bare stream, for TLS to begin on: it must have said nothing more.
    ///
    /// # Errors
    /// It has: what stands there was said in the open, and would be believed after.
    pub fn bare(self) -> Result<Box<dyn Stream>, Loss> {
        if self.unread.is_empty() { Ok(self.stream) } else { Err(Loss::Surplus) }
    }

    async fn hear(&mut self) -> Result<Reply, Loss> {
        let mut reply: Option<Reply> = None;
        let mut bytes = 0;
        loop {
            let line = self.line(reply.is_some()).await?;
            bytes += line.len();
            let Line { code, is_last, text } = parse(&line).ok_or(Loss::Nonsense)?;
            let reply = reply.get_or_insert(Reply { code, lines: vec![], is_whole: false });
            if reply.code != code {
                return Err(Loss::Nonsense);
            }
            reply.lines.push(text);
            // What is longer than anybody needs is not read to its end: its code is known.
            reply.is_whole = is_last && line.ends_with(b"\n");
            if is_last || bytes > REPLY_BYTES_MAX || !line.ends_with(b"\n") {
                return Ok(std::mem::take(reply));
            }
        }
    }

    /// One line with its end, or as much of it as is read at most.
    async fn line(&mut self, has_begun: bool) -> Result<Vec<u8>, Loss> {
        let mut seen = 0;
        loop {
            if let Some(end) = self.unread[seen..].iter().position(|b| *b == b'\n') {
                let rest = self.unread.split_off(seen + end + 1);
                return Ok(std::mem::replace(&mut self.unread, rest));
            }
            seen = self.unread.len();
            if seen >= LINE_BYTES_MAX {
                return Ok(std::mem::take(&mut self.unread));
            }
            match read(&mut self.stream, &mut self.unread).await {
                Ok(0) | Err(_) if has_begun || seen > 0 => return Err(Loss::BrokeOff),
                Ok(0) | Err(_) => return Err(Loss::Closed),
                Ok(_) => {}
            }
        }
    }
}

async fn read(stream: &mut Box<dyn Stream>, into: &mut Vec<u8>) -> io::Result<usize> {
    let mut part = [0; 1024];
    let n = stream.read(&mut part).await?;
    into.extend_from_slice(&part[..n]);
    Ok(n)
}
