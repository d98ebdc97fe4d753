package filter

import (
	"golang.org/x/net/bpf"
)

// label is a place that is jumped to.
type label int

// line is an instruction; a jump's targets are labels until all is laid out.
type line struct {
	ins  bpf.Instruction // nil for a jump
	cond bpf.JumpTest
	val  uint32
	t, f label
	far  bool // a target is too far for the eight bits of a conditional jump
}

// held is what the registers hold; known tells whether that is known.
type held struct {
	a      load
	aKnown bool
	x      uint32
	xKnown bool
}

// assembler writes a program in one pass: all jumps go forward, so that what the
// registers hold at a label is known when it is reached, and need not be loaded
// again.
type assembler struct {
	lines []line
	at    []int   // line of each label
	hold  []*held // common to all jumps to each label so far
	now   held
}

// assemble turns an expression into a program.
func assemble(n *node) ([]bpf.RawInstruction, error) {
	var a assembler
	match, miss := a.label(), a.label()
	switch n.op {
	case opTrue:
		a.put(bpf.RetConstant{Val: keep})
		a.at[match], a.at[miss] = 0, 0
	case opFalse:
		a.put(bpf.RetConstant{Val: 0})
	default:
		a.gen(n, match, miss)
		a.place(match)
		a.put(bpf.RetConstant{Val: keep})
		a.place(miss)
		a.put(bpf.RetConstant{Val: 0})
	}
	program := a.layOut()
	if len(program) > maxInstructions {
		return nil, &SyntaxError{Column: 1, Word: "", Problem: "the expression makes too long a program"}
	}
	return bpf.Assemble(program)
}

func (a *assembler) label() label {
	a.at = append(a.at, -1)
	a.hold = append(a.hold, nil)
	return label(len(a.at) - 1)
}

func (a *assembler) put(ins bpf.Instruction) { a.lines = append(a.lines, line{ins: ins}) }

// place puts a label here. Nothing falls through to it: tests end in jumps.
func (a *assembler) place(l label) {
	a.at[l] = len(a.lines)
	a.now = held{}
	if h := a.hold[l]; h != nil {
		a.now = *h
	}
}

// jump notes what the registers hold at the target.
func (a *assembler) jump(l label) {
	h := a.hold[l]
	if h == nil {
		now := a.now
		a.hold[l] = &now
		return
	}
	h.aKnown = h.aKnown && a.now.aKnown && h.a == a.now.a
	h.xKnown = h.xKnown && a.now.xKnown && h.x == a.now.x
}

// gen writes code that goes to t or f as n is true or false.
func (a *assembler) gen(n *node, t, f label) {
	switch n.op {
	case opAnd:
		next := a.label()
		a.gen(n.a, next, f)
		a.place(next)
		a.gen(n.b, t, f)
	case opOr:
		next := a.label()
		a.gen(n.a, t, next)
		a.place(next)
		a.gen(n.b, t, f)
	case opNot:
		a.gen(n.a, f, t)
	default:
		a.load(n.test.load)
		a.lines = append(a.lines, line{cond: n.test.cond, val: n.test.val, t: t, f: f})
		a.jump(t)
		a.jump(f)
	}
}

// load brings a value into the accumulator unless it is there.
func (a *assembler) load(v load) {
	if a.now.aKnown && a.now.a == v {
		return
	}
	switch v.from {
	case fromFrame:
		a.put(bpf.LoadAbsolute{Off: v.off, Size: int(v.size)})
	case fromTransport:
		if !a.now.xKnown || a.now.x != v.base {
			a.put(bpf.LoadMemShift{Off: v.base})
			a.now.x, a.now.xKnown = v.base, true
		}
		a.put(bpf.LoadIndirect{Off: v.base + v.off, Size: int(v.size)})
	case fromLength:
		a.put(bpf.LoadExtension{Num: bpf.ExtLen})
	case fromTag:
		a.put(bpf.LoadExtension{Num: bpf.ExtVLANTag})
	case fromTagged:
		a.put(bpf.LoadExtension{Num: bpf.ExtVLANTagPresent})
	}
	if v.mask != 0 {
		a.put(bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: v.mask})
	}
	a.now.a, a.now.aKnown = v, true
}

// layOut resolves the labels. A conditional jump reaches 255 instructions; a
// farther one becomes two unconditional jumps behind a short one, which moves
// others, so that the layout is repeated until none is added.
func (a *assembler) layOut() []bpf.Instruction {
	start := make([]int, len(a.lines)+1)
	for grown := true; grown; {
		grown = false
		for i := range a.lines {
			start[i+1] = start[i] + a.lines[i].size()
		}
		for i := range a.lines {
			l := &a.lines[i]
			if l.ins == nil && !l.far && max(start[a.at[l.t]], start[a.at[l.f]])-start[i]-1 > 255 {
				l.far, grown = true, true
			}
		}
	}
	var out []bpf.Instruction
	for i, l := range a.lines {
		if l.ins != nil {
			out = append(out, l.ins)
			continue
		}
		t, f := start[a.at[l.t]]-start[i]-1, start[a.at[l.f]]-start[i]-1
		if !l.far {
			out = append(out, bpf.JumpIf{Cond: l.cond, Val: l.val, SkipTrue: uint8(t), SkipFalse: uint8(f)})
			continue
		}
		out = append(out, bpf.JumpIf{Cond: l.cond, Val: l.val, SkipTrue: 0, SkipFalse: 1},
			bpf.Jump{Skip: uint32(t - 1)}, bpf.Jump{Skip: uint32(f - 2)})
	}
	return out
}

func (l *line) size() int {
	if l.far {
		return 3
	}
	return 1
}
