//! A wire between rutine and its database that can be cut and joined again: what a restarted server or a broken network
//! looks like from here.

use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

pub struct Wire {
    /// The port that rutine connects to.
    pub port: u16,
    joined: Arc<AtomicBool>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl Wire {
    /// To `address`, joined.
    pub fn to(address: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let joined = Arc::new(AtomicBool::new(true));
        let streams = Arc::new(Mutex::new(vec![]));
        let (address, open, kept) = (address.to_owned(), joined.clone(), streams.clone());
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let far = open.load(Ordering::SeqCst).then(|| TcpStream::connect(&address).ok()).flatten();
                match far {
                    Some(far) => join(near, far, &kept),
                    None => drop(near.shutdown(Shutdown::Both)),
                }
            }
        });
        Wire { port, joined, streams }
    }

    /// Ends every connection, and refuses new ones.
    pub fn cut(&self) {
        self.joined.store(false, Ordering::SeqCst);
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub fn join(&self) {
        self.joined.store(true, Ordering::SeqCst);
    }
}

fn join(near: TcpStream, far: TcpStream, kept: &Mutex<Vec<TcpStream>>) {
    let pairs = [(near.try_clone(), far.try_clone()), (far.try_clone(), near.try_clone())];
    kept.lock().unwrap().extend([near, far]);
    for (from, to) in pairs {
        let (mut from, mut to) = (from.unwrap(), to.unwrap());
        thread::spawn(move || {
            let _ = std::io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
}
