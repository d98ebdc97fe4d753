package ring

import "golang.org/x/net/bpf"

// EtherTypes (IANA ieee-802-numbers).
const (
	typeIPv4       = 0x0800
	typeARP        = 0x0806
	typeERSPAN3    = 0x22eb
	typeBridge     = 0x6558
	typeVLAN       = 0x8100
	typeIPv6       = 0x86dd
	typeMPLS       = 0x8847
	typeMPLSUp     = 0x8848
	typePPPoE      = 0x8864
	typeQinQ       = 0x88a8
	typeERSPAN     = 0x88be // types I and II
	typeQinQOld    = 0x9100
	typeQinQOldest = 0x9200
)

// Where a fanout program finds the bytes: a frame that comes in starts behind its
// link-layer header, whose EtherType the kernel keeps beside it with an outer tag
// taken off; one that goes out starts with the header.
const ethernetHeader = 14

// outerProgram deals frames by the exclusive or of the words of the first address
// pair, mixed: classic BPF multiplies 32 bits and has a mere 16 words of memory.
// What has no address pair goes to lane 0.
func outerProgram(lanes, header int) []bpf.Instruction {
	const kind, other = 0, 1 // words of memory
	code := []bpf.Instruction{
		bpf.LoadConstant{Dst: bpf.RegX, Val: 0},
		bpf.LoadExtension{Num: bpf.ExtType},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: packetOutgoing, SkipTrue: 1},
		bpf.LoadConstant{Dst: bpf.RegX, Val: uint32(header)},
		bpf.LoadExtension{Num: bpf.ExtProto},
	}
	// X is where the network header starts, A the EtherType: take two tags off.
	for range 2 {
		code = append(code,
			bpf.JumpIf{Cond: bpf.JumpEqual, Val: typeVLAN, SkipTrue: 1},
			bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: typeQinQ, SkipTrue: 6},
			bpf.LoadIndirect{Off: 2, Size: 2},
			bpf.StoreScratch{Src: bpf.RegA, N: kind},
			bpf.TXA{},
			bpf.ALUOpConstant{Op: bpf.ALUOpAdd, Val: 4},
			bpf.TAX{},
			bpf.LoadScratch{Dst: bpf.RegA, N: kind},
		)
	}
	mixed := []bpf.Instruction{
		bpf.ALUOpConstant{Op: bpf.ALUOpMul, Val: 0x9e3779b1},
		bpf.TAX{},
		bpf.ALUOpConstant{Op: bpf.ALUOpShiftRight, Val: 15},
		bpf.ALUOpX{Op: bpf.ALUOpXor},
		bpf.ALUOpConstant{Op: bpf.ALUOpMul, Val: 0x85ebca77},
		bpf.ALUOpConstant{Op: bpf.ALUOpShiftRight, Val: 8},
		bpf.ALUOpConstant{Op: bpf.ALUOpMod, Val: uint32(lanes)},
		bpf.RetA{},
	}
	for _, family := range []struct {
		kind  uint32
		words []uint32 // offsets of the pair's
	}{
		{typeIPv4, []uint32{12, 16}},
		{typeARP, []uint32{14, 24}},
		{typeIPv6, []uint32{8, 12, 16, 20, 24, 28, 32, 36}},
	} {
		body := []bpf.Instruction{bpf.LoadIndirect{Off: family.words[0], Size: 4}}
		for _, w := range family.words[1:] {
			body = append(body,
				bpf.StoreScratch{Src: bpf.RegA, N: other},
				bpf.LoadIndirect{Off: w, Size: 4},
				bpf.StoreScratch{Src: bpf.RegX, N: kind},
				bpf.LoadScratch{Dst: bpf.RegX, N: other},
				bpf.ALUOpX{Op: bpf.ALUOpXor},
				bpf.LoadScratch{Dst: bpf.RegX, N: kind},
			)
		}
		body = append(body, mixed...)
		code = append(code, bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: family.kind, SkipTrue: uint8(len(body))})
		code = append(code, body...)
	}
	return append(code, bpf.RetConstant{Val: 0})
}

// packetOutgoing is PACKET_OUTGOING (linux/if_packet.h).
const packetOutgoing = 4
