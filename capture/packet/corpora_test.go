package packet

import (
	"bufio"
	"compress/gzip"
	"io"
	"os"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// TestCorpora decodes every frame of the public captures and compares with the
// reference decoder where that reads the frame cleanly.
func TestCorpora(t *testing.T) {
	var verdicts [NumVerdicts]int
	compared, different, joined := 0, 0, 0
	r := NewReassembler(ReassemblerOptions{})
	for _, c := range testbed.Corpora(t) {
		each(c.Path, func(data []byte, ci gopacket.CaptureInfo, link layers.LinkType) {
			p := dirty()
			p.Decode(&capture.Frame{Data: data, WireLen: uint32(ci.Length), Time: ci.Timestamp.UnixNano(), LinkType: capture.LinkType(link)})
			sound(t, &p)
			verdicts[p.Verdict]++
			if link == layers.LinkTypeEthernet && ci.Length == len(data) {
				difference, ok := disagree(&p, data)
				if ok {
					compared++
				}
				if difference != "" && different < 20 {
					different++
					t.Errorf("%s: %s\n%x", c.Path, difference, data)
				}
			}
			if r.Join(&p) {
				joined++
			}
		})
	}
	t.Logf("verdicts %v, compared %d, joined %d %+v", verdicts, compared, joined, r.Stats())
	if compared == 0 {
		t.Error("nothing compared")
	}
}

type packetReader interface {
	ReadPacketData() ([]byte, gopacket.CaptureInfo, error)
	LinkType() layers.LinkType
}

// each reads a capture as far as it can be read; broken files are part of the
// collection.
func each(path string, do func([]byte, gopacket.CaptureInfo, layers.LinkType)) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return
	}
	b := bufio.NewReader(io.LimitReader(z, 16<<20))
	pr := open(b)
	if pr == nil {
		return
	}
	for range 20000 {
		data, ci, err := pr.ReadPacketData()
		if err != nil {
			return
		}
		do(data, ci, pr.LinkType())
	}
}

func open(b *bufio.Reader) packetReader {
	if magic, err := b.Peek(4); err != nil || string(magic) == "\x0a\x0d\x0d\x0a" {
		if r, err := pcapgo.NewNgReader(b, pcapgo.DefaultNgReaderOptions); err == nil {
			return r
		}
		return nil
	}
	if r, err := pcapgo.NewReader(b); err == nil {
		return r
	}
	return nil
}
