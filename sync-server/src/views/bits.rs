//! A set of small numbers, one bit each.

/// The set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// Puts a number in.
    pub fn set(&mut self, n: usize) {
        let word = n / 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= 1 << (n % 64);
        }
    }
    /// Takes a number out.
    pub fn clear(&mut self, n: usize) {
        if let Some(bits) = self.0.get_mut(n / 64) {
            *bits &= !(1 << (n % 64));
        }
    }
    /// How many numbers are in it.
    pub fn count(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }
    /// Keeps those that are in the other too.
    pub fn keep(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(bits, others)| *bits &= others);
    }
    /// Takes those out that are in the other.
    pub fn remove(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, others)| *bits &= !others);
    }
    /// Whether a number is in it.
    pub fn has(&self, n: usize) -> bool {
        self.0.get(n / 64).is_some_and(|bits| bits & (1 << (n % 64)) != 0)
    }
    /// How many are in both.
    pub fn count_with(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).map(|(bits, others)| (bits & others).count_ones() as usize).sum()
    }
    /// The numbers, smallest first.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(word, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let n = left.trailing_zeros() as usize;
                left &= left.checked_sub(1)?;
                Some(word * 64 + n)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(all: &[usize]) -> Bits {
        let mut bits = Bits::default();
        all.iter().for_each(|n| bits.set(*n));
        bits
    }

    #[test]
    fn a_set_keeps_what_was_put_in_and_not_taken_out() {
        let mut bits = of(&[0, 63, 64, 200]);
        bits.clear(64);
        bits.clear(9_999);
        assert_eq!(bits.iter().collect::<Vec<_>>(), [0, 63, 200]);
        assert_eq!((bits.count(), bits.count_with(&of(&[63, 64]))), (3, 1));
        assert!(bits.has(200) && !bits.has(64) && !bits.has(9_999));
        bits.keep(&of(&[0, 63]));
        assert_eq!(bits.iter().collect::<Vec<_>>(), [0, 63]);
        bits.remove(&of(&[0, 500]));
        assert_eq!(bits.iter().collect::<Vec<_>>(), [63]);
        assert_eq!(Bits::default().iter().count(), 0);
    }
}
