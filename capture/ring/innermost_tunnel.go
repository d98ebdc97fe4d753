package ring

import "github.com/cilium/ebpf/asm"

// UDP ports of tunnels (IANA), and the one that Linux had for VXLAN before.
const (
	portGTPU     = 2152
	portVXLAN    = 4789
	portGeneve   = 6081
	portVXLANOld = 8472
)

// maxLabels bounds MPLS labels, maxGTPU the extension headers of GTP-U.
const (
	maxLabels = 4
	maxGTPU   = 2
)

// carriers read what lies between the link layer and IP on providers' links, in
// the same layer as the IP that follows.
func (w *walker) carriers() {
	w.mark(w.at("pppoe")) // RFC 2516, with PPP's protocol in full
	w.load(0, 8)
	w.field(asm.R1, 6, asm.Half)
	w.emit(
		asm.Add.Imm(regOffset, 8),
		asm.JEq.Imm(asm.R1, 0x0021, w.at("ip4-")),
		asm.JEq.Imm(asm.R1, 0x0057, w.at("ip6-")),
		asm.Ja.Label("hash"),
	)
	w.mark(w.at("mpls")) // RFC 3032
	for range maxLabels {
		w.load(0, 4)
		w.field(asm.R1, 2, asm.Byte)
		w.emit(
			asm.Add.Imm(regOffset, 4),
			asm.And.Imm(asm.R1, 1),
			asm.JNE.Imm(asm.R1, 0, w.at("bottom")),
		)
	}
	w.emit(asm.Ja.Label("hash"))
	w.mark(w.at("bottom"))
	w.version(w.at("ip4-"), w.at("ip6-"))
	w.emit(asm.JNE.Imm(asm.R1, 0, w.at("ethernet")))
	w.emit(asm.Add.Imm(regOffset, 4), asm.Ja.Label(w.at("ethernet"))) // a control word, RFC 4448
}

// version jumps by the version field at the offset and leaves it in R1.
func (w *walker) version(four, six string) {
	w.load(0, 1)
	w.field(asm.R1, 0, asm.Byte)
	w.emit(
		asm.RSh.Imm(asm.R1, 4),
		asm.JEq.Imm(asm.R1, 4, four),
		asm.JEq.Imm(asm.R1, 6, six),
	)
}

// upper follows tunnels to the next layer.
func (w *walker) upper() {
	w.mark(w.at("upper"))
	w.emit(
		asm.JEq.Imm(regKind, protoIPIP, w.at("next4-")),
		asm.JEq.Imm(regKind, protoIPv6, w.at("next6-")),
		asm.JEq.Imm(regKind, protoGRE, w.at("gre")),
		asm.JEq.Imm(regKind, protoUDP, w.at("udp")),
		asm.Ja.Label("hash"),
	)
	w.mark(w.at("next4-"))
	w.emit(asm.Mov.Imm(regKind, typeIPv4), asm.Ja.Label(w.following()))
	w.mark(w.at("next6-"))
	w.emit(asm.Mov.Imm(regKind, typeIPv6), asm.Ja.Label(w.following()))
	w.gre()
	w.udp()
	w.geneve()
	w.gtpu()
	w.mark(w.at("bridged"))
	w.emit(asm.JNE.Imm(regKind, typeBridge, w.following()))
	w.mark(w.at("ethernet"))
	w.load(0, 14)
	w.field(regKind, 12, asm.Half)
	w.emit(asm.Add.Imm(regOffset, 14), asm.Ja.Label(w.following()))
}

// gre reads GRE (RFC 2784, RFC 2890) without routes, and ERSPAN in it
// (draft-foschiano-erspan-03).
func (w *walker) gre() {
	w.mark(w.at("gre"))
	w.load(0, 4)
	w.field(regNext, 0, asm.Half)
	w.emit(asm.Mov.Reg(asm.R2, regNext), asm.And.Imm(asm.R2, 0x4007), asm.JNE.Imm(asm.R2, 0, "hash"))
	w.field(regKind, 2, asm.Half)
	w.emit(asm.Add.Imm(regOffset, 4))
	for _, shift := range []int32{15, 13, 12} { // checksum, key, sequence
		w.emit(
			asm.Mov.Reg(asm.R2, regNext), asm.RSh.Imm(asm.R2, shift), asm.And.Imm(asm.R2, 1),
			asm.LSh.Imm(asm.R2, 2), asm.Add.Reg(regOffset, asm.R2),
		)
	}
	w.emit(
		asm.JEq.Imm(regKind, typeERSPAN3, w.at("erspan3-")),
		asm.JNE.Imm(regKind, typeERSPAN, w.at("bridged")),
		// The sequence number, if there is one, came last into R2: type II has a
		// header of 8 bytes, type I none.
		asm.LSh.Imm(asm.R2, 1), asm.Add.Reg(regOffset, asm.R2),
		asm.Ja.Label(w.at("ethernet")),
	)
	w.mark(w.at("erspan3-"))
	w.load(0, 12)
	w.field(asm.R1, 11, asm.Byte)
	w.emit(
		asm.And.Imm(asm.R1, 1), asm.LSh.Imm(asm.R1, 3),
		asm.Add.Imm(regOffset, 12), asm.Add.Reg(regOffset, asm.R1),
		asm.Ja.Label(w.at("ethernet")),
	)
}

// udp tells tunnels by the port that they are sent to, and reads VXLAN (RFC 7348),
// with or without a group policy. Eight bytes of payload follow the header.
func (w *walker) udp() {
	w.mark(w.at("udp"))
	w.load(0, 16)
	w.field(asm.R1, 2, asm.Half)
	w.emit(
		asm.Add.Imm(regOffset, 8),
		asm.JEq.Imm(asm.R1, portGeneve, w.at("geneve")),
		asm.JEq.Imm(asm.R1, portGTPU, w.at("gtpu")),
		asm.JEq.Imm(asm.R1, portVXLAN, w.at("vxlan")),
		asm.JNE.Imm(asm.R1, portVXLANOld, "hash"),
	)
	w.mark(w.at("vxlan"))
	w.field(asm.R1, 8, asm.Byte)
	w.emit(asm.And.Imm(asm.R1, 0x7f), asm.JNE.Imm(asm.R1, 0x08, "hash"))
	w.field(asm.R1, 15, asm.Byte)
	w.emit(asm.JNE.Imm(asm.R1, 0, "hash"), asm.Add.Imm(regOffset, 8), asm.Ja.Label(w.at("ethernet")))
}

// geneve reads a Geneve header (RFC 8926), its options unread.
func (w *walker) geneve() {
	w.mark(w.at("geneve"))
	w.field(asm.R1, 8, asm.Byte)
	w.field(asm.R2, 9, asm.Byte)
	w.field(asm.R3, 15, asm.Byte)
	w.field(regKind, 10, asm.Half)
	w.emit(
		asm.And.Imm(asm.R2, 0x3f),
		asm.Or.Reg(asm.R2, asm.R3),
		asm.JNE.Imm(asm.R2, 0, "hash"),
		asm.JGT.Imm(asm.R1, 0x3f, "hash"),
		asm.LSh.Imm(asm.R1, 2),
		asm.Add.Imm(regOffset, 8), asm.Add.Reg(regOffset, asm.R1),
		asm.Ja.Label(w.at("bridged")),
	)
}

// gtpu reads the header of a GTP-U user packet (3GPP TS 29.281 section 5).
func (w *walker) gtpu() {
	w.mark(w.at("gtpu"))
	w.field(asm.R1, 8, asm.Byte)
	w.field(asm.R2, 9, asm.Byte)
	w.emit(
		asm.JNE.Imm(asm.R2, 0xff, "hash"),
		asm.Mov.Reg(asm.R2, asm.R1), asm.And.Imm(asm.R2, 0xf0), asm.JNE.Imm(asm.R2, 0x30, "hash"),
		asm.Add.Imm(regOffset, 8),
		asm.Mov.Reg(asm.R2, asm.R1), asm.And.Imm(asm.R2, 0x07), asm.JEq.Imm(asm.R2, 0, w.at("user")),
		asm.Add.Imm(regOffset, 4),
		asm.And.Imm(asm.R1, 0x04), asm.JEq.Imm(asm.R1, 0, w.at("user")),
	)
	for range maxGTPU {
		// The byte before says whether a header follows; its first byte is its
		// length in words.
		w.load(-1, 2)
		w.field(asm.R1, 0, asm.Byte)
		w.field(asm.R2, 1, asm.Byte)
		w.emit(
			asm.JEq.Imm(asm.R1, 0, w.at("user")),
			asm.JEq.Imm(asm.R2, 0, "hash"),
			asm.LSh.Imm(asm.R2, 2), asm.Add.Reg(regOffset, asm.R2),
		)
	}
	w.mark(w.at("user"))
	w.version(w.at("next4-"), w.at("next6-"))
	w.emit(asm.Ja.Label("hash"))
}
