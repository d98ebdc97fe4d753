package packet

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/capture"
)

func TestSeen(t *testing.T) {
	const ms = int64(time.Millisecond)
	identified, other := ether(kindIPv4, whole4), ether(kindIPv4, set(whole4, 8, 63))
	zeroID := ether(kindIPv4, ip4Fragment(hostA, hostB, ProtoUDP, 0, flagDF, query))
	tagged5 := ether(kindVLAN, tagged(5, kindIPv4, ip4Fragment(hostA, hostB, ProtoUDP, 0, flagDF, query)))
	six := ether(kindIPv6, whole6)
	type sight struct {
		data  []byte
		time  int64
		iface uint16
		want  bool
	}
	for _, c := range []struct {
		name   string
		sights []sight
	}{
		{"mirrored twice", []sight{{identified, 0, 0, false}, {identified, ms, 0, true}}},
		{"mirrored three times", []sight{{identified, 0, 0, false}, {identified, ms, 0, true}, {identified, 2 * ms, 0, true}}},
		{"padded on one port", []sight{{identified, 0, 0, false}, {join(identified, padding), ms, 1, true}}},
		{"stamped a little earlier", []sight{{identified, 5 * ms, 0, false}, {identified, 4 * ms, 1, true}}},
		{"later than the window", []sight{{identified, 0, 0, false}, {identified, 11 * ms, 0, false}, {identified, 12 * ms, 0, true}}},
		{"routed in between", []sight{{identified, 0, 0, false}, {other, 0, 0, false}}},
		{"no identification, at once", []sight{{zeroID, 0, 0, false}, {zeroID, ms, 0, true}}},
		{"no identification, sent again", []sight{{zeroID, 0, 0, false}, {zeroID, 3 * ms, 0, false}}},
		{"no identification, another interface", []sight{{zeroID, 0, 0, false}, {zeroID, 8 * ms, 1, true}}},
		{"no identification, another VLAN", []sight{{zeroID, 0, 0, false}, {tagged5, 8 * ms, 0, true}}},
		{"IPv6 sent again", []sight{{six, 0, 0, false}, {six, 3 * ms, 0, false}}},
		{"ARP at once", []sight{{ether(kindARP, arp(1, hostA, hostB)), 0, 0, false}, {ether(kindARP, arp(1, hostA, hostB)), 0, 0, true}}},
		{"without addresses", []sight{{ether(0x88cc, padding), 0, 0, false}, {ether(0x88cc, padding), 0, 0, false}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, copies := NewDuplicates(100, 1), uint64(0)
			for i, s := range c.sights {
				var p Packet
				f := capture.Frame{Data: s.data, WireLen: uint32(len(s.data)), Time: 1e18 + s.time, Interface: s.iface, LinkType: capture.LinkEthernet}
				p.Decode(&f)
				if got := d.Seen(&p, &f); got != s.want {
					t.Errorf("frame %d: %v", i, got)
				}
				if s.want {
					copies++
				}
			}
			if s := d.Stats(); s.Copies != copies || s.Evicted != 0 {
				t.Errorf("counted %+v, want %d copies", s, copies)
			}
		})
	}
}

func TestSeenEvicts(t *testing.T) {
	d := NewDuplicates(1, 1)
	for i := range 3 {
		var p Packet
		f := capture.Frame{Data: ether(kindIPv4, set(whole4, 5, byte(i))), Time: 1e18, LinkType: capture.LinkEthernet}
		p.Decode(&f)
		if d.Seen(&p, &f) {
			t.Error("another packet counted as a copy")
		}
	}
	if s := d.Stats(); s.Evicted != 2 {
		t.Errorf("counted %+v", s)
	}
}

// TestSeenIsNotBlinded: payload that makes a factor of the hash 0, were the constants known, does not make probes of
// different hosts copies of one another.
func TestSeenIsNotBlinded(t *testing.T) {
	for _, known := range []uint64{0, 0xa0761d6478bd642f, 0xe7037ed1a0b428db, 0x9e3779b97f4a7c15} {
		payload := []byte{0, 53, 0, 53} // of ports, so that the rest is where factors are taken from
		for range 8 {
			payload = binary.BigEndian.AppendUint64(payload, known)
		}
		d := NewDuplicates(100, 1)
		for _, to := range []string{hostB, hostA} {
			data := ether(kindIPv4, ip4(hostA, to, ProtoUDP, payload))
			var p Packet
			f := capture.Frame{Data: data, WireLen: uint32(len(data)), Time: 1e18, LinkType: capture.LinkEthernet}
			p.Decode(&f)
			if d.Seen(&p, &f) {
				t.Errorf("%#x: another host's packet is taken for a copy", known)
			}
		}
	}
}
