package web

// text is how much of a path is kept to be shown.
const text = 47

// ask is what one request shows, and what is kept of it until its answer comes.
type ask struct {
	path  uint32 // hash of host and path
	seq   uint32 // of the request's first byte
	ack   uint16 // low bits of the sequence number that its answer will have
	class name
	fresh bool  // the path is new in its visit
	odd   uint8 // row of places plus one
	own   bool  // one of the configured paths
	// who and visit are the keys of its source and visit.
	who, visit uint64
	n          uint8
	text       [text]byte
}

// waiting is how many requests of a connection may wait for their answers: a
// client that pipelines more learns from the rest without us.
const waiting = 4

// exchange is one connection's requests that wait for their answers.
type exchange struct {
	asks  [waiting]ask
	count uint8 // of asks, oldest first
	seq   uint32
	begun bool
}

// again reports whether a request was told already: its segment was sent again.
func (x *exchange) again(seq uint32) bool {
	if x.begun && int32(seq-x.seq) <= 0 && x.seq-seq < 1<<20 {
		return true
	}
	x.seq, x.begun = seq, true
	return false
}

// push keeps a request; the oldest gives way, its answer was not seen.
func (x *exchange) push(a *ask) {
	if x.count == waiting {
		copy(x.asks[:], x.asks[1:])
		x.count--
	}
	x.asks[x.count] = *a
	x.count++
}

// pop finds the request that an answer belongs to: a client that waits for
// its answer has acknowledged all before it, so the answer begins where the request's
// acknowledgement stands. After a gap, and for what was pipelined, there is none.
func (x *exchange) pop(seq uint32, out *ask) bool {
	for i := range x.count {
		if x.asks[i].ack == uint16(seq) {
			*out = x.asks[i]
			x.count -= i + 1
			copy(x.asks[:], x.asks[i+1:])
			return true
		}
	}
	return false
}

// unpop puts back a request that was answered by "continue": the real answer follows n bytes later.
func (x *exchange) unpop(a *ask, n int) {
	a.ack += uint16(n)
	x.push(a)
}
