package filter

import (
	"encoding/binary"

	"golang.org/x/net/bpf"

	"github.com/reconwatch/reconwatch/capture"
)

// Opcodes that assemble writes: linux/bpf_common.h and linux/filter.h.
const (
	opLoadWord     = 0x20
	opLoadHalf     = 0x28
	opLoadByte     = 0x30
	opLoadLen      = 0x80
	opLoadHalfInd  = 0x48
	opLoadMemShift = 0xb1
	opAndK         = 0x54
	opJump         = 0x05
	opJumpEq       = 0x15
	opJumpGt       = 0x25
	opJumpGe       = 0x35
	opJumpSet      = 0x45
	opReturn       = 0x06

	// Loads from these offsets are of the socket buffer's fields (SKF_AD_OFF).
	auxTag     = 0xfffff000 + 44
	auxPresent = 0xfffff000 + 48
)

// run interprets a program of the opcodes above, as the kernel would.
func run(program []bpf.RawInstruction, f *capture.Frame) bool { //nolint:cyclop,funlen // one flat switch over opcodes is the clearest an interpreter can be
	var a, x uint32
	d := f.Data
	for pc := 0; pc < len(program); pc++ {
		in := &program[pc]
		var cond bool
		switch in.Op {
		case opLoadHalf:
			off := int(in.K)
			if off+2 > len(d) {
				return false
			}
			a = uint32(binary.BigEndian.Uint16(d[off:]))
			continue
		case opLoadByte:
			if int(in.K) >= len(d) {
				return false
			}
			a = uint32(d[in.K])
			continue
		case opLoadWord:
			off := int(in.K)
			if off+4 <= len(d) {
				a = binary.BigEndian.Uint32(d[off:])
				continue
			}
			var ok bool
			if a, ok = aux(in.K, f); !ok {
				return false
			}
			continue
		case opLoadHalfInd:
			off := int(x) + int(in.K)
			if off+2 > len(d) {
				return false
			}
			a = uint32(binary.BigEndian.Uint16(d[off:]))
			continue
		case opLoadMemShift:
			if int(in.K) >= len(d) {
				return false
			}
			x = 4 * uint32(d[in.K]&0x0f)
			continue
		case opLoadLen:
			a = f.WireLen
			continue
		case opAndK:
			a &= in.K
			continue
		case opJump:
			pc += int(in.K)
			continue
		case opReturn:
			return in.K != 0
		case opJumpEq:
			cond = a == in.K
		case opJumpGt:
			cond = a > in.K
		case opJumpGe:
			cond = a >= in.K
		case opJumpSet:
			cond = a&in.K != 0
		}
		if cond {
			pc += int(in.Jt)
		} else {
			pc += int(in.Jf)
		}
	}
	return false
}

// aux reads what the kernel keeps beside the frame.
func aux(off uint32, f *capture.Frame) (v uint32, ok bool) {
	switch off {
	case auxTag:
		return uint32(f.VLAN), true
	case auxPresent:
		if f.HasVLAN {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}
