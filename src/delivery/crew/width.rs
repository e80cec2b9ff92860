//! How many connections the server bears. What it says of a line is no letter's fault: it is met by another connection,
//! then by fewer, and what a single new one is told still is the server's word. Pure.

/// Letters in a row that a single new connection may be put off with, before the sending stops.
const PUT_OFF_MAX: u32 = 3;

#[derive(Debug)]
pub struct Width {
    full: usize,
    allowed: usize,
    /// How often it has become narrower or wider.
    epoch: u64,
    /// Letters in a row a single new connection was put off with.
    put_off: u32,
}

/// What a connection that was put off does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Asks again on a new connection.
    Again,
    /// Leaves the letter to the others, and waits.
    Park,
    /// Nothing is left to try with this letter now.
    SetAside,
    /// Nor with any other.
    Stop,
}

impl Width {
    pub fn new(full: usize) -> Self {
        Width { full, allowed: full, epoch: 0, put_off: 0 }
    }

    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// A connection that offered a letter in the epoch `began` was put off, and has hung up.
    pub fn was_put_off(&mut self, began: u64, is_new: bool) -> Turn {
        // Some servers take so many letters a connection; and others may have made room meanwhile.
        if !is_new || began < self.epoch {
            return Turn::Again;
        }
        if self.allowed > 1 {
            self.allowed -= 1;
            self.epoch += 1;
            return Turn::Park;
        }
        self.put_off += 1;
        if self.put_off < PUT_OFF_MAX { Turn::SetAside } else { Turn::Stop }
    }

    /// A letter was taken. Where that shows that it was the one before and not the line that was put off, all
    /// connections may work again: so many more than did.
    pub fn took_one(&mut self) -> usize {
        if std::mem::take(&mut self.put_off) == 0 {
            return 0;
        }
        let more = self.full - self.allowed;
        (self.allowed, self.epoch) = (self.full, self.epoch + 1);
        more
    }

    /// It was one sender's letters that were put off: no others count as such.
    pub fn was_the_sender(&mut self) {
        self.put_off = 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_become_fewer_one_by_one() {
        let mut width = Width::new(3);
        assert_eq!(width.was_put_off(0, false), Turn::Again, "it may be the connection that is full");
        assert_eq!(width.was_put_off(0, true), Turn::Park);
        assert_eq!(width.was_put_off(0, true), Turn::Again, "it was asked before there was room");
        assert_eq!(width.was_put_off(1, true), Turn::Park);
        assert_eq!(width.was_put_off(2, true), Turn::SetAside);
        assert_eq!(width.was_put_off(2, true), Turn::SetAside);
        assert_eq!(width.was_put_off(2, true), Turn::Stop);
    }

    #[test]
    fn what_was_one_letters_fault_narrows_nothing_for_good() {
        let mut width = Width::new(3);
        assert_eq!(width.took_one(), 0);
        width.was_put_off(0, true);
        assert_eq!(width.took_one(), 0, "the server bears two");
        width.was_put_off(1, true);
        assert_eq!(width.was_put_off(2, true), Turn::SetAside);
        assert_eq!(width.took_one(), 2, "it takes others");
        assert_eq!(width.was_put_off(3, true), Turn::Park);
    }
}
