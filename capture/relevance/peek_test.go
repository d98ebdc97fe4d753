package relevance

import (
	"encoding/binary"
	"testing"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// segmentFrame is an ACK with data over plain IPv4, behind a VLAN tag if vlan is not 0.
func segmentFrame(vlan uint16, payload string) capture.Frame {
	b := []byte("\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02")
	if vlan != 0 {
		b = binary.BigEndian.AppendUint16(append(b, 0x81, 0), vlan)
	}
	b = append(b, 0x08, 0x00, 0x45, 0, 0, byte(40+len(payload)), 0, 1, 0x40, 0, 64, packet.ProtoTCP, 0, 0,
		192, 0, 2, 1, 198, 51, 100, 2, 0x9c, 0x40, 0x1f, 0x90, 0, 0, 0, 1, 0, 0, 0, 2, 0x50, byte(packet.ACK), 1, 0, 0, 0, 0, 0)
	b = append(b, payload...)
	return capture.Frame{Data: b, WireLen: uint32(len(b)), LinkType: capture.LinkEthernet}
}

// datagramFrame is a datagram between ports that are nothing special.
func datagramFrame(v6 bool) capture.Frame {
	frame := segmentFrame(0, "data of a stream")
	b := frame.Data
	copy(b[14+20:], []byte{0x9c, 0x40, 0x01, 0xbb, 0, 44, 0, 0})
	b[14+9], b[14+3] = packet.ProtoUDP, 20+44
	if v6 {
		head := append(b[:12:12], 0x86, 0xdd, 0x60, 0, 0, 0, 0, 44, packet.ProtoUDP, 64)
		for i := range 32 {
			head = append(head, byte(i+1))
		}
		b = append(head, b[14+20:]...)
	}
	b = append(b, make([]byte, 40)...)
	return capture.Frame{Data: b, WireLen: uint32(len(b)), LinkType: capture.LinkEthernet}
}

// segment6Frame is segmentFrame over IPv6.
func segment6Frame() capture.Frame {
	frame := datagramFrame(true)
	copy(frame.Data[14+40:], segmentFrame(0, "data of a stream").Data[14+20:])
	frame.Data[14+6] = packet.ProtoTCP
	return frame
}

// checkPeek holds what Peek says of a frame against decoding it.
func checkPeek(t *testing.T, f *Filter, frame *capture.Frame) (peeked bool) {
	t.Helper()
	m, ok := f.Peek(frame)
	if !ok {
		return false
	}
	var p packet.Packet
	if v := p.Decode(frame); v != packet.Transport {
		t.Fatalf("Peek takes a frame of verdict %d: % x", v, frame.Data)
	}
	if want := f.Mark(&p); m != want {
		t.Fatalf("Peek gives %+v, Mark %+v for % x", m, want, frame.Data)
	}
	return true
}

func TestPeekTakesSegments(t *testing.T) {
	for _, vlans := range []bool{false, true} {
		f := New(Options{Slots: 16, Seed: 3, VLANInKey: vlans})
		for _, payload := range []string{"", "x", "some data", "\x17\x03\x03\x00\x20"} {
			for _, vlan := range []uint16{0, 7, 0xe007} {
				frame := segmentFrame(vlan, payload+"      ") // long enough with padding
				if !checkPeek(t, f, &frame) {
					t.Errorf("VLAN %d, payload %q: not taken", vlan, payload)
				}
				frame.HasVLAN, frame.VLAN = true, 0xf00d
				checkPeek(t, f, &frame)
			}
		}
		for _, payload := range []string{"GET / HTTP/1.1", "SSH-2.0-x", "\x16\x03\x01\x02\x00"} {
			if frame := segmentFrame(0, payload); checkPeek(t, f, &frame) {
				t.Errorf("payload %q begins a message and was taken", payload)
			}
		}
	}
}

func TestPeekTakesOthers(t *testing.T) {
	f := New(Options{Slots: 16, Seed: 3})
	bare := segmentFrame(0, "")
	bare.Data = bare.Data[:54] // as on the sender's own port, before padding
	for i, frame := range []capture.Frame{datagramFrame(false), datagramFrame(true), segment6Frame(), bare} {
		if !checkPeek(t, f, &frame) {
			t.Errorf("frame %d is not taken", i)
		}
	}
}

// TestPeekAtEveryByte changes each byte of the headers to each value, and cuts
// the frame at each length.
func TestPeekAtEveryByte(t *testing.T) {
	f := New(Options{Slots: 16, Seed: 3, VLANInKey: true})
	for _, whole := range []capture.Frame{
		segmentFrame(0, "data of a stream"), segmentFrame(7, "data of a stream"),
		datagramFrame(false), datagramFrame(true), segment6Frame(),
	} {
		for i := range whole.Data {
			frame := whole
			frame.Data = append([]byte(nil), whole.Data...)
			for v := range 256 {
				frame.Data[i] = byte(v)
				checkPeek(t, f, &frame)
			}
			cut := whole
			cut.Data = whole.Data[:i]
			checkPeek(t, f, &cut)
		}
	}
}

func FuzzPeek(f *testing.F) {
	for _, frame := range []capture.Frame{
		segmentFrame(0, "data of a stream"), segmentFrame(7, "data of a stream"),
		datagramFrame(false), datagramFrame(true), segment6Frame(),
	} {
		f.Add(frame.Data, uint32(90), uint16(0), false, uint16(1))
	}
	filter := New(Options{Slots: 16, Seed: 3, VLANInKey: true})
	f.Fuzz(func(t *testing.T, data []byte, wire uint32, vlan uint16, tagged bool, link uint16) {
		frame := capture.Frame{Data: data, WireLen: wire, VLAN: vlan, HasVLAN: tagged, LinkType: capture.LinkType(link)}
		checkPeek(t, filter, &frame)
	})
}

func TestPeekAllocatesNothing(t *testing.T) {
	f, frame := New(Options{Slots: 16}), segmentFrame(0, "data")
	if n := testing.AllocsPerRun(100, func() { f.Peek(&frame) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkPeek(b *testing.B) {
	f, frame := New(Options{}), segmentFrame(7, "data of a stream")
	for b.Loop() {
		f.Peek(&frame)
	}
}

// BenchmarkDecodeAndMark is what BenchmarkPeek spares.
func BenchmarkDecodeAndMark(b *testing.B) {
	f, frame := New(Options{}), segmentFrame(7, "data of a stream")
	var p packet.Packet
	for b.Loop() {
		p.Decode(&frame)
		f.Mark(&p)
	}
}
