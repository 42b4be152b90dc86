"""The loops of the join, in the part of Python that both the interpreter and numba run.

`compiled` makes machine code of them; small inputs take them as they stand.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_TOP, _GROUP = np.uint64(56), np.uint64(8)


def part(hashes: Any) -> Any:
    """The places of hashes grouped by their first eight bits, and where each group begins."""
    heads = np.zeros(257, np.int64)
    for k in range(len(hashes)):
        heads[np.int64(hashes[k] >> _TOP) + 1] += 1
    for k in range(1, 257):
        heads[k] += heads[k - 1]
    fill = heads[:-1].copy()
    order = np.empty(len(hashes), np.int32)
    for k in range(len(hashes)):
        group = np.int64(hashes[k] >> _TOP)
        order[fill[group]] = k
        fill[group] += 1
    return order, heads


def tabulate(hashes: Any, places: Any, numbers: Any) -> int:
    """Numbers the hashes at some places from 0, equal ones alike; they differ beyond their first eight bits."""
    bits = 1
    while (1 << bits) < 2 * len(places):
        bits += 1
    shift = np.uint64(64 - bits)
    keys = np.empty(1 << bits, np.uint64)
    known = np.zeros(1 << bits, np.int32)  # number + 1
    count = 0
    for k in range(len(places)):
        hash_ = hashes[places[k]]
        at = np.int64((hash_ << _GROUP) >> shift)
        while known[at] != 0 and keys[at] != hash_:
            at = (at + 1) & ((1 << bits) - 1)
        if known[at] == 0:
            count += 1
            keys[at], known[at] = hash_, count
        numbers[places[k]] = known[at] - 1
    return count


def raise_by(numbers: Any, places: Any, more: int) -> None:
    """Adds to the numbers at some places."""
    for k in range(len(places)):
        numbers[places[k]] += more


def invert(numbers: Any, offsets: Any, distinct: int) -> Any:
    """By number the rows that hold it, each once: where they begin, the rows, and how many they are."""
    heads = np.zeros(distinct + 1, np.int64)
    for k in range(len(numbers)):
        heads[numbers[k] + 1] += 1
    for k in range(1, len(heads)):
        heads[k] += heads[k - 1]
    counts = np.zeros(distinct, np.int64)
    rows = np.empty(len(numbers), np.int32)
    for row in range(len(offsets) - 1):
        for k in range(offsets[row], offsets[row + 1]):
            number = numbers[k]
            to = heads[number] + counts[number]
            if counts[number] == 0 or rows[to - 1] != row:
                rows[to] = row
                counts[number] += 1
    return heads, rows, counts


def emit(heads: Any, rows: Any, counts: Any, order: Any, size: int) -> Any:
    """The `size` rows again, each with the ranks of its numbers in ascending order; `order` names numbers by rank."""
    offsets = np.zeros(size + 1, np.int64)
    for number in range(len(order)):
        for k in range(heads[number], heads[number] + counts[number]):
            offsets[rows[k] + 1] += 1
    for k in range(1, len(offsets)):
        offsets[k] += offsets[k - 1]
    flat = np.empty(offsets[size], np.int32)
    fill = offsets[:-1].copy()
    for rank in range(len(order)):
        number = order[rank]
        for k in range(heads[number], heads[number] + counts[number]):
            flat[fill[rows[k]]] = rank
            fill[rows[k]] += 1
    return flat, offsets


def post(ranks: Any, offsets: Any, prefix: Any, lonely: int, distinct: int) -> Any:
    """Postings of the first `prefix` ranks of every set; ranks below `lonely`, which one set holds, have none.

    Returns, by rank, where its postings begin; and of each posting the set and the place in it. Sets ascend.
    """
    heads = np.zeros(distinct - lonely + 1, np.int64)
    for y in range(len(offsets) - 1):
        for k in range(offsets[y], offsets[y] + prefix[y]):
            if ranks[k] >= lonely:
                heads[ranks[k] - lonely + 1] += 1
    for k in range(1, len(heads)):
        heads[k] += heads[k - 1]
    fill = heads[:-1].copy()
    owner = np.empty(heads[-1], np.int32)
    place = np.empty(heads[-1], np.int32)
    for y in range(len(offsets) - 1):
        for k in range(offsets[y], offsets[y] + prefix[y]):
            if ranks[k] >= lonely:
                to = fill[ranks[k] - lonely]
                owner[to] = y
                place[to] = k - offsets[y]
                fill[ranks[k] - lonely] = to + 1
    return heads, owner, place


def probe(
    ranks: Any,
    offsets: Any,
    prefix: Any,
    low: Any,
    high: Any,
    other_ranks: Any,
    other_offsets: Any,
    heads: Any,
    owner: Any,
    place: Any,
    lonely: int,
    own_share: float,
    other_share: float,
    first: int,
    last: int,
    room: int,
    effort: int,
) -> Any:
    """Partners of the sets x from `first` to before `last` among the sets y from `low[x]` to before `high[x]`.

    y is a partner if both share at least `own_share * |x| + other_share * |y|` ranks. Returns x, y and how many ranks
    they share; how many partners there are, of which only the first `room` are kept; and how many postings were
    looked at: it stops beyond `effort`.
    """
    n = len(other_offsets) - 1
    seen = np.zeros(n, np.int32)
    at_own = np.empty(n, np.int32)
    at_other = np.empty(n, np.int32)
    candidates = np.empty(n, np.int32)
    size = 64
    left, right, shared = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
    found = 0
    looked = 0
    for x in range(first, last):
        begin, end = offsets[x], offsets[x + 1]
        mine = end - begin
        count = 0
        for i in range(prefix[x]):
            rank = ranks[begin + i] - lonely
            if rank < 0:
                continue
            a, b = heads[rank], heads[rank + 1]
            while a < b:  # the first posting of a set from low[x] on
                middle = (a + b) // 2
                if owner[middle] < low[x]:
                    a = middle + 1
                else:
                    b = middle
            for k in range(a, heads[rank + 1]):
                y = owner[k]
                if y >= high[x]:
                    break
                looked += 1
                if seen[y] < 0:
                    continue
                theirs = other_offsets[y + 1] - other_offsets[y]
                need = np.ceil(own_share * mine + other_share * theirs - 1e-9)
                j = place[k]
                if seen[y] == 0:
                    candidates[count] = y
                    count += 1
                if seen[y] + 1 + min(mine - i - 1, theirs - j - 1) >= need:
                    seen[y] += 1
                    at_own[y] = i
                    at_other[y] = j
                else:
                    seen[y] = -1
        for c in range(count):
            y = candidates[c]
            have = int(seen[y])
            seen[y] = 0
            if have <= 0:
                continue
            their_end = other_offsets[y + 1]
            theirs = their_end - other_offsets[y]
            need = np.ceil(own_share * mine + other_share * theirs - 1e-9)
            i, j = begin + at_own[y] + 1, other_offsets[y] + at_other[y] + 1
            while i < end and j < their_end and have + min(end - i, their_end - j) >= need:
                p, q = ranks[i], other_ranks[j]
                if p == q:
                    have += 1
                if p <= q:
                    i += 1
                if q <= p:
                    j += 1
            if have < need:
                continue
            if found < room:
                if found == size:
                    left = np.concatenate((left, np.empty_like(left)))
                    right = np.concatenate((right, np.empty_like(right)))
                    shared = np.concatenate((shared, np.empty_like(shared)))
                    size *= 2
                left[found], right[found], shared[found] = x, y, have
            found += 1
        if looked > effort:
            break
    kept = min(found, room)
    return left[:kept].copy(), right[:kept].copy(), shared[:kept].copy(), found, looked


def lead(ranks: Any, offsets: Any, prefix: Any, distinct: int, share: float, effort: int) -> Any:
    """For each set the first leader that is similar to it, itself if none is: then it is a leader.

    Two sets are similar if they share `share` of the sum of their sizes. Returns the leaders, how many ranks each set
    shares with its own, and how many postings were looked at: beyond `effort` the rest lead themselves.
    """
    n = len(offsets) - 1
    leader = np.arange(n)
    shared = np.zeros(n, np.int32)
    head = np.full(distinct, -1, np.int64)
    size = 64
    after, owner = np.empty(size, np.int64), np.empty(size, np.int64)
    filled = 0
    seen = np.full(n, -1, np.int64)
    looked = 0
    for x in range(n):
        begin, end = offsets[x], offsets[x + 1]
        mine = end - begin
        if mine == 0 or looked > effort:
            continue
        best, most = n, 0
        for k in range(begin, begin + prefix[x]):
            at = head[ranks[k]]
            while at >= 0:
                looked += 1
                y = owner[at]
                at = after[at]
                if seen[y] == x or y > best:
                    continue
                seen[y] = x
                i, j, their_end = begin, offsets[y], offsets[y + 1]
                need = np.ceil(share * (mine + their_end - j) - 1e-9)
                have = 0
                while i < end and j < their_end and have + min(end - i, their_end - j) >= need:
                    looked += 1
                    p, q = ranks[i], ranks[j]
                    if p == q:
                        have += 1
                    if p <= q:
                        i += 1
                    if q <= p:
                        j += 1
                if have >= need:
                    best, most = y, have
        if best < n:
            leader[x], shared[x] = best, most
            continue
        for k in range(begin, begin + prefix[x]):
            if filled == size:
                after = np.concatenate((after, np.empty_like(after)))
                owner = np.concatenate((owner, np.empty_like(owner)))
                size *= 2
            after[filled], owner[filled] = head[ranks[k]], x
            head[ranks[k]] = filled
            filled += 1
    return leader, shared, looked


def gather(order: Any, starts: Any, other: Any, likeness: Any, n: int) -> Any:
    """For each of n things the one that stands for it, and its likeness to that.

    In this order each that is still free takes its neighbors that are, too; neighbors are `other[starts[i]:]`.
    """
    medoid = np.arange(n)
    score = np.ones(n)
    free = np.ones(n, np.uint8)
    for at in range(len(order)):
        thing = order[at]
        if free[thing]:
            free[thing] = 0
            for k in range(starts[thing], starts[thing + 1]):
                one = other[k]
                if free[one]:
                    free[one] = 0
                    medoid[one], score[one] = thing, likeness[k]
    return medoid, score


def longest(texts: Any, offsets: Any, own: Any) -> Any:
    """Of each row the longest run of ranks that are `own`."""
    runs = np.zeros(len(offsets) - 1, np.int64)
    for row in range(len(offsets) - 1):
        run = 0
        for k in range(offsets[row], offsets[row + 1]):
            run = run + 1 if own[texts[k]] else 0
            runs[row] = max(runs[row], run)
    return runs
