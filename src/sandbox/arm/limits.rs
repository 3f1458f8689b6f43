//! How much somebody may still ask for: buckets that fill up again, as Azure counts them. The sandbox counts and tells;
//! it refuses only where a fault says so.

use crate::sandbox::clock;
use crate::sandbox::engine::Caller;
use crate::sandbox::store::{World, meta, set_meta};
use crate::sandbox::wire::Incoming;

/// One of the two buckets of a person: what it holds when it is full, and what it gets each second.
struct Bucket {
    word: &'static str,
    size: i64,
    refill: i64,
}

const READS: Bucket = Bucket { word: "reads", size: 250, refill: 25 };
const WRITES: Bucket = Bucket { word: "writes", size: 200, refill: 10 };

/// Takes one from the caller's bucket, and gives the header and what it says is left.
pub(super) fn left(world: &World, request: &Incoming, caller: &Caller) -> Result<(&'static str, i64), rusqlite::Error> {
    let reads = request.method == "GET";
    let bucket = if reads { READS } else { WRITES };
    let subscription = request.path().to_ascii_lowercase().starts_with("/subscriptions/");
    let name = match (subscription, reads) {
        (true, true) => "x-ms-ratelimit-remaining-subscription-reads",
        (true, false) => "x-ms-ratelimit-remaining-subscription-writes",
        (false, true) => "x-ms-ratelimit-remaining-tenant-reads",
        (false, false) => "x-ms-ratelimit-remaining-tenant-writes",
    };
    let place = if subscription { request.path().split('/').nth(2).unwrap_or("") } else { "tenant" };
    let key = format!("bucket:{}:{}:{}", bucket.word, caller.id, place.to_ascii_lowercase());
    let now = clock::micros(world.now);
    let held = meta::<String>(world.db, &key)?.and_then(|text| {
        let (left, at) = text.split_once('@')?;
        Some((left.parse::<i64>().ok()?, at.parse::<i64>().ok()?))
    });
    let left = held.map_or(bucket.size, |(left, at)| {
        let gained = now.saturating_sub(at).saturating_mul(bucket.refill) / 1_000_000;
        left.saturating_add(gained).min(bucket.size)
    });
    let left = (left - 1).max(0);
    set_meta(world.db, &key, &format!("{left}@{now}"))?;
    Ok((name, left))
}
