package ring

import (
	"strconv"

	"github.com/cilium/ebpf/asm"
)

// IP protocols (IANA) that the program looks into.
const (
	protoHopByHop    = 0
	protoICMP        = 1
	protoIPIP        = 4
	protoUDP         = 17
	protoIPv6        = 41
	protoRouting     = 43
	protoFragment    = 44
	protoGRE         = 47
	protoICMPv6      = 58
	protoDestination = 60
)

// arp takes the pair of ARP for IPv4 over Ethernet.
func (w *walker) arp() {
	w.mark(w.at("arp"))
	w.load(0, 28)
	w.field(asm.R1, 0, asm.DWord)
	w.emit(
		asm.RSh.Imm(asm.R1, 16),
		asm.LoadImm(asm.R2, 0x000108000604, asm.DWord),
		asm.JNE.Reg(asm.R1, asm.R2, "hash"),
	)
	w.keep(14, 24, asm.Word)
	w.emit(asm.Ja.Label("hash"))
}

// ipv4 takes the pair, and ends unless the packet is whole or a first fragment.
func (w *walker) ipv4() {
	w.mark(w.at("ip4-"))
	w.load(0, 20)
	w.header4("hash")
	w.emit(asm.Mov.Reg(regNext, asm.R1))
	w.keep(12, 16, asm.Word)
	w.field(regKind, 9, asm.Byte)
	w.emit(asm.Add.Reg(regOffset, regNext))
	w.field(asm.R1, 6, asm.Half)
	w.emit(
		asm.And.Imm(asm.R1, 0x1fff),
		asm.JNE.Imm(asm.R1, 0, "hash"),
		asm.JEq.Imm(regKind, protoICMP, w.at("icmp4-")),
		asm.Ja.Label(w.at("upper")),
	)
	w.mark(w.at("icmp4-"))
	w.load(0, 8+20)
	w.field(asm.R1, 0, asm.Byte)
	for _, t := range []int32{3, 4, 5, 11, 12} { // what quotes a packet
		w.emit(asm.JEq.Imm(asm.R1, t, w.at("quote4-")))
	}
	w.emit(asm.Ja.Label("hash"))
	w.mark(w.at("quote4-"))
	w.load(8, 20)
	w.header4("hash")
	w.keep(12, 16, asm.Word)
	w.emit(asm.Ja.Label("hash"))
}

// header4 checks version and length of the IPv4 header on the stack; the length is
// left in R1.
func (w *walker) header4(otherwise string) {
	w.field(asm.R1, 0, asm.Byte)
	w.emit(
		asm.JLT.Imm(asm.R1, 0x45, otherwise),
		asm.JGT.Imm(asm.R1, 0x4f, otherwise),
		asm.And.Imm(asm.R1, 0x0f),
		asm.LSh.Imm(asm.R1, 2),
	)
}

// ipv6 takes the pair and skips extension headers.
func (w *walker) ipv6() {
	w.mark(w.at("ip6-"))
	w.load(0, 40)
	w.version6()
	w.keep(8, 24, asm.DWord)
	w.field(regKind, 6, asm.Byte)
	w.emit(asm.Add.Imm(regOffset, 40))
	for i := range maxExtensions {
		w.extension(strconv.Itoa(i) + "-")
	}
	w.mark(w.at("icmp6-"))
	w.emit(asm.JNE.Imm(regKind, protoICMPv6, w.at("upper")))
	w.load(0, 24)
	w.field(asm.R1, 0, asm.Byte)
	w.emit(
		asm.JEq.Imm(asm.R1, 135, w.at("solicitation")),
		asm.JEq.Imm(asm.R1, 136, w.at("advertisement")),
		asm.JLT.Imm(asm.R1, 1, "hash"),
		asm.JGT.Imm(asm.R1, 4, "hash"),
	)
	w.load(8, 40)
	w.version6()
	w.keep(8, 24, asm.DWord)
	w.emit(asm.Ja.Label("hash"))
	// The target stands for the side that solicits by multicast or answers from
	// another address.
	w.mark(w.at("solicitation"))
	w.address(stackB, 8, asm.DWord)
	w.emit(asm.Ja.Label("hash"))
	w.mark(w.at("advertisement"))
	w.address(stackA, 8, asm.DWord)
	w.emit(asm.Ja.Label("hash"))
}

func (w *walker) version6() {
	w.field(asm.R1, 0, asm.Byte)
	w.emit(asm.RSh.Imm(asm.R1, 4), asm.JNE.Imm(asm.R1, 6, "hash"))
}

// extension skips one extension header, and ends at a later fragment.
func (w *walker) extension(n string) {
	skip, fragment, done := w.at("ext"+n), w.at("frag"+n), w.at("extended"+n)
	for _, proto := range []int32{protoHopByHop, protoRouting, protoDestination} {
		w.emit(asm.JEq.Imm(regKind, proto, skip))
	}
	w.emit(
		asm.JEq.Imm(regKind, protoFragment, fragment),
		asm.Ja.Label(w.at("icmp6-")),
	)
	w.mark(fragment)
	w.load(0, 8)
	w.field(asm.R1, 2, asm.Half)
	w.emit(asm.And.Imm(asm.R1, 0xfff8), asm.JNE.Imm(asm.R1, 0, "hash"))
	w.field(regKind, 0, asm.Byte)
	w.emit(asm.Add.Imm(regOffset, 8), asm.Ja.Label(done))
	w.mark(skip)
	w.load(0, 2)
	w.field(regKind, 0, asm.Byte)
	w.field(asm.R1, 1, asm.Byte)
	w.emit(asm.Add.Imm(asm.R1, 1), asm.LSh.Imm(asm.R1, 3), asm.Add.Reg(regOffset, asm.R1))
	w.mark(done)
}
