//! Messages over Bluetooth: blocks in, messages out, whatever comes.

use jiff::{SignedDuration, Timestamp};
use openfob_tesla_command::ble::{BlockReader, LONGEST_MESSAGE, Mtu, blocks};
use proptest::prelude::*;

fn later(milliseconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_millis(milliseconds)
}

/// What comes of blocks that follow each other at once.
fn read(blocks: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut reader = BlockReader::new();
    blocks.iter().flat_map(|block| reader.receive(block, later(0))).collect()
}

#[test]
fn several_messages_come_in_one_block_and_one_in_several() {
    assert_eq!(read(&[vec![0, 1, 7, 0, 0, 0, 2, 8], vec![9]]), [vec![7], vec![], vec![8, 9]]);
}

#[test]
fn a_message_that_pauses_for_more_than_a_second_is_dropped() {
    let mut reader = BlockReader::new();
    assert!(reader.receive(&[0, 3, 1], later(0)).is_empty());
    assert!(reader.receive(&[2], later(1000)).is_empty(), "a whole second is still good");
    assert_eq!(reader.receive(&[3], later(2000)), [[1, 2, 3]], "pauses do not add up");

    assert!(reader.receive(&[0, 3, 1], later(3000)).is_empty());
    assert_eq!(reader.receive(&[0, 1, 5], later(4001)), [[5]], "what comes after the pause is a beginning");
}

#[test]
fn a_length_that_no_message_has_drops_what_is_there() {
    let mut reader = BlockReader::new();
    assert_eq!(reader.receive(&[0, 1, 5, 4, 1, 0, 1, 6], later(0)), [[5]]);
    assert_eq!(reader.receive(&[0, 1, 7], later(0)), [[7]], "the next block begins anew");
}

#[test]
fn a_clock_that_goes_back_drops_nothing() {
    let mut reader = BlockReader::new();
    assert!(reader.receive(&[0, 2, 1], later(5000)).is_empty());
    assert_eq!(reader.receive(&[2], later(0)), [[1, 2]]);
}

/// A change of the blocks that leaves most of them as they were.
#[derive(Clone, Debug)]
enum Change {
    Flip(usize, usize),
    Lose(usize),
    Repeat(usize),
    Swap(usize, usize),
    Cut(usize, usize),
}

impl Change {
    fn any() -> impl Strategy<Value = Self> {
        let at = || 0..4096_usize;
        prop_oneof![
            (at(), at()).prop_map(|(block, bit)| Self::Flip(block, bit)),
            at().prop_map(Self::Lose),
            at().prop_map(Self::Repeat),
            (at(), at()).prop_map(|(one, other)| Self::Swap(one, other)),
            (at(), at()).prop_map(|(block, at)| Self::Cut(block, at)),
        ]
    }

    fn of(self, blocks: &mut Vec<Vec<u8>>) {
        if blocks.is_empty() {
            return;
        }
        let count = blocks.len();
        match self {
            Self::Flip(block, bit) => {
                let block = &mut blocks[block % count];
                if !block.is_empty() {
                    let at = bit / 8 % block.len();
                    block[at] ^= 1 << (bit % 8);
                }
            }
            Self::Lose(at) => {
                blocks.remove(at % count);
            }
            Self::Repeat(at) => blocks.insert(at % count, blocks[at % count].clone()),
            Self::Swap(one, other) => blocks.swap(one % count, other % count),
            Self::Cut(block, at) => {
                let block = &mut blocks[block % count];
                block.truncate(at % (block.len() + 1));
            }
        }
    }
}

fn messages() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let message = proptest::collection::vec(any::<u8>(), 0..=LONGEST_MESSAGE);
    proptest::collection::vec(message, 0..6)
}

fn cut(messages: &[Vec<u8>], mtu: u16) -> Vec<Vec<u8>> {
    messages.iter().flat_map(|message| blocks(message, Mtu::new(mtu)).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_cut_is_put_together_again(messages in messages(), mtu in 0..1100_u16) {
        let blocks = cut(&messages, mtu);
        prop_assert!(blocks.iter().all(|block| (1..=Mtu::new(mtu).block()).contains(&block.len())));
        prop_assert_eq!(read(&blocks), messages);
    }

    #[test]
    fn where_blocks_end_makes_no_difference(messages in messages(), sizes in proptest::collection::vec(1..700_usize, 1..20)) {
        let mut bytes = cut(&messages, 1024).concat();
        let mut blocks = Vec::new();
        for size in sizes.iter().cycle() {
            if bytes.is_empty() {
                break;
            }
            let rest = bytes.split_off((*size).min(bytes.len()));
            blocks.push(std::mem::replace(&mut bytes, rest));
        }
        prop_assert_eq!(read(&blocks), messages);
    }

    #[test]
    fn no_blocks_upset_a_reader_or_stay_with_it(
        blocks in proptest::collection::vec((proptest::collection::vec(any::<u8>(), 0..1100), -3000..3000_i64), 0..40),
    ) {
        let mut reader = BlockReader::new();
        let (mut taken, mut now) = (0, 0);
        for (block, pause) in blocks {
            now += pause;
            taken += block.len();
            for message in reader.receive(&block, later(now)) {
                prop_assert!(message.len() <= LONGEST_MESSAGE);
                taken = taken.checked_sub(message.len() + 2).expect("no byte is read twice");
            }
        }
        reader.receive(&[], later(now + 1001));
        prop_assert_eq!(reader.receive(&[0, 1, 9], later(now + 1001)), vec![vec![9]]);
    }

    #[test]
    fn after_a_pause_mutated_blocks_are_forgotten(
        messages in messages(),
        mtu in 23..600_u16,
        changes in proptest::collection::vec(Change::any(), 1..8),
    ) {
        let mut blocks = cut(&messages, mtu);
        for change in changes {
            change.of(&mut blocks);
        }
        let mut reader = BlockReader::new();
        for block in &blocks {
            let read = reader.receive(block, later(0));
            prop_assert!(read.iter().all(|message| message.len() <= LONGEST_MESSAGE));
        }
        let whole: Vec<_> = cut(&messages, mtu).iter().flat_map(|block| reader.receive(block, later(1001))).collect();
        prop_assert_eq!(whole, messages);
    }
}
