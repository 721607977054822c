//! Checks across files what [`parse`](super::parse) cannot see in one.
