package pcapfile

import (
	"bufio"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	// streamBuffer is what a stream is read into: some hundred frames of full
	// size, and still in the second-level cache. Where many files may overlap,
	// they share allBuffers, down to leastBuffer each.
	streamBuffer = 256 << 10
	leastBuffer  = 32 << 10
	allBuffers   = 64 << 20
	// maxRecord bounds what a buffer grows to for one record; libpcap's limit on
	// a pcapng block.
	maxRecord = 16 << 20
	// zstdWindow is the greatest window that is accepted, which is what the zstd
	// tool accepts unless told otherwise.
	zstdWindow = 128 << 20
)

// stream is a window that slides over an io.Reader. Frames lie in its buffer
// until the next call of more.
type stream struct {
	in    io.Reader
	close func()
	buf   []byte
	whole bool // fill the buffer; else take what one read gives
	err   error
}

// more moves rest to the front of the buffer and adds to it. It fails only if it
// could add nothing.
func (s *stream) more(rest []byte) ([]byte, error) {
	if s.err != nil {
		return rest, s.err
	}
	if len(rest) == len(s.buf) {
		// Doubling keeps the size in step with bytes that were really there,
		// whatever a length field says.
		s.buf = append(make([]byte, 0, 2*len(s.buf)), rest...)[:2*len(s.buf)]
	} else {
		copy(s.buf, rest)
	}
	n := len(rest)
	for n < len(s.buf) && s.err == nil {
		var got int
		got, s.err = s.in.Read(s.buf[n:])
		n += got
		if got > 0 && !s.whole {
			break
		}
	}
	if n == len(rest) {
		return s.buf[:n], s.err
	}
	return s.buf[:n], nil
}

func (s *stream) done() { s.close() }

// decompress takes off gzip or zstd by the first bytes; in is at their start.
func decompress(in io.Reader, magic []byte) (out io.Reader, end func(), err error) {
	switch kindOf(magic) {
	case kindGzip:
		z, err := gzip.NewReader(bufio.NewReaderSize(in, 64<<10))
		return z, func() {}, err
	case kindZstd:
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(zstdWindow))
		if err != nil {
			return nil, nil, err
		}
		return z, z.Close, nil
	}
	return in, func() {}, nil
}

// kind is what a file's first four bytes say.
type kind uint8

const (
	kindUnknown kind = iota
	kindClassic
	kindPcapng
	kindGzip
	kindZstd
)

// compressed reports whether k wraps a capture file.
func (k kind) compressed() bool { return k == kindGzip || k == kindZstd }

func kindOf(b []byte) kind {
	if len(b) >= 2 && b[0] == 0x1f && b[1] == 0x8b {
		return kindGzip
	}
	if len(b) < 4 {
		return kindUnknown
	}
	switch [4]byte(b) {
	case [4]byte{0x28, 0xb5, 0x2f, 0xfd}:
		return kindZstd
	case [4]byte{0x0a, 0x0d, 0x0d, 0x0a}:
		return kindPcapng
	case [4]byte{0xd4, 0xc3, 0xb2, 0xa1}, [4]byte{0xa1, 0xb2, 0xc3, 0xd4},
		[4]byte{0x4d, 0x3c, 0xb2, 0xa1}, [4]byte{0xa1, 0xb2, 0x3c, 0x4d},
		[4]byte{0x34, 0xcd, 0xb2, 0xa1}, [4]byte{0xa1, 0xb2, 0xcd, 0x34}:
		return kindClassic
	}
	return kindUnknown
}

// head reads the first four bytes without losing them.
func head(in io.Reader) ([]byte, error) {
	var b [4]byte
	n, err := io.ReadFull(in, b[:])
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return b[:n], err
}
