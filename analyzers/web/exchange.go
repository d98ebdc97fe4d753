package web

// text is how much of a path is kept to be shown.
const text = 47

// ask is what one request shows, and what is kept of it until its answer comes.
type ask struct {
	path  uint32 // hash of host and path
	ack   uint16 // low bits of the sequence number that its answer will have
	class name
	fresh bool  // the path is new in its visit
	odd   uint8 // row of places plus one
	own   bool  // one of the configured paths
	head  bool  // its answer has no body
	vhost bool  // a host's name is what was guessed
	// follows: it was sent before the answer to the one ahead of it began, so where its own answer
	// will begin is told by that one's length.
	follows bool
	// who and visit are the keys of its source and visit.
	who, visit uint64
	size       uint16 // of the path, or of the name
	n          uint8  // of it in text
	text       [text]byte
}

// waiting is how many requests of a connection may wait for their answers, as many as one segment holds of the size that browsers and
// tools send: of one that pipelines more, the answers to the rest are not paired.
const waiting = 10

// exchange is one connection's requests that wait for their answers.
type exchange struct {
	asks  [waiting]ask
	count uint8 // of asks, oldest first
	seq   uint32
	begun bool
}

// again reports whether a segment of requests was read already: it was sent again.
func (x *exchange) again(seq uint32) bool {
	if x.begun && int32(seq-x.seq) <= 0 && x.seq-seq < 1<<20 {
		return true
	}
	x.seq, x.begun = seq, true
	return false
}

// push keeps a request and reports whether it could: where there is no room, the oldest gives way if its
// answer was missed, and the new one if it is of the same run of pipelined requests.
func (x *exchange) push(a *ask) bool {
	a.follows = x.count > 0 && x.asks[x.count-1].ack == a.ack
	if x.count == waiting {
		if x.asks[0].ack == a.ack {
			return false
		}
		x.drop(1)
	}
	x.asks[x.count] = *a
	x.count++
	return true
}

// drop forgets the oldest n.
func (x *exchange) drop(n uint8) {
	x.count -= n
	copy(x.asks[:], x.asks[n:])
}

// find gives the place of the request that an answer at seq belongs to, -1 for none: a client
// that waits for its answer has acknowledged all before it, so the answer begins where the request's
// acknowledgement stands. After a gap there is none.
func (x *exchange) find(seq uint32) int {
	for i := range x.count {
		if x.asks[i].ack == uint16(seq) && !x.asks[i].follows {
			return int(i)
		}
	}
	return -1
}

// pop takes the request at i, and forgets those ahead of it. The answer to what follows begins at next; where
// that is not known, what was pipelined behind it is given up.
func (x *exchange) pop(i int, next uint32, known bool, out *ask) {
	*out = x.asks[i]
	x.drop(uint8(i) + 1)
	if known && x.count > 0 {
		x.asks[0].ack, x.asks[0].follows = uint16(next), false
		return
	}
	for x.count > 0 && x.asks[0].follows {
		x.drop(1)
	}
}
