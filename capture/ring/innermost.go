package ring

import (
	"strconv"

	"github.com/cilium/ebpf/asm"
)

// The eBPF program that deals frames to lanes: packet.LaneHash of the innermost
// address pair, modulo the number of lanes. What it cannot read goes by the last
// pair that it could, or else to lane 0.

// Registers that keep their value over helper calls.
const (
	regFrame  = asm.R6 // context
	regOffset = asm.R7 // of the header to read next
	regKind   = asm.R8 // its EtherType, or its IP protocol
	regNext   = asm.R9 // scratch
)

// Stack, as offsets from the frame pointer.
const (
	stackA      = -16 // the pair found last
	stackB      = -32
	stackHeader = -72 // 40 bytes: the longest header read at once
)

// maxLayers bounds the Ethernet and IP headers inside each other, maxTags the tags in front of
// each, maxExtensions the IPv6 extension headers.
const (
	maxLayers     = 3
	maxTags       = 4
	maxExtensions = 4
)

// Offsets in struct __sk_buff (linux/bpf.h).
const (
	skbPacketType = 4
	skbProtocol   = 16
)

// walker writes the program.
type walker struct {
	code  asm.Instructions
	label string // of the next instruction
	layer int
}

func (w *walker) emit(all ...asm.Instruction) {
	for _, in := range all {
		if w.label != "" {
			in = in.WithSymbol(w.label)
			w.label = ""
		}
		w.code = append(w.code, in)
	}
}

// mark names the next instruction, to be jumped to.
func (w *walker) mark(label string) {
	if w.label != "" { // two names for one place
		w.emit(asm.Mov.Reg(asm.R0, asm.R0))
	}
	w.label = label
}

// at is a label of the present layer.
func (w *walker) at(name string) string { return name + strconv.Itoa(w.layer) }

// load reads n bytes of the frame, from a distance to the offset, to the stack.
// There are none: the pair found last decides.
func (w *walker) load(distance int32, n int32) {
	w.emit(
		asm.Mov.Reg(asm.R1, regFrame),
		asm.Mov.Reg(asm.R2, regOffset),
		asm.Add.Imm(asm.R2, distance),
		asm.Mov.Reg(asm.R3, asm.RFP),
		asm.Add.Imm(asm.R3, stackHeader),
		asm.Mov.Imm(asm.R4, n),
		asm.FnSkbLoadBytes.Call(),
		asm.JNE.Imm(asm.R0, 0, "hash"),
	)
}

// field reads a field of the header on the stack, in host byte order. The verifier
// wants accesses to the stack aligned.
func (w *walker) field(to asm.Register, offset int16, size asm.Size) {
	if size == asm.Word && offset%4 != 0 {
		w.field(to, offset, asm.Half)
		w.field(asm.R2, offset+2, asm.Half)
		w.emit(asm.LSh.Imm(to, 16), asm.Or.Reg(to, asm.R2))
		return
	}
	w.emit(asm.LoadMem(to, asm.RFP, stackHeader+offset, size))
	if size != asm.Byte {
		w.emit(asm.HostTo(asm.BE, to, size))
	}
}

// laneProgram is the whole program. A frame that goes out starts with a link-layer
// header of so many bytes, one that comes in behind it.
func laneProgram(lanes, header int) asm.Instructions {
	w := &walker{}
	w.emit(
		asm.Mov.Reg(regFrame, asm.R1),
		asm.Mov.Imm(regOffset, 0),
		asm.LoadMem(regKind, regFrame, skbProtocol, asm.Word),
		asm.HostTo(asm.BE, regKind, asm.Half),
		asm.Mov.Imm(regNext, 0),
	)
	for _, slot := range []int16{stackA, stackA + 8, stackB, stackB + 8} {
		w.emit(asm.StoreMem(asm.RFP, slot, regNext, asm.DWord))
	}
	if header > 0 {
		w.emit(
			asm.LoadMem(asm.R1, regFrame, skbPacketType, asm.Word),
			asm.JNE.Imm(asm.R1, packetOutgoing, "layer0"),
		)
		w.load(0, int32(header))
		w.field(regKind, int16(header-2), asm.Half)
		w.emit(asm.Add.Imm(regOffset, int32(header)))
	}
	for w.layer = range maxLayers {
		w.mark(w.at("layer"))
		w.tags()
		w.emit(
			asm.JEq.Imm(regKind, typeIPv4, w.at("ip4-")),
			asm.JEq.Imm(regKind, typeIPv6, w.at("ip6-")),
			asm.JEq.Imm(regKind, typeARP, w.at("arp")),
			asm.JEq.Imm(regKind, typePPPoE, w.at("pppoe")),
			asm.JEq.Imm(regKind, typeMPLS, w.at("mpls")),
			asm.JEq.Imm(regKind, typeMPLSUp, w.at("mpls")),
			asm.Ja.Label("hash"),
		)
		w.arp()
		w.carriers()
		w.ipv4()
		w.ipv6()
		w.upper()
	}
	w.mark(w.end())
	w.emit(asm.Ja.Label("hash"))
	w.mark("hash")
	w.hash(lanes)
	return w.code
}

// end is the label behind the last layer.
func (w *walker) end() string { return "layer" + strconv.Itoa(maxLayers) }

// following is the label of the next layer.
func (w *walker) following() string { return "layer" + strconv.Itoa(w.layer+1) }

// tags takes VLAN tags off.
func (w *walker) tags() {
	for i := range maxTags {
		take, after := w.at("tag"+strconv.Itoa(i)+"-"), w.at("network")
		for _, kind := range []int32{typeVLAN, typeQinQ, typeQinQOld, typeQinQOldest} {
			w.emit(asm.JEq.Imm(regKind, kind, take))
		}
		w.emit(asm.Ja.Label(after))
		w.mark(take)
		w.load(0, 4)
		w.field(regKind, 2, asm.Half)
		w.emit(asm.Add.Imm(regOffset, 4))
	}
	w.mark(w.at("network"))
}

// keep makes the addresses on the stack the pair: 4 bytes each as IPv4-mapped, or
// 16, as the two halves that Addr.Halves gives.
func (w *walker) keep(a, b int16, size asm.Size) {
	for _, side := range []struct{ slot, from int16 }{{stackA, a}, {stackB, b}} {
		w.address(side.slot, side.from, size)
	}
}

func (w *walker) address(slot, from int16, size asm.Size) {
	if size == asm.Word {
		w.field(asm.R1, from, asm.Word)
		w.emit(
			asm.LoadImm(asm.R2, 0xffff<<32, asm.DWord),
			asm.Or.Reg(asm.R1, asm.R2),
			asm.Mov.Imm(asm.R2, 0),
			asm.StoreMem(asm.RFP, slot, asm.R2, asm.DWord),
			asm.StoreMem(asm.RFP, slot+8, asm.R1, asm.DWord),
		)
		return
	}
	for _, half := range []int16{0, 8} {
		w.field(asm.R1, from+half, asm.DWord)
		w.emit(asm.StoreMem(asm.RFP, slot+half, asm.R1, asm.DWord))
	}
}

// hash ends the program: the lane of the pair, or 0 if there is none.
func (w *walker) hash(lanes int) {
	w.emit(asm.Mov.Imm(asm.R0, 0))
	for i, slot := range []int16{stackA, stackB} {
		w.emit(
			asm.LoadMem(asm.R1, asm.RFP, slot, asm.DWord),
			asm.LoadMem(asm.R2, asm.RFP, slot+8, asm.DWord),
		)
		w.emit(key(asm.R3, keyHi), asm.Xor.Reg(asm.R1, asm.R3))
		w.emit(key(asm.R3, keyLo), asm.Xor.Reg(asm.R2, asm.R3))
		w.fold()
		if i == 0 {
			w.emit(asm.Mov.Reg(regNext, asm.R0))
		}
	}
	w.emit(
		asm.Mov.Reg(asm.R1, asm.R0), asm.Add.Reg(asm.R1, regNext),
		key(asm.R2, keyPair),
	)
	w.fold()
	w.emit(
		asm.Mod.Imm(asm.R0, int32(lanes)),
		asm.LoadMem(asm.R1, asm.RFP, stackA+8, asm.DWord),
		asm.LoadMem(asm.R2, asm.RFP, stackB+8, asm.DWord),
		asm.Or.Reg(asm.R1, asm.R2),
		asm.LoadMem(asm.R2, asm.RFP, stackA, asm.DWord), asm.Or.Reg(asm.R1, asm.R2),
		asm.LoadMem(asm.R2, asm.RFP, stackB, asm.DWord), asm.Or.Reg(asm.R1, asm.R2),
		asm.JNE.Imm(asm.R1, 0, "exit"),
		asm.Mov.Imm(asm.R0, 0),
		asm.Return().WithSymbol("exit"),
	)
}

// The constants of packet.LaneHash; a test holds the two together.
const (
	keyHi   = 0xa0761d6478bd642f
	keyLo   = 0xe7037ed1a0b428db
	keyPair = 0x9e3779b97f4a7c15
)

// key loads one of them.
func key(to asm.Register, k uint64) asm.Instruction { return asm.LoadImm(to, int64(k), asm.DWord) }

// fold multiplies R1 by R2 to 128 bits and leaves the exclusive or of the halves in
// R0. It uses R3 to R8.
func (w *walker) fold() {
	const x0, y0, x1, y1, t, u = asm.R3, asm.R4, asm.R5, asm.R6, asm.R7, asm.R8
	low := func(to, from asm.Register) {
		w.emit(asm.Mov.Reg(to, from), asm.LSh.Imm(to, 32), asm.RSh.Imm(to, 32))
	}
	high := func(to, from asm.Register) { w.emit(asm.Mov.Reg(to, from), asm.RSh.Imm(to, 32)) }
	low(x0, asm.R1)
	high(x1, asm.R1)
	low(y0, asm.R2)
	high(y1, asm.R2)
	w.emit(asm.Mul.Reg(asm.R1, asm.R2)) // the low half
	w.emit(asm.Mov.Reg(t, x0), asm.Mul.Reg(t, y0), asm.RSh.Imm(t, 32))
	w.emit(asm.Mov.Reg(u, x1), asm.Mul.Reg(u, y0), asm.Add.Reg(t, u))
	low(u, t)
	w.emit(asm.RSh.Imm(t, 32))
	w.emit(asm.Mul.Reg(x0, y1), asm.Add.Reg(u, x0), asm.RSh.Imm(u, 32))
	w.emit(asm.Mul.Reg(x1, y1), asm.Add.Reg(x1, t), asm.Add.Reg(x1, u)) // the high half
	w.emit(asm.Mov.Reg(asm.R0, asm.R1), asm.Xor.Reg(asm.R0, x1))
}
