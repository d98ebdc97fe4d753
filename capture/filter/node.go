package filter

import "golang.org/x/net/bpf"

// source is where a test reads.
type source uint8

const (
	fromFrame     source = iota
	fromTransport        // behind the IPv4 header that starts at base
	fromLength
	fromTag    // the VLAN tag that is out of the frame
	fromTagged // whether there is one
)

// load is a value that the accumulator can hold.
type load struct {
	from source
	off  uint32 // in the frame, or behind the IPv4 header
	base uint32 // of the IPv4 header; for fromTransport
	size uint8  // 1, 2 or 4 bytes
	mask uint32 // 0 for none
}

// test compares a value.
type test struct {
	load
	cond bpf.JumpTest
	val  uint32
}

type op uint8

const (
	opTest op = iota
	opAnd
	opOr
	opNot
	opTrue
	opFalse
)

// node is a boolean expression over tests.
type node struct {
	op   op
	a, b *node
	test test
}

var yes, no = &node{op: opTrue}, &node{op: opFalse}

func constant(b bool) *node {
	if b {
		return yes
	}
	return no
}

// all is the conjunction; constants fold away.
func all(nodes ...*node) *node {
	out := yes
	for _, n := range nodes {
		switch {
		case out.op == opFalse || n.op == opFalse:
			return no
		case out.op == opTrue:
			out = n
		case n.op != opTrue:
			out = &node{op: opAnd, a: out, b: n}
		}
	}
	return out
}

// some is the disjunction.
func some(nodes ...*node) *node {
	out := no
	for _, n := range nodes {
		switch {
		case out.op == opTrue || n.op == opTrue:
			return yes
		case out.op == opFalse:
			out = n
		case n.op != opFalse:
			out = &node{op: opOr, a: out, b: n}
		}
	}
	return out
}

func not(n *node) *node {
	switch n.op {
	case opTrue:
		return no
	case opFalse:
		return yes
	case opNot:
		return n.a
	}
	return &node{op: opNot, a: n}
}

// is tests a field of the frame for equality under a mask; 0 is no mask.
func is(off uint32, size uint8, mask, val uint32) *node {
	return &node{test: test{load: load{off: off, size: size, mask: mask}, cond: bpf.JumpEqual, val: val}}
}
